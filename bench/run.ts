/**
 * `npm run bench -- <scenario> [--seconds 8] [--connections 20] [--repeat 1]`
 *
 * A scenario is a document of `bench/workflows` under load (`webhook-noop`, `webhook-set`, `code`, `items`,
 * or `webhooks` for all four), or a folder of `bench/` with a program of its own (`expression`, `store`, …).
 * A load is measured beside its floor in the same run, so quote the ratio. Prints JSON.
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Effort, type Figures, load } from './client.ts'
import { cpuOf, memoryOf } from './processes.ts'
import { type WebhookScenario, webhookScenarios } from './webhooks.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const launcher = join(here, '../packages/cli/bin/millrace.mjs')

interface Report {
  readonly scenario: string
  readonly millrace: Figures & Memory
  readonly floor: Figures
  /** Millrace's requests per second divided by the floor's. */
  readonly ratio: number
}

interface Memory {
  /** PSS of the server and its children in MB: idle after start, the most seen under load, and after it. */
  readonly idleMB: number
  readonly peakMB: number
  readonly afterMB: number
  /** CPU of the server and its children per request, in microseconds. */
  readonly cpuMicros: number
}

async function measure(name: string, scenario: WebhookScenario, effort: Effort): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
  try {
    const floor = await measureFloor(folder, scenario, effort)
    const millrace = await measureMillrace(join(folder, 'home'), scenario, effort)
    const ratio = Math.round((millrace.requestsPerSecond / floor.requestsPerSecond) * 1000) / 1000
    return { scenario: name, millrace, floor, ratio }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureFloor(folder: string, scenario: WebhookScenario, effort: Effort): Promise<Figures> {
  const port = await freePort()
  const server = fork(join(here, 'floor.ts'), [join(folder, 'floor.db'), String(port)])
  try {
    await new Promise((resolve, reject) => server.once('message', resolve).once('exit', reject))
    const request = { ...scenario.request, url: `http://127.0.0.1:${port}${scenario.request.path}` }
    await load(request, { ...effort, seconds: 2 })
    return await load(request, effort)
  } finally {
    await stop(server)
  }
}

async function measureMillrace(home: string, scenario: WebhookScenario, effort: Effort): Promise<Figures & Memory> {
  const port = await freePort()
  const env = { ...process.env, MILLRACE_HOME: home, MILLRACE_PORT: String(port), NODE_ENV: 'production' }
  const imported = spawnSync(
    process.execPath,
    [launcher, 'import', join(here, 'workflows', scenario.file), '--publish'],
    { env, encoding: 'utf8' },
  )
  if (imported.status !== 0) throw new Error(`The import failed: ${imported.stdout}${imported.stderr}`)

  const server = spawn(process.execPath, [launcher, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    const pid = server.pid ?? 0
    const request = { ...scenario.request, url: `http://127.0.0.1:${port}${scenario.request.path}` }
    await ready(`http://127.0.0.1:${port}/healthz/readiness`)
    // A first start builds the editor: what is measured is the server after that.
    await ready(`http://127.0.0.1:${port}/`)
    await sleep(2000)
    const idleMB = memoryOf(pid)
    await expectRight(request, scenario)
    await load(request, { ...effort, seconds: 2 })

    let peakMB = 0
    const watch = setInterval(() => (peakMB = Math.max(peakMB, memoryOf(pid))), 500)
    const cpuBefore = cpuOf(pid)
    const figures = await load(request, effort)
    const cpuMicros = Math.round(((cpuOf(pid) - cpuBefore) * 1e6) / (figures.requestsPerSecond * effort.seconds))
    clearInterval(watch)
    await sleep(1000)
    return { ...figures, idleMB, peakMB, afterMB: memoryOf(pid), cpuMicros }
  } finally {
    await stop(server)
  }
}

/** Sends the request once and refuses to measure a server that answers something else. */
async function expectRight(
  request: { url: string; method: string; body?: unknown },
  scenario: WebhookScenario,
): Promise<void> {
  const answer = await fetch(request.url, {
    method: request.method,
    ...(request.body === undefined
      ? {}
      : { body: JSON.stringify(request.body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (!answer.ok || !scenario.right(text))
    throw new Error(`The workflow answered ${answer.status}: ${text.slice(0, 500)}`)
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error('The server did not become ready within two minutes.')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(hard)
}

function freePort(): Promise<number> {
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

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function option(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(args[at + 1])
}

async function main(args: readonly string[]): Promise<number> {
  const [scenario = ''] = args
  const effort: Effort = { connections: option(args, 'connections', 20), seconds: option(args, 'seconds', 8) }
  const chosen =
    scenario === 'webhooks'
      ? Object.entries(webhookScenarios)
      : Object.entries(webhookScenarios).filter(([name]) => name === scenario)
  if (chosen.length > 0) {
    for (const [name, webhook] of chosen) console.log(JSON.stringify(await measure(name, webhook, effort), null, 2))
    return 0
  }
  const program = join(here, scenario, 'run.ts')
  if (scenario !== '' && /^[\w-]+$/.test(scenario) && existsSync(program)) {
    await import(pathToFileURL(program).href)
    return 0
  }
  console.error(
    `There is no scenario "${scenario}". Try ${Object.keys(webhookScenarios).join(', ')}, webhooks, expression, store or sandbox.`,
  )
  return 2
}

process.exitCode = await main(process.argv.slice(2))
