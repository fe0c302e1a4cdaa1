/** A server in a process of its own, with documents published in it, as the benches measure it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../packages/cli/bin/millrace.mjs', import.meta.url))

export interface BenchServer {
  readonly pid: number
  readonly port: number
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export type Settings = Readonly<Record<string, string>>

/** Publishes a document, or a folder of them, in the home of a server that is not running. */
export function publish(home: string, documents: string, settings: Settings = {}): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, 'import', documents, '--publish'], {
    env: { ...process.env, ...settings, MILLRACE_HOME: home },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The import failed: ${stdout}${stderr}`)
}

export async function startServerProcess(home: string, settings: Settings = {}): Promise<BenchServer> {
  const port = await freePort()
  const env = { ...process.env, ...settings, MILLRACE_HOME: home, MILLRACE_PORT: String(port), NODE_ENV: 'production' }
  const server = spawn(process.execPath, [launcher, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await ready(`http://127.0.0.1:${port}/healthz/readiness`)
  } catch (failure) {
    await ending(server, 'SIGKILL')
    throw failure
  }
  return {
    pid: server.pid ?? 0,
    port,
    kill: () => ending(server, 'SIGKILL'),
    stop: () => ending(server, 'SIGTERM'),
  }
}

export async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error('The server did not become ready within two minutes.')
}

export async function ending(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(hard)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      )
    })
  })
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The number behind `--name` among the arguments. */
export function option(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(args[at + 1])
}
