import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCatalog, type NodeDescription, type NodeType } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printReport } from './print-report.ts'
import { readFiles } from './read-files.ts'
import { report } from './report.ts'

const describeType = (type: string, more: Partial<NodeDescription> = {}): NodeDescription => ({
  type,
  name: type,
  defaultName: type,
  about: '',
  icon: 'lucide:box',
  category: 'flow',
  versions: [1],
  defaultVersion: 1,
  properties: [],
  inputs: [],
  outputs: [],
  credentials: [],
  ...more,
})

const runs = (type: string, more: Partial<NodeDescription> = {}): NodeType => ({
  description: describeType(type, more),
  effect: () => 'pure',
  operation: () => ({ per: 'list', run: () => ({ kind: 'items', outputs: [] }) }),
})
const placeholder = (type: string, more: Partial<NodeDescription> = {}): NodeType => ({
  description: describeType(type, more),
  effect: () => 'pure',
})

const catalog = createCatalog(
  [runs('set'), runs('slack', { unavailable: true }), placeholder('stickyNote', { annotation: true })],
  [],
)

const node = (name: string, type: string, more: object = {}) => ({
  id: name,
  name,
  type,
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
  ...more,
})
const workflow = (...nodes: readonly object[]) => ({
  name: 'W',
  nodes,
  connections: {},
  settings: { executionOrder: 'v1' },
})

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-report-'))
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  mkdirSync(join(folder, 'deeper'))
  write('known.json', workflow(node('A', 'n8n-nodes-base.set'), node('Note', 'n8n-nodes-base.stickyNote')))
  write(
    'unknown.json',
    workflow(
      node('A', 'n8n-nodes-base.set', { typeVersion: 9 }),
      node('B', 'n8n-nodes-base.slack'),
      node('C', '@n8n/n8n-nodes-langchain.agent'),
    ),
  )
  write('deeper/two.json', [workflow(node('B', 'n8n-nodes-base.slack')), workflow()])
  write('broken.json', '{"nodes": [')
  write('other.json', { a: 1 })
  write('notes.txt', 'not looked at')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('an import report', () => {
  it('counts what can run, what cannot, and what is odd, below the whole folder', async () => {
    const failures: string[] = []
    const found = await report(readFiles([folder]), catalog, (file) => failures.push(file.slice(folder.length + 1)))
    expect(found).toEqual({
      workflows: 4,
      failed: 2,
      workflowsAllKnown: 2,
      nodes: { known: 2, unknown: 3 },
      unknownTypes: { 'n8n-nodes-base.slack': 2, '@n8n/n8n-nodes-langchain.agent': 1 },
      diagnostics: {
        'node.unknown-type': 3,
        'document.not-json': 1,
        'document.not-workflow': 1,
        'node.unknown-version': 1,
      },
    })
    expect(failures).toEqual(['broken.json', 'other.json'])
    expect(printReport(found)).toContain('all known      2  (50.0 %)')
  })

  it('takes single files, and says which path is not there', async () => {
    const found = await report(readFiles([join(folder, 'known.json')]), catalog, () => undefined)
    expect(found).toMatchObject({ workflows: 1, failed: 0 })
    await expect(report(readFiles([join(folder, 'gone')]), catalog, () => undefined)).rejects.toThrow(
      'There is no file or folder',
    )
  })
})
