/**
 * Real and invented documents go in and come out again. `MILLRACE_CORPUS` names a folder of documents; left
 * out, a folder of them beside the repository is used when it is there, and our own always.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  apply,
  diff,
  exportWorkflow,
  importWorkflow,
  isSubNode,
  layersOf,
  newOverlaps,
  newWorkflow,
  validate,
  type Workflow,
  type WorkflowNode,
} from '@millrace/workflow'
import { describe, expect, it } from 'vitest'
import { damaged } from './damaged.ts'
import { documents } from './documents.ts'

const beside = fileURLToPath(new URL('../../../shared/workflows/dev', import.meta.url))
const folder = process.env['MILLRACE_CORPUS'] ?? beside
const isNote = ({ type }: WorkflowNode) => type === 'stickyNote'

/** What must hold for every document, whatever state it is in. */
function holds(workflow: Workflow): void {
  for (const edge of workflow.edges) {
    expect(workflow.nodes.has(edge.source) && workflow.nodes.has(edge.target)).toBe(true)
  }
  const names = [...workflow.nodes.values()].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const complete = exportWorkflow(workflow, { for: 'millrace' })
  const again = importWorkflow(JSON.stringify(complete)).workflow
  expect(exportWorkflow(again, { for: 'millrace' })).toEqual(complete)
  expect([...again.nodes.keys()]).toEqual([...workflow.nodes.keys()])
}

describe('our own documents', () => {
  it.each(Object.entries(documents))('come back as they were: %s', (_, document) => {
    const { workflow } = importWorkflow(JSON.stringify(document))
    expect(exportWorkflow(workflow, { for: 'n8n' })).toEqual(document)
    holds(workflow)
  })

  it.each(Object.entries(documents))('can be drawn from nothing, operation by operation: %s', (_, document) => {
    const { workflow } = importWorkflow(document)
    const blank = newWorkflow('Blank')
    const drawn = diff(blank, workflow).reduce((before, operation) => apply(before, operation), blank)
    expect(exportWorkflow(drawn, { for: 'n8n' })).toEqual(document)
  })
})

describe('damaged documents', () => {
  const kinds = damaged()

  it('are of three hundred kinds', () => {
    expect(new Set(kinds.map(({ how }) => how)).size).toBeGreaterThan(300)
  })

  it.each(kinds.map(({ how, text }) => [how, text]))('import as far as they can: %s', (_, text) => {
    const { workflow, diagnostics } = importWorkflow(text)
    holds(workflow)
    const validated = validate(workflow).filter(({ where }) => where.node !== undefined)
    expect(validated.every(({ where }) => workflow.nodes.has(where.node ?? ''))).toBe(true)
    const inFlow = [...workflow.nodes.keys()].filter((id) => !isSubNode(workflow, id))
    expect(layersOf(workflow).flat().toSorted()).toEqual(inFlow.toSorted())
    for (const { message, where } of diagnostics) {
      expect(message).toMatch(/\.$/u)
      if (where.node !== undefined) expect(workflow.nodes.has(where.node)).toBe(true)
    }
    const refused = diagnostics.some(({ code }) => code.startsWith('document.not-') || code === 'document.too-deep')
    const read = refused ? undefined : JSON.parse(text.replaceAll('1e999', 'null'))
    if (read !== undefined && !Array.isArray(read)) expect(exportWorkflow(workflow, { for: 'n8n' })).toEqual(read)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

// Other people's documents are not in the repository: where there are none, there is nothing to test.
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : []
const describeReal = files.length > 0 ? describe : () => console.log(`No real documents in ${folder}.`)

describeReal('real documents', () => {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')

  it('are there', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  it('come back as they were', () => {
    for (const file of files) {
      const text = read(file)
      const { workflow } = importWorkflow(text)
      expect(exportWorkflow(workflow, { for: 'n8n' }), file).toEqual(JSON.parse(text))
    }
  })

  it('are stored with an id for every node, and read again the same', () => {
    for (const file of files) holds(importWorkflow(read(file)).workflow)
  })

  it('put no two cards over each other that their authors had kept apart, in 98 of 100', () => {
    const crowded = files.filter((file) => newOverlaps(importWorkflow(read(file)).workflow, isNote).length > 0)
    expect(crowded.length).toBeLessThanOrEqual(files.length * 0.02)
  })
})
