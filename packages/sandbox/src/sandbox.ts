/**
 * People's code, run in processes that can do nothing else.
 *
 * Nothing is started before the first call. Then a project gets a process of its own, and one more waits in
 * reserve so that neither the next project nor the place of a killed process costs its start-up.
 */
import type { CodeCall, CodeLimits, CodeResult, ConsoleLine } from './code.ts'
import { failureFor } from './failures.ts'
import { readConsole, readOutcome } from './outcome.ts'
import { libraryText } from './library.ts'
import { errorAnswer } from './runner/compute.ts'
import { RunnerProcess, findParts } from './runner-process.ts'

export interface SandboxOptions {
  /** Modules that `require` gives, as copies. The default is `defaultModules`; an empty list refuses all. */
  readonly modules?: readonly string[]
  /** Whether code has `URL`, `crypto`, `structuredClone`, which n8n's sandbox lacks. */
  readonly web?: boolean
  readonly limits?: Partial<CodeLimits>
  /** Memory of one isolate and of one process, MB. */
  readonly memoryMb?: number
  readonly processMb?: number
  /** Processes at once, reserve included; and isolates in each. */
  readonly processes?: number
  readonly isolates?: number
  /** How long an unused process is kept, ms. */
  readonly keepMs?: number
  /** Zone of the machine as code sees it in `Date`, an IANA name. */
  readonly zone?: string
  /** Told when a process ends that was not meant to. */
  readonly log?: (event: { readonly message: string; readonly reason: string; readonly output: string }) => void
}

export interface Sandbox {
  /** Runs code. Rejects with a `CodeError`, and with nothing else. */
  run(call: CodeCall): Promise<CodeResult>
  /** Processes it holds now, for metrics and tests. */
  pids(): number[]
  /** Ends all processes; calls that still run are told. */
  dispose(): Promise<void>
}

export const defaultModules: readonly string[] = [
  'crypto',
  'luxon',
  'lodash',
  'cheerio',
  'moment',
  'util',
  'url',
  'buffer',
  'querystring',
]

export const defaultLimits: CodeLimits = {
  cpuMs: 10_000,
  wallMs: 300_000,
  resultChars: 64 * 1024 * 1024,
  consoleChars: 256 * 1024,
  askChars: 16 * 1024 * 1024,
}

const reading = new Set(['node', 'items', 'evaluate', 'getNodeParameter', 'getBinaryDataBuffer', 'getBinaryMetadata'])
const inputChars = 64 * 1024 * 1024

export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { modules = defaultModules, web = true, memoryMb = 128, processMb = 1024, isolates = 32 } = options
  const { processes = 8, keepMs = 300_000, log = () => undefined } = options
  const zone = options.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const held = new Set<RunnerProcess>()
  const queue: (() => void)[] = []
  let parts: ReturnType<typeof findParts> | undefined
  let disposed = false

  const startProcess = (): RunnerProcess => {
    parts ??= findParts()
    const process = new RunnerProcess({ ...parts, modules, web, memoryMb, processMb, lanes: isolates }, zone, {
      gone: (process, reason) => {
        held.delete(process)
        if (!disposed && reason !== retired) {
          log({ message: 'A Code runner ended', reason, output: process.lastWords })
        }
        queue.shift()?.()
      },
    })
    held.add(process)
    return process
  }

  const keepReserve = () => {
    if (disposed || held.size >= processes || [...held].some((process) => process.tenant === undefined)) return
    startProcess()
  }

  /** The project's own process, else the reserve, else a new one; undefined when all are taken. */
  const processFor = (tenant: string): RunnerProcess | undefined => {
    const all = [...held].filter((process) => !process.isGone)
    const own = all.find((process) => process.tenant === tenant)
    if (own) return own
    const free = all.find((process) => process.tenant === undefined) ?? roomFor(all)
    if (!free) return undefined
    free.tenant = tenant
    setTimeout(keepReserve, reserveAfterMs).unref()
    return free
  }

  const roomFor = (all: readonly RunnerProcess[]): RunnerProcess | undefined => {
    if (held.size < processes) return startProcess()
    const idle = all.filter((process) => process.load === 0).sort((a, b) => a.idleSince - b.idleSince)[0]
    if (!idle) return undefined
    idle.kill(retired)
    held.delete(idle)
    return startProcess()
  }

  const retireUnused = setInterval(
    () => {
      for (const process of held) {
        const unused = process.load === 0 && performance.now() - process.idleSince > keepMs
        if (unused) process.kill(retired)
      }
    },
    Math.min(keepMs, 30_000),
  )
  retireUnused.unref()

  const place = async (call: CodeCall): Promise<RunnerProcess> => {
    for (;;) {
      if (disposed) throw failureFor('disposed')
      const process = processFor(call.tenant)
      if (process) return process
      await new Promise<void>((resolve) => queue.push(resolve))
    }
  }

  return {
    async run(call) {
      refuseUnfit(call)
      const process = await place(call)
      try {
        return await runIn(process, call, { ...defaultLimits, ...options.limits, ...call.limits }, modules)
      } finally {
        queue.shift()?.()
      }
    },
    pids: () => [...held].flatMap((process) => process.pid ?? []),
    async dispose() {
      disposed = true
      clearInterval(retireUnused)
      const ends = [...held].map((process) => process.end())
      for (const next of queue.splice(0)) next()
      await Promise.all(ends)
    },
  }
}

const retired = 'retired'
const reserveAfterMs = 500

function refuseUnfit(call: CodeCall) {
  if (call.language === 'python') throw failureFor('python_unavailable')
  if (call.items.length + call.context.length + call.code.length > inputChars) throw failureFor('input_too_large')
  if (call.signal?.aborted) throw failureFor('cancelled')
}

function runIn(
  process: RunnerProcess,
  call: CodeCall,
  limits: CodeLimits,
  modules: readonly string[],
): Promise<CodeResult> {
  const lines: ConsoleLine[] = []
  let calledOut = false
  const print = (text: string) => {
    for (const line of readConsole(text)) {
      lines.push(line)
      call.console?.(line)
    }
  }
  const ask = async (name: string, args: string): Promise<string> => {
    try {
      if (name === '%library') return `V${libraryText(args, modules)}`
      const callback = call.callbacks.get(name)
      if (!callback) throw new Error(`${name} is not available to code here.`)
      if (!reading.has(name)) calledOut = true
      return `V${await callback(args)}`
    } catch (error) {
      return errorAnswer(error)
    }
  }
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => CodeResult) => {
      call.signal?.removeEventListener('abort', cancel)
      try {
        resolve(outcome())
      } catch (error) {
        reject(error)
      }
    }
    const cancel = process.run({
      call,
      limits,
      print,
      ask,
      ended: (outcome) => settle(() => readOutcome(outcome, call, lines, calledOut)),
      failed: (why) =>
        settle(() => {
          throw failureFor(why, lines)
        }),
    })
    call.signal?.addEventListener('abort', cancel)
  })
}
