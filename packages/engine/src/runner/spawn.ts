/** Starts runner processes, and takes up the pipe inside one. */
import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A runner as its server sees it. */
export interface RunnerProcess {
  readonly pid: number | undefined
  readonly pipe: Duplex
  kill(): void
  /** Called once when the process has ended, with what is known of the reason. */
  onExit(listener: (reason: string) => void): void
}

export interface SpawnOptions {
  /** The script that calls `serveRunner`. */
  readonly entry: string
  readonly args?: readonly string[]
  readonly execArgv?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** The number of the pipe to the server in a runner process. */
const PIPE = 3

/** Starts a runner process with a pipe; its output is the server's. */
export function spawnRunner({ entry, args = [], execArgv = [], env = {} }: SpawnOptions): RunnerProcess {
  const child = spawn(process.execPath, [...execArgv, entry, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    env: { ...env },
  })
  const pipe = child.stdio[PIPE]
  if (!(pipe instanceof Socket)) throw new Error('The runner process has no pipe.')
  let failure: string | undefined
  child.on('error', (error) => {
    failure = error.message
  })
  return {
    pid: child.pid,
    pipe,
    kill: () => void child.kill('SIGKILL'),
    onExit: (listener) => {
      child.once('close', (code, signal) => listener(failure ?? (signal === null ? `exit code ${code}` : signal)))
    },
  }
}

/** The pipe to the server, inside a runner process. */
export function runnerPipe(): Socket {
  return new Socket({ fd: PIPE, readable: true, writable: true })
}
