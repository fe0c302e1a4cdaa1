/**
 * One isolate and the calls in it.
 *
 *   L1  Calls whose code cannot suspend are queued one behind the other: each ends before the next begins, so
 *       a crowd of them costs one hop between threads. A call that can suspend has the isolate to itself.
 *   L2  Calls are started in order. When the isolate goes down, the first that has not ended is the one it
 *       went down with; those behind it have not begun and can be started elsewhere.
 *   L3  A frozen realm is used again, until a call in it fails. Code that wants to change its realm runs in an
 *       isolate of open ones, each used once.
 *   L4  Nothing of this realm's objects goes in: text, numbers, and functions that take and give those. The one
 *       reference the isolate holds (to ask and wait) stays in its program's closure and is called with text.
 */
import type * as IsolatedVm from 'isolated-vm'
import { codeName } from '../inside/thrown.ts'
import { compute } from './compute.ts'
import type { Ivm } from './load-addon.ts'
import type { RunnerCall } from './runner-call.ts'
import { isSyntaxFailure, withSyntaxLine } from './syntax-line.ts'

export interface LaneSettings {
  readonly ivm: Ivm
  readonly frozen: IsolatedVm.ExternalCopy<ArrayBuffer>
  readonly open: IsolatedVm.ExternalCopy<ArrayBuffer>
  readonly memoryMb: number
  readonly modules: readonly string[]
}

/** What a lane needs of the runner. */
export interface LaneHost {
  readonly ended: (call: RunnerCall, outcome: string) => void
  /** The call never began here, or found the lane taken. */
  readonly startElsewhere: (call: RunnerCall) => void
  /** The isolate is gone; `culprit` is the call it went down with. */
  readonly wentDown: (lane: Lane, culprit: RunnerCall | undefined, why: Downfall) => void
  readonly ask: (call: RunnerCall, name: string, args: string) => Promise<string>
  readonly print: (call: RunnerCall, lines: string) => void
  readonly freed: (lane: Lane) => void
}

export type Downfall = 'memory_limit' | 'cpu_limit' | 'wall_limit' | 'too_many_timers' | 'cancelled' | 'disposed'

interface Realm {
  readonly dispatch: IsolatedVm.Reference<(...args: unknown[]) => string | undefined>
  readonly handles: readonly { release(): void }[]
}

const longestQueue = 64
/** Timers of one call that wait at the same time. */
const maximumTimers = 10_000
/** Processor time for what a call left running, ms. */
const longestLeftover = 500

export class Lane {
  readonly version: string
  readonly realms: 'frozen' | 'open'
  idleSince: number
  #settings: LaneSettings
  #host: LaneHost
  #isolate: IsolatedVm.Isolate
  #realm: Realm | undefined
  #preparing = false
  #stale = false
  /** Started and not ended, in order. */
  #calls: RunnerCall[] = []
  /** Entries into the isolate that have not come back, those of calls that ended included. */
  #turns = 0
  #leftoverMs = 0
  #alone = false
  /** The code waits for an answer and uses no core meanwhile. */
  #standsStill = false
  #down: Downfall | undefined
  #cpuSeen = 0n
  #lookedAt = 0

