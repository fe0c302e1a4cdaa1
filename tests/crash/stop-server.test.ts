/**
 * A server that is told to stop, and one that is killed: both leave what they were doing to the next one, but only the
 * second may have been ended by what it was doing.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { freePort, runMillrace, type ServerProcess, startServerProcess } from './server-process.ts'
import { allEnded, rowsOf, workflowTelling } from './story.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-stop-'))
/** Requests that are not answered until they are let go. */
const held: ServerResponse[] = []
const slow = createServer((_request, response) => void held.push(response))
let server: ServerProcess | undefined

afterAll(() => {
  server?.signal('SIGKILL')
  slow.closeAllConnections()
  slow.close()
  rmSync(folder, { recursive: true, force: true })
})

test('an execution that outlives its server goes on, and only an end that nobody ordered is counted', async () => {
  await once(slow.listen(0, '127.0.0.1'), 'listening')
  const { port: sink } = slow.address() as AddressInfo
  const settings = { home: join(folder, 'home'), port: await freePort(), env: { MILLRACE_LOG: 'silent' } }
  const file = join(folder, 'events.json')
  writeFileSync(file, JSON.stringify(workflowTelling(sink)))
  runMillrace(settings, 'import', file, '--publish')
  const database = join(settings.home, 'millrace.db')
  const outages = () => rowsOf(database, 'select outages from executions').map((row) => row['outages'])

  const asked = async (times: number) => {
    while (held.length < times) await pause(20)
  }
  const start = async () => {
    server = startServerProcess(settings)
    await server.ready()
    return server
  }
  const first = await start()
  const headers = { 'content-type': 'application/json' }
  const url = `http://127.0.0.1:${settings.port}/webhook/events`
  expect((await fetch(url, { method: 'POST', headers, body: '{"event":1}' })).status).toBe(200)
  await asked(1)
  first.signal('SIGTERM')
  await first.ended()

  const second = await start()
  await asked(2)
  expect(outages()).toEqual([0])
  second.signal('SIGKILL')
  await second.ended()

  await start()
  await asked(3)
  expect(outages()).toEqual([1])
  slow.removeAllListeners('request').on('request', (_request, response) => void response.end('{}'))
  for (const response of held) response.end('{}')
  await allEnded(database, 60_000, () => server?.said() ?? '')
  expect(rowsOf(database, 'select status from executions')).toEqual([{ status: 'success' }])
}, 240_000)
