import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@millrace/server'
import { openStore, systemPrincipal } from '@millrace/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importIntoDatabase } from './into-database.ts'
import type { ReadFile } from './read-files.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'millrace-import-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const document = (name: string, more: object = {}) => ({
  id: 'wf1',
  name,
  nodes: [
    {
      id: 'hook',
      name: 'Hook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      position: [0, 0],
      parameters: { path: 'orders', httpMethod: 'POST' },
      webhookId: 'h1',
    },
  ],
  connections: {},
  settings: { executionOrder: 'v1' },
  ...more,
})

async function* given(...documents: readonly object[]): AsyncGenerator<ReadFile> {
  for (const [at, one] of documents.entries()) yield { file: `${at}.json`, text: JSON.stringify(one) }
}

const importing = async (publish: boolean, ...documents: readonly object[]) => {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const config = readConfig({ MILLRACE_HOME: home })
  const failed = await importIntoDatabase(given(...documents), { publish, say, complain: say }, config)
  return { failed, lines }
}

const looking = async <Found>(look: (store: Awaited<ReturnType<typeof openStore>>) => Promise<Found>) => {
  const store = await openStore({ home })
  try {
    return await look(store)
  } finally {
    await store.close()
  }
}

const principal = systemPrincipal('test')

describe('an import into a database nobody has opened yet', () => {
  it('keeps ids and tags, and a second import is a new draft of the same workflow', async () => {
    expect(await importing(false, document('First', { tags: ['Shop'], active: true }))).toEqual({
      failed: 0,
      lines: ['Imported “First” (wf1).'],
    })
    expect(await importing(false, document('Second'))).toEqual({ failed: 0, lines: ['Updated “Second” (wf1).'] })
    const found = await looking((store) => store.workflows.get(principal, 'wf1'))
    expect(found).toMatchObject({ name: 'Second', active: false, tags: [], revision: 2, nodeCount: 1 })
    expect(found?.document).toMatchObject({ name: 'Second', nodes: [{ name: 'Hook' }] })
  })

  it('publishes, so that a running server sees new routes', async () => {
    const before = await looking((store) => store.publishedRevision())
    expect(await importing(true, document('Live'))).toEqual({
      failed: 0,
      lines: ['Imported “Live” (wf1), published.'],
    })
    const { active, routes, after } = await looking(async (store) => ({
      active: (await store.workflows.get(principal, 'wf1'))?.active,
      routes: await store.routes.all(),
      after: await store.publishedRevision(),
    }))
    expect(active).toBe(true)
    expect(routes).toMatchObject([{ method: 'POST', path: 'orders', workflow: 'wf1', node: 'hook' }])
    expect(after).toBeGreaterThan(before)
  })

  it('says why a workflow cannot be published, and keeps it', async () => {
    const idle = { ...document('Idle'), nodes: [] }
    const { failed, lines } = await importing(true, idle)
    expect(failed).toBe(1)
    expect(lines[0]).toMatch(/^0\.json: Nothing would start this workflow.*publish it\.$/u)
    expect(await looking((store) => store.workflows.get(principal, 'wf1'))).toMatchObject({ active: false })
  })
})
