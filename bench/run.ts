/**
 * `npm run bench -- <scenario> [--seconds 8] [--connections 20] [--repeat 1]`
 *
 * A scenario is a document of `bench/workflows` under load (`webhook-noop`, `webhook-set`, `code`, `items`,
 * or `webhooks` for all four), or a folder of `bench/` with a program of its own (`expression`, `store`, …).
 * A load is measured beside its floor in the same run, so quote the ratio. Prints JSON.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Effort, type Figures, load } from './client.ts'
import { type Memory, measureMillrace, startFloorProcess } from './measure.ts'
import { option } from './server.ts'
import { type WebhookScenario, webhookScenarios } from './webhooks.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

interface Report {
  readonly scenario: string
  readonly millrace: Figures & Memory
  readonly floor: Figures
  /** Millrace's requests per second divided by the floor's. */
  readonly ratio: number
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
  const { port, stop } = await startFloorProcess(folder)
  try {
    const request = { ...scenario.request, url: `http://127.0.0.1:${port}${scenario.request.path}` }
    await load(request, { ...effort, seconds: 2 })
    return await load(request, effort)
  } finally {
    await stop()
  }
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
    `There is no scenario "${scenario}". Try ${Object.keys(webhookScenarios).join(', ')}, webhooks, expression, store, large, upload, history, databases, engine, waiting, startup, soak, canvas or sandbox.`,
  )
  return 2
}

process.exitCode = await main(process.argv.slice(2))
