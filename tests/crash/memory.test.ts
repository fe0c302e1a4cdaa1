/**
 * Memory stays flat: what executions need is given back, however many there were. The long run is `npm run bench --
 * soak`; this one finds what keeps some kilobytes of every execution.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { memoryOf } from '../../bench/processes.ts'
import { webhookScenarios } from '../../bench/webhooks.ts'
import { freePort, runMillrace, startServerProcess } from './server-process.ts'

const WARM = 10_000
const PART = 6_000
const PARTS = 4
/** MB: 2 kB for each execution after the warm-up. Up to 16 MB in each process need not have been given back. */
const MOST = 48
const CALLERS = 16
/** A quiet moment, in which memory is given back. */
const REST_MS = 1_500

const scenario = webhookScenarios['webhook-set']

// The figure is the kernel's: proportional set size, which only Linux tells.
test.skipIf(process.platform !== 'linux')(
  'memory stays flat over thousands of executions',
  async () => {
    if (scenario === undefined) throw new Error('The document of the bench is gone.')
    const home = mkdtempSync(join(tmpdir(), 'millrace-memory-'))
    const settings = { home, port: await freePort(), env: { MILLRACE_LOG: 'silent' } }
    const document = join(import.meta.dirname, '../../bench/workflows', scenario.file)
    runMillrace(settings, 'import', document, '--publish')
    const server = startServerProcess(settings)
    const agent = new Agent({ keepAlive: true, maxSockets: CALLERS })
    try {
      await server.ready()
      const after = async (executions: number) => {
        await callOften(agent, settings.port, executions)
        await pause(REST_MS)
        return memoryOf(server.pid)
      }
      const before = await after(WARM)
      const later: number[] = []
      for (let part = 0; part < PARTS; part++) later.push(await after(PART))
      console.log(`Memory: ${before} MB after ${WARM} executions, then ${later.join(', ')} MB after ${PART} more each`)
      expect(Math.min(...later.slice(-2)) - before).toBeLessThan(MOST)
    } finally {
      agent.destroy()
      server.signal('SIGTERM')
      await server.ended()
      rmSync(home, { recursive: true, force: true })
    }
  },
  120_000,
)

async function callOften(agent: Agent, port: number, times: number): Promise<void> {
  let left = times
  const caller = async () => {
    while (left > 0) {
      left -= 1
      expect(await call(agent, port)).toBe(200)
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
}

function call(agent: Agent, port: number): Promise<number> {
  const { path, method, body } = scenario?.request ?? {}
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const sent = request({ agent, port, host: '127.0.0.1', path, method, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.once('error', reject).end(JSON.stringify(body))
  })
}
