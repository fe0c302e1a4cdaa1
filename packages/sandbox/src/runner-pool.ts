/**
 * The processes a sandbox holds: one per project, made when first needed, and one in reserve where there are several.
 *
 *   O1  A process that served one project is never given to another.
 *   O2  At the limit, the one unused for longest makes room; when all are busy, calls wait their turn.
 *   O3  A reserve costs forty megabytes: where one project is all there is, none is kept.
 */
import { failureFor } from './failures.ts'
import { type Made, makeRunner } from './made.ts'
import { RunnerProcess } from './runner-process.ts'

export interface RunnerPoolOptions {
  readonly modules: readonly string[]
  readonly web: boolean
  readonly memoryMb: number
  readonly processMb: number
  readonly processes: number
  readonly isolates: number
  readonly keepMs: number
  readonly keepLaneMs: number
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
  #making: Promise<Made> | undefined
  #retiring: NodeJS.Timeout
  #disposed = false

  constructor(options: RunnerPoolOptions) {
    this.#options = options
    this.#retiring = setInterval(() => this.#retireUnused(), Math.min(options.keepMs, retireEveryMs))
    this.#retiring.unref()
  }

  /** The process for a project's call, claimed for it: give it back with `callEnded`. */
  async processFor(tenant: string): Promise<RunnerProcess> {
    const made = await this.#made()
    for (;;) {
      if (this.#disposed) throw failureFor('disposed')
      const process = this.#find(made, tenant)
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

  async #made(): Promise<Made> {
    try {
      return await (this.#making ??= makeRunner(this.#options.web))
    } catch (error) {
      this.#making = undefined
      throw failureFor('runner_unavailable', [], error)
    }
  }

  /** The project's own process, else the reserve, else a new one; undefined when all are busy. */
  #find(made: Made, tenant: string): RunnerProcess | undefined {
    const usable = [...this.#held].filter((process) => !process.isGone)
    const own = usable.find((process) => process.tenant === tenant)
    if (own) return own
    const free = usable.find((process) => process.tenant === undefined) ?? this.#start(made, usable)
    if (!free) return undefined
    free.tenant = tenant
    setTimeout(() => this.#keepReserve(made), reserveAfterMs).unref()
    return free
  }

  #start(made: Made, usable: readonly RunnerProcess[]): RunnerProcess | undefined {
    const { processes, modules, memoryMb, processMb, isolates: lanes, keepLaneMs, zone } = this.#options
    if (this.#held.size >= processes) {
      const [idle] = usable.filter((process) => process.load === 0).sort((a, b) => a.idleSince - b.idleSince)
      if (!idle) return undefined
      idle.kill(retired)
      this.#held.delete(idle)
    }
    const settings = { addon: made.addon, modules, memoryMb, processMb, lanes, keepLaneMs }
    const process = new RunnerProcess(made, settings, zone, { gone: (process, reason) => this.#gone(process, reason) })
    this.#held.add(process)
    return process
  }

  #gone(process: RunnerProcess, reason: string) {
    this.#held.delete(process)
    if (!this.#disposed && reason !== retired) {
      this.#options.log({ message: 'A Code runner ended', reason, output: process.lastWords })
    }
    this.#nextMayLook()
  }

  #nextMayLook() {
    this.#waiting.shift()?.()
  }

  #keepReserve(made: Made) {
    const tenants = [...this.#held].filter((process) => process.tenant !== undefined)
    const reserved = tenants.length < this.#held.size
    if (this.#disposed || reserved || tenants.length < 2 || this.#held.size >= this.#options.processes) return
    this.#start(made, [])
  }

  #retireUnused() {
    for (const process of this.#held) {
      const unused = process.load === 0 && performance.now() - process.idleSince > this.#options.keepMs
      if (unused) process.kill(retired)
    }
  }
}
