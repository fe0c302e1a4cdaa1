/** Local File Trigger within a real server, at a folder of this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkflow, listExecutions, listItems, publishWorkflow, runWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-watched-'))
  server = await startTestServer({ MILLRACE_FILE_FOLDERS: folder })
  ada = await signedInBrowser(server)
})
afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true })
})

function document(parameters: JsonObject): JsonObject {
  const trigger = { id: 'file', name: 'File', type: 'n8n-nodes-base.localFileTrigger', typeVersion: 1 }
  const after = { id: 'after', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }
  return {
    name: 'Files',
    nodes: [
      { ...trigger, position: [0, 0], parameters },
      { ...after, position: [200, 0] },
    ],
    connections: { File: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}

async function begun(workflow: string): Promise<unknown[]> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  const ended = executions.filter(({ status }) => status === 'success').toReversed()
  return Promise.all(
    ended.map(async ({ id }) => {
      const { items } = await ada.call(listItems, { params: { id }, query: { node: 'after', limit: 10 } })
      return items[0]?.json
    }),
  )
}

const wait = { timeout: 40_000, interval: 100 }

test('begins with what happens in a folder, from the time it is published', async () => {
  writeFileSync(join(folder, 'before.txt'), 'x')
  const drawn = document({ triggerOn: 'folder', path: folder, events: ['add', 'change'] })
  const { id, revision } = await ada.call(createWorkflow, { body: { document: drawn } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
  // It looks for the first time when its process has begun, and nobody hears of that: files come until one is seen.
  let count = 0
  await expect
    .poll(async () => {
      count += 1
      writeFileSync(join(folder, `new-${count}.txt`), 'x')
      return (await begun(id)).length
    }, wait)
    .toBeGreaterThan(0)
  writeFileSync(join(folder, 'before.txt'), 'longer')
  await expect.poll(() => begun(id), wait).toContainEqual({ event: 'change', path: join(folder, 'before.txt') })
  expect(await begun(id)).not.toContainEqual({ event: 'add', path: join(folder, 'before.txt') })
})

test('says so where a folder is not open', async () => {
  const drawn = document({ triggerOn: 'folder', path: '/etc', events: ['add'] })
  const { id } = await ada.call(createWorkflow, { body: { document: drawn } })
  await expect(ada.call(runWorkflow, { params: { id }, body: { document: drawn } })).rejects.toMatchObject({
    message: expect.stringContaining('"/etc" is not beneath a folder that nodes may use'),
  })
})
