/** The server as people run it: a process of its own, over a home and a port that outlive it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export const launcher = join(import.meta.dirname, '../../packages/cli/bin/millrace.mjs')

export interface ServerSettings {
  readonly home: string
  readonly port: number
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>
  /** The program that reads the launcher; the Node of this test when left out. */
  readonly node?: string
}

export interface ServerProcess {
  readonly pid: number
  /** Everything it has printed so far. */
  said(): string
  /** Resolves once routes are live. */
  ready(): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** Resolves with its exit status, null when it was killed. */
  ended(): Promise<number | null>
  /** Resolves once nothing that it started is left either; rejects when something is, after so long. */
  familyEnded(withinMs: number): Promise<void>
}

export function startServerProcess(settings: ServerSettings): ServerProcess {
  // A group of its own: whatever the server starts is in it, and can be found when the server is gone.
  const child = spawn(settings.node ?? process.execPath, [launcher, 'start'], {
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('The server process did not start.')
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = once(child, 'exit').then(() => child.exitCode)
  return {
    pid,
    said: () => said,
    ready: () => answersAt(`http://127.0.0.1:${settings.port}/healthz/readiness`, child, () => said),
    signal: (signal) => void child.kill(signal),
    ended: () => ended,
    familyEnded: (withinMs) => groupEnded(pid, withinMs),
  }
}

/** Runs a command of the launcher to its end. @throws Error with what it printed when it fails */
export function runMillrace(settings: ServerSettings, ...args: readonly string[]): string {
  const run = spawnSync(process.execPath, [launcher, ...args], { env: environmentOf(settings), encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`millrace ${args.join(' ')} failed: ${run.stdout}${run.stderr}`)
  return run.stdout
}

function environmentOf({ home, port, env }: ServerSettings): NodeJS.ProcessEnv {
  return { ...process.env, MILLRACE_HOME: home, MILLRACE_PORT: String(port), ...env }
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.')
  return address.port
}

async function answersAt(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (const limit = Date.now() + 20_000; Date.now() < limit; await pause(20)) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${said()}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
  }
  throw new Error(`The server did not become ready: ${said()}`)
}

async function groupEnded(group: number, withinMs: number): Promise<void> {
  for (const limit = Date.now() + withinMs; Date.now() < limit; await pause(20)) if (isGone(group)) return
  throw new Error(`Something of process group ${group} is still there after ${withinMs} ms.`)
}

function isGone(group: number): boolean {
  try {
    process.kill(-group, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return true
    throw error
  }
  return process.platform === 'linux' && everyMemberIsOver(group)
}

/** Processes that ended stay listed until whoever inherited them has looked: those count as gone. */
function everyMemberIsOver(group: number): boolean {
  return readdirSync('/proc').every((name) => {
    if (!/^\d+$/.test(name)) return true
    const [state, , of] = fieldsAfterName(`/proc/${name}/stat`)
    return Number(of) !== group || state === 'Z' || state === 'X'
  })
}

/** State, parent and group come after the name, which is in parentheses and may hold anything. */
function fieldsAfterName(file: string): readonly string[] {
  try {
    const text = readFileSync(file, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch (error) {
    // It ended between being listed and being read.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return []
    throw error
  }
}