  constructor(version: string, realms: 'frozen' | 'open', settings: LaneSettings, host: LaneHost) {
    this.version = version
    this.realms = realms
    this.#settings = settings
    this.#host = host
    this.idleSince = performance.now()
    this.#isolate = new settings.ivm.Isolate({
      memoryLimit: settings.memoryMb,
      snapshot: settings[realms],
      onCatastrophicError: () => process.kill(process.pid, 'SIGKILL'),
    })
  }

  get idle(): boolean {
    return this.#calls.length === 0 && this.#turns === 0 && !this.#preparing
  }

  /** It keeps a core busy, as far as one can see from here. */
  get works(): boolean {
    return !this.idle && !this.#standsStill
  }

  get isDown(): boolean {
    return this.#down !== undefined
  }

  /** Whether the call may come here; behind another only if that has not run for longer than `patience`, ms. */
  accepts(call: RunnerCall, patience: number): boolean {
    if (this.isDown || call.version !== this.version || call.tampers !== (this.realms === 'open')) return false
    if (this.idle) return true
    const first = this.#calls[0]
    if (!first || this.#alone || call.suspends || call.tampers || this.#calls.length >= longestQueue) return false
    return this.#preparing || (!this.#stale && performance.now() - first.begunAt < patience)
  }

  start(call: RunnerCall) {
    this.#calls.push(call)
    call.lane = this
    call.begunAt = performance.now()
    this.#alone = call.suspends || call.tampers
    if (this.#preparing) return
    if (this.#realm && !this.#stale) return this.#begin(call)
    this.#preparing = true
    this.#newRealm().then(
      () => {
        this.#preparing = false
        call.begunAt = performance.now()
        for (const waiting of this.#calls.slice()) this.#begin(waiting)
      },
      () => {
        this.#preparing = false
        this.#collapse(call)
      },
    )
  }

  /** An answer or a timer for a call that goes on here. */
  resume(call: RunnerCall, what: 'answer' | 'timer', ...args: readonly (string | number)[]) {
    if (this.#calls.includes(call)) this.#turn(call, [what, ...args])
  }

  /**
   * Charges the time used since the last look to the call that is running, and ends what passed a limit. Waiting
   * in a chain of moments is a loop that lets others by, so it counts as using the time.
   */
  charge() {
    if (this.isDown || this.#isolate.isDisposed) return
    const seen = this.#isolate.cpuTime
    const used = Number(seen - this.#cpuSeen) / 1e6
    this.#cpuSeen = seen
    const running = this.#calls[0]
    if (!running) return this.#chargeLeftovers(used)
    const now = performance.now()
    running.cpuMs += running.waitsBriefly ? now - Math.max(this.#lookedAt, running.begunAt) : used
    this.#lookedAt = now
    if (running.cpuMs > running.limits.cpuMs) this.takeDown('cpu_limit')
    else if (this.#calls.some((call) => now - call.arrivedAt > call.limits.wallMs)) this.takeDown('wall_limit')
    else if (running.goesOn && nothingPending(running)) this.#giveUpIfStuck(running)
  }

  /** Ends the isolate; the calls hear of it through the turns they lose. */
  takeDown(why: Downfall) {
    if (this.isDown) return
    this.#down = why
    const first = this.#calls[0]
    if (!this.#isolate.isDisposed) this.#isolate.dispose()
    if (!first || first.turns === 0) this.#fall()
  }

  #begin(call: RunnerCall) {
    const { id, code, mode, items, context, keepGoing, limits } = call
    this.#turn(call, ['run', id, code, mode, items, context, keepGoing, limits.consoleChars], (outcome) => {
      if (outcome === 'busy') {
        this.#stale = true
        this.#leave(call, () => this.#host.startElsewhere(call))
      } else if (outcome !== undefined) this.#ended(call, outcome)
      else {
        call.goesOn = true
        this.#alone = true
      }
    })
  }

  #turn(
    call: RunnerCall,
    args: readonly (string | number | boolean)[],
    then: (outcome: string | undefined) => void = () => undefined,
  ) {
    const realm = this.#realm
    if (!realm || this.isDown) return
    call.turns++
    this.#turns++
    realm.dispatch.apply(undefined, [...args]).then(
      (outcome) => {
        call.turns--
        this.#turns--
        this.#leftoverMs = 0
        then(outcome)
        this.#becomeFree()
      },
      () => {
        call.turns--
        this.#turns--
        this.#collapse(call)
      },
    )
  }

  #ended(call: RunnerCall, outcome: string) {
    if (outcome.startsWith('{"failure"') || this.realms === 'open') this.#stale = true
    this.#leave(call, () => {
      if (isSyntaxFailure(outcome)) void this.#locate(call, outcome).then((found) => this.#host.ended(call, found))
      else this.#host.ended(call, outcome)
    })
  }

  /** The engine names the line of a syntax error only when it compiles a script, so the text is compiled as one. */
  async #locate(call: RunnerCall, outcome: string): Promise<string> {
    try {
      const script = await this.#isolate.compileScript(`async function code() {${call.code}\n}`, { filename: codeName })
      script.release()
      return outcome
    } catch (error) {
      return error instanceof Error ? withSyntaxLine(outcome, error.message, call.mode) : outcome
    }
  }

  #leave(call: RunnerCall, then: () => void) {
    const at = this.#calls.indexOf(call)
    if (at < 0) return
    this.#calls.splice(at, 1)
    call.release()
    const next = this.#calls[0]
    if (next) next.begunAt = performance.now()
    then()
    this.#becomeFree()
  }

  #becomeFree() {
    if (!this.idle || this.isDown) return
    this.#alone = false
    this.idleSince = performance.now()
    this.#host.freed(this)
  }

  /** A turn was lost. If that was not our doing, the isolate ran out of memory. */
  #collapse(call: RunnerCall) {
    if (!this.#isolate.isDisposed) this.#isolate.dispose()
    this.#down ??= this.#isolate.isDisposed ? 'memory_limit' : 'disposed'
    if (this.#calls.includes(call)) this.#fall()
  }

  /** The first call is the one it went down with; what is behind it has not begun. */
  #fall() {
    const [culprit, ...behind] = this.#calls
    this.#calls = []
    for (const call of [culprit, ...behind]) call?.release()
    this.#host.wentDown(this, culprit, this.#down ?? 'disposed')
    for (const call of behind) this.#host.startElsewhere(call)
  }

  /** Code that ended but keeps its isolate busy is not waited for. */
  #chargeLeftovers(used: number) {
    if (this.#turns === 0) return
    this.#leftoverMs += used
    if (this.#leftoverMs > longestLeftover) this.takeDown('disposed')
  }

  /** A promise that nothing can settle: after one more turn in which nothing happened, it never will. */
  #giveUpIfStuck(call: RunnerCall) {
    this.#turn(call, ['look'], () => {
      if (!nothingPending(call)) return
      const message = 'The code waits for a promise that nothing can settle'
      const failure = { code: 'never_settles', kind: 'timeout', message }
      this.#ended(call, `${JSON.stringify({ failure })}\n`)
    })
  }

  async #newRealm(): Promise<void> {
    this.#releaseRealm()
    const { ivm, modules } = this.#settings
    const context = await this.#isolate.createContext()
    const askNow = new ivm.Reference((id: string, name: string, args: string) => this.#askNow(id, name, args))
    const dispatch = await context.evalClosure(
      `const { setUp } = globalThis.$millrace
      delete globalThis.$millrace
      const askNow = (id, name, args) => $0.applySyncPromise(undefined, [id, name, args])
      return setUp({ askNow, ask: $1, startTimer: $2, stopTimer: $3, print: $4, deliver: $5, compute: $6 }, $7)`,
      [
        askNow,
        new ivm.Callback((id: string, askId: number, name: string, args: string) => this.#ask(id, askId, name, args), {
          ignored: true,
        }),
        new ivm.Callback((id: string, timer: number, ms: number) => this.#startTimer(id, timer, ms), { ignored: true }),
        new ivm.Callback((id: string, timer: number) => this.#call(id)?.stopTimer(timer), { ignored: true }),
        new ivm.Callback((id: string, lines: string) => this.#print(id, lines), { ignored: true }),
        new ivm.Callback((id: string, outcome: string) => this.#delivered(id, outcome), { ignored: true }),
        new ivm.Callback((name: string, args: string) => compute(name, args)),
        JSON.stringify(modules),
      ],
      { result: { reference: true } },
    )
    this.#stale = false
    this.#realm = { dispatch, handles: [dispatch, askNow, context] }
  }

  #releaseRealm() {
    for (const handle of this.#realm?.handles ?? []) handle.release()
    this.#realm = undefined
  }

  #call(id: string): RunnerCall | undefined {
    return this.#calls.find((call) => call.id === id)
  }

  async #askNow(id: string, name: string, args: string): Promise<string> {
    const call = this.#call(id)
    if (!call) return 'E{"message":"This run of the code has ended."}'
    this.#standsStill = true
    try {
      return await this.#host.ask(call, name, args)
    } finally {
      this.#standsStill = false
    }
  }

  #ask(id: string, askId: number, name: string, args: string) {
    const call = this.#call(id)
    if (!call) return
    call.asks++
    void this.#host.ask(call, name, args).then((answer) => {
      call.asks--
      this.resume(call, 'answer', askId, answer)
    })
  }

  #startTimer(id: string, timer: number, ms: number) {
    const call = this.#call(id)
    if (!call) return
    if (call.timers.size >= maximumTimers) return this.takeDown('too_many_timers')
    call.startTimer(timer, ms, () => this.resume(call, 'timer', timer))
  }

  #print(id: string, lines: string) {
    const call = this.#call(id)
    if (call && lines.length <= call.limits.consoleChars * 2 + 1000) this.#host.print(call, lines)
  }

  #delivered(id: string, outcome: string) {
    const call = this.#call(id)
    if (call) this.#ended(call, outcome)
  }
}

function nothingPending(call: RunnerCall): boolean {
  return call.turns === 0 && call.asks === 0 && call.timers.size === 0
}
