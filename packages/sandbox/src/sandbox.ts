/**
 * People's code, run in processes that can do nothing else.
 *
 * Nothing is started before the first call. Then a project gets a process of its own; once there are several, one more
 * waits in reserve so that the next does not wait for its start-up.
 */
import type { CodeCall, CodeLimits, CodeResult, ConsoleLine } from './code.ts'
import { failureFor } from './failures.ts'
import { readConsole, readOutcome } from './outcome.ts'
import { libraryText } from './library.ts'
import { launchOfRunners } from './made.ts'
import { pythonFiles } from './python/files.ts'
import { errorAnswer } from './runner/compute.ts'
import { RunnerPool, type RunnerPoolOptions } from './runner-pool.ts'
import type { RunnerProcess } from './runner-process.ts'

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
  /** How long an unused process and an unused isolate are kept, ms. */
  readonly keepMs?: number
  readonly keepLaneMs?: number
  /** Where what takes long to prepare is kept for the next start; without one, it is prepared anew each time. */
  readonly cacheFolder?: string
  /** Zone of the machine as code sees it in `Date`, an IANA name. */
  readonly zone?: string
  /** Told when a process ends that was not meant to. */
  readonly log?: RunnerPoolOptions['log']
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

/** Callbacks that only read what the execution already holds; any other counts as reaching outside. */
const reading: ReadonlySet<string> = new Set([
  'node',
  'items',
  'evaluate',
  'getNodeParameter',
  'getBinaryDataBuffer',
  'getBinaryMetadata',
])
const inputChars = 64 * 1024 * 1024

export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const modules = options.modules ?? defaultModules
  const { memoryMb = 128, processMb = 1024, isolates: lanes = 32, keepMs = 300_000, keepLaneMs = 30_000 } = options
  const common = {
    keepMs,
    zone: options.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    log: options.log ?? (() => undefined),
  }
  const script = new RunnerPool({
    ...common,
    processes: options.processes ?? 8,
    launch: () => launchOfRunners({ modules, memoryMb, processMb, lanes, keepLaneMs }, options.web ?? true),
  })
  const python = pythonPool(options, common)
  return {
    async run(call) {
      refuseUnfit(call)
      const pool = isPython(call) ? python.pool : script
      const process = await pool.processFor(call.tenant)
      try {
        return await runIn(process, call, { ...defaultLimits, ...options.limits, ...call.limits }, modules)
      } finally {
        pool.callEnded(process)
      }
    },
    pids: () => [...script.pids(), ...python.pool.pids()],
    dispose: async () => {
      await Promise.all([script.dispose(), python.pool.dispose()])
      await python.removeFiles()
    },
  }
}

/** An interpreter is two hundred megabytes: few are held, and not for long. */
const MOST_PYTHON = 4
const KEEP_PYTHON_MS = 60_000
const PYTHON_MB = 512

function pythonPool(
  { processes = MOST_PYTHON, processMb = 1024, cacheFolder }: SandboxOptions,
  common: Pick<RunnerPoolOptions, 'keepMs' | 'zone' | 'log'>,
) {
  const files = pythonFiles(cacheFolder)
  const pool = new RunnerPool({
    ...common,
    keepMs: Math.min(common.keepMs, KEEP_PYTHON_MS),
    processes: Math.min(processes, MOST_PYTHON),
    launch: async () => {
      const { launchOfPython } = await import('./python/launch.ts')
      return launchOfPython(await files.folder(), { memoryMb: PYTHON_MB, processMb })
    },
  })
  return { pool, removeFiles: () => files.remove() }
}

function isPython({ language }: CodeCall): boolean {
  return language === 'python' || language === 'pythonNative'
}

function refuseUnfit(call: CodeCall) {
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
    if (call.signal?.aborted) cancel()
  })
}
