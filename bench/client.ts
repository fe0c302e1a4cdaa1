import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One request, repeated. */
export interface Load {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly body?: unknown
}

export interface Figures {
  readonly requestsPerSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Requests that got no answer or not a 2xx. */
  readonly errors: number
}

/** How many connections, and for how long. */
export interface Effort {
  readonly connections: number
  readonly seconds: number
}

/**
 * Sends a request over and over on keep-alive connections with wrk, a client that costs little.
 * @throws Error when wrk is not installed
 */
export async function load({ url, method, body }: Load, { connections, seconds }: Effort): Promise<Figures> {
  if (spawnSync('wrk', ['--version']).error)
    throw new Error('The bench needs wrk: apt-get install wrk, or brew install wrk.')
  const folder = mkdtempSync(join(tmpdir(), 'millrace-wrk-'))
  const script = join(folder, 'request.lua')
  writeFileSync(script, scriptFor(method, body))
  try {
    const text = await output('wrk', [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--timeout',
      '30s',
      '-s',
      script,
      url,
    ])
    return readFigures(text)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function scriptFor(method: string, body: unknown): string {
  const quoted = body === undefined ? '""' : `[==[${JSON.stringify(body)}]==]`
  return `
wrk.method = "${method}"
wrk.body = ${quoted}
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors))
end
`
}

function readFigures(text: string): Figures {
  const match = /FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(text)
  if (!match) throw new Error(`wrk said something unexpected:\n${text}`)
  const [requests = 0, micros = 1, p50 = 0, p99 = 0, errors = 0] = match.slice(1).map(Number)
  return {
    requestsPerSecond: Math.round((requests - errors) / (micros / 1e6)),
    p50: p50 / 1000,
    p99: p99 / 1000,
    errors,
  }
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`${command} ended with ${code}:\n${text}`)),
    )
  })
}
