/** Local File Trigger within a real server, at a folder of this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkflow, runWorkflow } from '@millrace/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { begun, published, startingAt, wait } from './trigger-story.ts'

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

test('begins with what happens in a folder, from the time it is published', async () => {
  writeFileSync(join(folder, 'before.txt'), 'x')
  const drawn = startingAt('localFileTrigger', { triggerOn: 'folder', path: folder, events: ['add', 'change'] })
  const id = await published(ada, drawn)
  const told = async () => (await begun(ada, id)).map(([item]) => item?.json)
  // It looks for the first time when its process has begun, and nobody hears of that: files come until one is seen.
  let count = 0
  await expect
    .poll(async () => {
      count += 1
      writeFileSync(join(folder, `new-${count}.txt`), 'x')
      return (await told()).length
    }, wait)
    .toBeGreaterThan(0)
  writeFileSync(join(folder, 'before.txt'), 'longer')
  await expect.poll(told, wait).toContainEqual({ event: 'change', path: join(folder, 'before.txt') })
  expect(await told()).not.toContainEqual({ event: 'add', path: join(folder, 'before.txt') })
})

test('says so where a folder is not open', async () => {
  const drawn = startingAt('localFileTrigger', { triggerOn: 'folder', path: '/etc', events: ['add'] })
  const { id } = await ada.call(createWorkflow, { body: { document: drawn } })
  await expect(ada.call(runWorkflow, { params: { id }, body: { document: drawn } })).rejects.toMatchObject({
    message: expect.stringContaining('"/etc" is not beneath a folder that nodes may use'),
  })
})
