/**
 * The processes a sandbox holds: one per project, made when first needed, and one in reserve where there are several.
 * Where a process runs one call at a time, a project has as many as it has calls, up to the limit.
 *
 *   O1  A process that served one project is never given to another.
 *   O2  At the limit, the one unused for longest makes room; when all are busy, calls wait their turn.
 *   O3  A reserve costs forty megabytes: where one project is all there is, none is kept. Of processes that run one
 *       call at a time none is kept at all, but where a call ended its process, the next is started at once.
 */
import { failureFor } from './failures.ts'
import { type Launch, RunnerProcess } from './runner-process.ts'

export interface RunnerPoolOptions {
  /** Prepares what processes start with, when the first is needed. */
  readonly launch: () => Promise<Launch>
  readonly processes: number
  readonly keepMs: number
  readonly zone: string
  readonly log: (event: { readonly message: string; readonly reason: string; readonly output: string }) => void
}

const retired = 'retired'
const reserveAfterMs = 500
const retireEveryMs = 30_000

export class RunnerPool {
  #options: RunnerPoolOptions
  #held = new Set<RunnerProcess>()
  #waiting: (() => void)[] = []
  #making: Promise<Launch> | undefined
  #retiring: NodeJS.Timeout
  #disposed = false

  constructor(options: RunnerPoolOptions) {
    this.#options = options
    this.#retiring = setInterval(() => this.#retireUnused(), Math.min(options.keepMs, retireEveryMs))
    this.#retiring.unref()
  }

  /** The process for a project's call, claimed for it: give it back with `callEnded`. */
  async processFor(tenant: string): Promise<RunnerProcess> {
    const launch = await this.#launch()
    for (;;) {
      if (this.#disposed) throw failureFor('disposed')
      const process = this.#find(launch, tenant)
      if (process) {
        process.claim()
        return process
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  callEnded(process: RunnerProcess) {
    process.release()
    this.#nextMayLook()
  }

  pids(): number[] {
    return [...this.#held].flatMap((process) => process.pid ?? [])
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    clearInterval(this.#retiring)
    const ends = [...this.#held].map((process) => process.end())
    for (const next of this.#waiting.splice(0)) next()
    await Promise.all(ends)
  }

  async #launch(): Promise<Launch> {
    try {
      return await (this.#making ??= this.#options.launch())
    } catch (error) {
      this.#making = undefined
      throw failureFor('runner_unavailable', [], error)
    }
  }

  /** The project's own process, else the reserve, else a new one; undefined when all are busy. */
  #find(launch: Launch, tenant: string): RunnerProcess | undefined {
    const usable = [...this.#held].filter((process) => !process.isGone)
    const own = usable.find((process) => process.tenant === tenant && (!launch.single || process.load === 0))
    if (own) return own
    const free = usable.find((process) => process.tenant === undefined) ?? this.#start(launch, usable)
    if (!free) return undefined
    free.tenant = tenant
    if (!launch.single) setTimeout(() => this.#keepReserve(launch), reserveAfterMs).unref()
    return free
  }

  #start(launch: Launch, usable: readonly RunnerProcess[]): RunnerProcess | undefined {
    const { processes, zone } = this.#options
    if (this.#held.size >= processes) {
      const [idle] = usable.filter((process) => process.load === 0).sort((a, b) => a.idleSince - b.idleSince)
      if (!idle) return undefined
      idle.kill(retired)
      this.#held.delete(idle)
    }
    const gone = (process: RunnerProcess, reason: string) => this.#gone(launch, process, reason)
    const process = new RunnerProcess(launch, zone, { gone })
    this.#held.add(process)
    return process
  }

  #gone(launch: Launch, process: RunnerProcess, reason: string) {
    this.#held.delete(process)
    if (!this.#disposed && reason !== retired) {
      if (launch.single && process.wasReady && this.#held.size === 0) this.#start(launch, [])
      this.#options.log({ message: 'A Code runner ended', reason, output: process.lastWords })
    }
    this.#nextMayLook()
  }

  #nextMayLook() {
    this.#waiting.shift()?.()
  }

  #keepReserve(launch: Launch) {
    const tenants = [...this.#held].filter((process) => process.tenant !== undefined)
    const reserved = tenants.length < this.#held.size
    if (this.#disposed || reserved || tenants.length < 2 || this.#held.size >= this.#options.processes) return
    this.#start(launch, [])
  }

  #retireUnused() {
    for (const process of this.#held) {
      const unused = process.load === 0 && performance.now() - process.idleSince > this.#options.keepMs
      if (unused) process.kill(retired)
    }
  }
}
