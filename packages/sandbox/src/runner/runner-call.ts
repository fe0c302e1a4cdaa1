/** One call inside the runner: what was asked, and what it uses. */
import type { CodeLimits, CodeMode } from '../code.ts'
import { suspends, tampers } from '../inside/words.ts'
import type { Lane } from './lane.ts'

const briefMs = 10

export class RunnerCall {
  readonly id: string
  readonly version: string
  readonly code: string
  readonly mode: CodeMode
  readonly items: string
  readonly context: string
  readonly keepGoing: boolean
  readonly limits: CodeLimits
  readonly suspends: boolean
  readonly tampers: boolean
  readonly arrivedAt = performance.now()
  begunAt = 0
  cpuMs = 0
  lane: Lane | undefined
  /** It goes on after its first turn. */
  goesOn = false
  /** Turns in the isolate that have not ended, and questions without an answer. */
  turns = 0
  asks = 0
  readonly timers = new Map<number, { readonly timer: NodeJS.Timeout; readonly brief: boolean }>()
  #questions = new Map<string, (answer: string) => void>()
  #lastAsk = 0

  constructor(fields: {
    readonly id: string
    readonly version: string
    readonly code: string
    readonly mode: CodeMode
    readonly items: string
    readonly context: string
    readonly keepGoing: boolean
    readonly limits: CodeLimits
  }) {
    this.id = fields.id
    this.version = fields.version
    this.code = fields.code
    this.mode = fields.mode
    this.items = fields.items
    this.context = fields.context
    this.keepGoing = fields.keepGoing
    this.limits = fields.limits
    this.suspends = suspends.test(fields.code)
    this.tampers = tampers.test(fields.code)
  }

  /** A question to the parent that has just been asked. */
  asking(): { readonly askId: string; readonly answer: Promise<string> } {
    const askId = String(++this.#lastAsk)
    return { askId, answer: new Promise((resolve) => this.#questions.set(askId, resolve)) }
  }

  answered(askId: string, answer: string) {
    this.#questions.get(askId)?.(answer)
    this.#questions.delete(askId)
  }

  startTimer(id: number, ms: number, rings: () => void) {
    this.stopTimer(id)
    const timer = setTimeout(() => {
      this.timers.delete(id)
      rings()
    }, ms)
    this.timers.set(id, { timer, brief: ms < briefMs })
  }

  stopTimer(id: number) {
    clearTimeout(this.timers.get(id)?.timer)
    this.timers.delete(id)
  }

  /** It waits for a moment so short that a chain of such waits is a loop. */
  get waitsBriefly(): boolean {
    return this.asks === 0 && this.timers.values().some(({ brief }) => brief)
  }

  /** Lets go of timers and of questions, whose answers nobody waits for any more. */
  release() {
    for (const answer of this.#questions.values()) answer('E{"message":"This run of the code has ended."}')
    this.#questions.clear()
    for (const { timer } of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    this.lane = undefined
  }
}
