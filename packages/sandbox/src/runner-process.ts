/**
 * A Code-runner process seen from its parent: started with as little as it can live on, fed with frames, and
 * killed when it does not keep its word.
 *
 *   P1  A process serves one project, ever.
 *   P2  Whatever it sends is a stranger's: frames, ids and names are checked, sizes are capped, and anything
 *       out of order ends the process.
 *   P3  Its own limits end a call in time; one second later the parent ends the process. Where a process cannot watch
 *       itself, the parent does.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { CodeCall, CodeLimits } from './code.ts'
import { type Frame, frameWriter, readFrames } from './frames.ts'
import { bareProcess, readable, writable } from './bare-process.ts'

/** How processes of a kind are started. */
export interface Launch {
  /** Of Node: flags and what it runs. */
  readonly argv: readonly string[]
  /** What it is sent first. */
  readonly first: Frame
  readonly processMb: number
  /** It runs one call at a time, reads nothing meanwhile, and cannot count the processor time it takes. */
  readonly single: boolean
}

export interface RunningCall {
  readonly call: CodeCall
  readonly limits: CodeLimits
  readonly ended: (outcome: string) => void
  readonly failed: (why: string) => void
  readonly print: (lines: string) => void
  readonly ask: (name: string, args: string) => Promise<string>
}

interface Begun {
  readonly at: number
  readonly cpuMs: number | undefined
  /** Time that was spent waiting for answers. */
  askedMs: number
}

export interface ProcessEvents {
  /** It ended, whatever the reason; calls still in it have been told. */
  readonly gone: (process: RunnerProcess, reason: string) => void
}

const graceMs = 1000
const lookEveryMs = 100

export class RunnerProcess {
  tenant: string | undefined
  idleSince = performance.now()
  #child: ChildProcess
  #send: (frame: Frame) => void
  #calls = new Map<string, RunningCall & { readonly deadline: number; readonly begun: Begun }>()
  #lastId = 0
  #claims = 0
  #gone = false
  #why: string | undefined
  #stderr = ''
  #launch: Launch
  #looking: NodeJS.Timeout | undefined

  constructor(launch: Launch, zone: string, events: ProcessEvents) {
    this.#launch = launch
    this.#child = spawn(process.execPath, launch.argv, { ...bareProcess, env: { TZ: zone } })
    const [input, , errors, output] = this.#child.stdio
    this.#send = frameWriter(writable(input))
    this.#send(launch.first)
    input?.on('error', () => this.kill('the pipe broke'))
    readFrames(
      readable(output),
      (frame) => this.#receive(frame),
      (reason) => this.kill(reason),
    )
    errors?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4000)
    })
    const leave = (reason: string) => this.#leave(reason, events)
    this.#child.on('exit', (code, signal) => leave(`it ended with ${signal ?? `status ${code}`}`))
    this.#child.on('error', (error) => leave(error.message))
    unrefPipes(this.#child)
    this.#updateHold()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Calls it was chosen for and that have not ended, those not sent yet included. */
  get load(): number {
    return this.#claims
  }

  /** Keeps it from being retired until `release`. */
  claim() {
    this.#claims++
  }

  release() {
    this.#claims--
    this.idleSince = performance.now()
  }

  /** It has answered, so another like it would too. */
  get wasReady(): boolean {
    return this.#lastId > 0
  }

  /** It ended, or is about to: nothing more should be given to it. */
  get isGone(): boolean {
    return this.#gone || this.#why !== undefined
  }

  /** The end of what it wrote to standard error, for the log. */
  get lastWords(): string {
    return this.#stderr
  }

  /** Starts the call; the answer cancels it. */
  run(running: RunningCall): () => void {
    const id = String(++this.#lastId)
    const { call, limits } = running
    const { version, mode, code, items, context, keepGoing = false } = call
    const { language } = call
    const head = { version, mode, typed: language === 'typeScript', records: language === 'python', keepGoing, limits }
    const { single } = this.#launch
    const at = performance.now()
    // Asking the system takes longer than a small call: only where nobody else counts.
    const begun: Begun = { at, cpuMs: single ? cpuMs(this.pid) : undefined, askedMs: 0 }
    this.#calls.set(id, { ...running, deadline: at + limits.wallMs + (single ? 0 : graceMs), begun })
    this.#send(['call', id, JSON.stringify(head), code, items, context])
    this.#updateHold()
    return () => (single ? this.kill('cancelled') : this.#send(['cancel', id]))
  }

  kill(why: string) {
    this.#why ??= why
    this.#child.kill('SIGKILL')
  }

  /** Kills it and waits until it has ended. */
  end(): Promise<void> {
    if (this.#gone) return Promise.resolve()
    this.#child.ref()
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve())
      this.kill('disposed')
    })
  }

  #receive([kind, id = '', ...fields]: Frame) {
    const running = this.#calls.get(id)
    // An answer to a call that was cancelled or already ended is late, not hostile.
    if (!running) return Number(id) <= this.#lastId ? undefined : this.kill('it answered a call that was never made')
    const [first = '', name = '', args = ''] = fields
    switch (kind) {
      case 'ended':
        this.#end(id, () => running.ended(first))
        return
      case 'failed':
        this.#end(id, () => running.failed(first))
        return
      case 'print':
        return running.print(first)
      case 'ask': {
        if (args.length > running.limits.askChars) return this.kill('it sent more than is allowed')
        const asked = performance.now()
        void running.ask(name, args).then((answer) => {
          running.begun.askedMs += performance.now() - asked
          this.#send(['answer', id, first, answer])
        })
        return
      }
      default:
        return this.kill('it sent what nobody understands')
    }
  }

  #end(id: string, tell: () => void) {
    this.#calls.delete(id)
    this.#updateHold()
    tell()
  }

  #leave(reason: string, events: ProcessEvents) {
    if (this.#gone) return
    this.#gone = true
    const why = this.#why ?? reason
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    this.#updateHold()
    events.gone(this, why)
    for (const running of calls) running.failed(why)
  }

  /** While calls run, the process is watched and keeps its parent alive; an idle one does neither, until it is ended. */
  #updateHold() {
    if (this.#calls.size > 0 && !this.#looking) {
      this.#child.ref()
      this.#looking = setInterval(() => this.#look(), lookEveryMs)
    } else if (this.#calls.size === 0) {
      if (this.#why === undefined) this.#child.unref()
      clearInterval(this.#looking)
      this.#looking = undefined
    }
  }

  #look() {
    const now = performance.now()
    const calls = [...this.#calls.values()]
    if (calls.some((running) => now > running.deadline)) this.kill('wall_limit')
    else if (residentMb(this.pid) > this.#launch.processMb) this.kill('memory_limit')
    else if (this.#launch.single && calls.some((running) => this.#usedMs(running.begun) > running.limits.cpuMs)) {
      this.kill('cpu_limit')
    }
  }

  /** Processor time since then; where the system does not tell, all the time that was not spent on questions. */
  #usedMs(begun: Begun): number {
    const used = cpuMs(this.pid)
    if (used !== undefined && begun.cpuMs !== undefined) return used - begun.cpuMs
    return performance.now() - begun.at - begun.askedMs
  }
}

/** Pipes must not keep a parent alive that has nothing else to do. */
function unrefPipes(child: ChildProcess) {
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
}

/** Processor time of a process so far, ms; undefined where the system does not tell. */
function cpuMs(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined
  try {
    // The name in brackets may hold anything; the fields behind it are numbers, in ticks of a hundredth of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}

/** Resident memory as the system sees it; 0 where it does not tell, and the process watches itself. */
function residentMb(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1024 / 1024
  } catch {
    return 0
  }
}
