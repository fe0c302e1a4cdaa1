/** One call inside the runner: what was asked, and what it uses. */
import type { CodeLimits, CodeMode } from '../code.ts'
import { suspends, tampers } from '../inside/words.ts'
import type { Lane } from './lane.ts'

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
  timersStarted = 0
  readonly timers = new Map<number, NodeJS.Timeout>()

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

  startTimer(id: number, ms: number, rings: () => void) {
    this.stopTimer(id)
    const timer = setTimeout(() => {
      this.timers.delete(id)
      rings()
    }, ms)
    this.timers.set(id, timer)
  }

  stopTimer(id: number) {
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
  }

  /** Lets go of timers; what still answers is not listened to. */
  release() {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    this.lane = undefined
  }
}
