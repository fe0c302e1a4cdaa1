import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Effort, type Figures, load } from './client.ts'
import { cpuOf, memoryOf } from './processes.ts'
import {
  type BenchServer,
  ending,
  freePort,
  publish,
  ready,
  type Settings,
  sleep,
  startServerProcess,
} from './server.ts'
import type { WebhookScenario } from './webhooks.ts'

export interface Memory {
  /** PSS of the server and its children in MB: idle after start, the most seen under load, and after it. */
  readonly idleMB: number
  readonly peakMB: number
  readonly afterMB: number
  /** CPU of the server and its children per request, in microseconds. */
  readonly cpuMicros: number
}

/** A document under load on a server of its own, in an empty home. */
export async function measureMillrace(
  home: string,
  scenario: WebhookScenario,
  effort: Effort,
  settings: Settings = {},
): Promise<Figures & Memory> {
  const server = await startWith(home, scenario, settings)
  try {
    const { pid, port } = server
    const request = { ...scenario.request, url: `http://127.0.0.1:${port}${scenario.request.path}` }
    const idleMB = memoryOf(pid)
    await expectRight(server, scenario)
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
    await server.stop()
  }
}

/** A server of its own with the document of a scenario, in an empty home, once it is quiet. */
export async function startWith(
  home: string,
  scenario: WebhookScenario,
  settings: Settings = {},
): Promise<BenchServer> {
  publish(home, fileURLToPath(new URL(`workflows/${scenario.file}`, import.meta.url)), settings)
  const server = await startServerProcess(home, settings)
  try {
    // A first start builds the editor: what is measured is the server after that.
    await ready(`http://127.0.0.1:${server.port}/`)
    await sleep(2000)
    return server
  } catch (failure) {
    await server.stop()
    throw failure
  }
}

/** The floor: what a request costs that only inserts a row. */
export async function startFloorProcess(folder: string): Promise<Omit<BenchServer, 'kill'>> {
  const port = await freePort()
  const floor = fork(fileURLToPath(new URL('floor.ts', import.meta.url)), [join(folder, 'floor.db'), String(port)])
  await new Promise((resolve, reject) => floor.once('message', resolve).once('exit', reject))
  return { pid: floor.pid ?? 0, port, stop: () => ending(floor, 'SIGTERM') }
}

/** Sends the request once and refuses to measure a server that answers something else. */
export async function expectRight({ port }: Pick<BenchServer, 'port'>, scenario: WebhookScenario): Promise<void> {
  const { path, method, body } = scenario.request
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (!answer.ok || !scenario.right(text))
    throw new Error(`The workflow answered ${answer.status}: ${text.slice(0, 500)}`)
}
