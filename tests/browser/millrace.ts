/** A Millrace of a test's own: started as people start it, on a free port, with a home that is thrown away. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '../../packages/cli/bin/millrace.mjs')

export interface Millrace {
  readonly address: string
  readonly restart: () => Promise<void>
  /** Kills it as a power failure would, and starts it again. */
  readonly crash: () => Promise<void>
  /** Ends it, and its home with it. */
  readonly end: () => Promise<void>
}

export async function startMillrace(): Promise<Millrace> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-browser-'))
  const port = await freePort()
  const address = `http://localhost:${port}`
  let process = await start(home, port, address)
  return {
    address,
    async restart() {
      await stop(process)
      process = await start(home, port, address)
    },
    async crash() {
      await stop(process, 'SIGKILL')
      process = await start(home, port, address)
    },
    async end() {
      await stop(process)
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function start(home: string, port: number, address: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [bin, 'start'], {
    env: { ...process.env, MILLRACE_HOME: home, MILLRACE_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let tries = 0; tries < 300; tries += 1) {
    const ready = await fetch(`${address}/healthz/readiness`).then(
      (response) => response.ok,
      () => false,
    )
    const page = ready && (await fetch(`${address}/`)).ok
    if (page) return child
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('Millrace did not get ready within a minute.')
}

async function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createServer()
    socket.once('error', reject)
    socket.listen(0, '127.0.0.1', () => {
      const address = socket.address()
      socket.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('There is no free port.')),
      )
    })
  })
}
