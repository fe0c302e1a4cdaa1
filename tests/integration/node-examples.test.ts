/** Every core node has a working example beside it, and it does what the manual says. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalog } from '@millrace/nodes'
import type { Json } from '@millrace/sdk'
import { compile, importWorkflow, newOverlaps, validate } from '@millrace/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from './example-world.ts'

const core = fileURLToPath(new URL('../../packages/nodes/src/core', import.meta.url))
const folders = globSync('*/example.json', { cwd: core }).map((file) => dirname(file))

/** What the visitor answers at pages that wait for one. */
const visitors = { 'Ask how many': { Guests: 4 } }

const read = (...path: readonly string[]): Json => JSON.parse(readFileSync(join(core, ...path), 'utf8'))

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

it('is there for every core node, superseded ones too', () => {
  const missing = catalog.nodes
    .map(({ description }) => description)
    .filter(({ unavailable, annotation, category }) => !unavailable && !annotation && category !== 'app')
    .filter(({ type }) => !folders.some((folder) => folder === basename(type.replaceAll('.', '/'))))
  expect(
    missing.map(({ type }) => type),
    'give these an example.json and an example.expected.json',
  ).toEqual([])
})

describe.each(folders)('the example of %s', (folder) => {
  const document = read(folder, 'example.json')

  it('is sound, tidy and uses the node', () => {
    const { workflow, diagnostics } = importWorkflow(document)
    const nodes = [...workflow.nodes.values()]
    expect([...diagnostics, ...validate(workflow), ...compile(workflow, catalog).diagnostics]).toEqual([])
    expect(newOverlaps(workflow, () => false)).toEqual([])
    expect(nodes.map(({ type }) => basename(type.replaceAll('.', '/')))).toContain(folder)
    expect(nodes.filter(({ notes }) => notes === undefined)).toEqual([])
  })

  it('comes to what stands beside it', async () => {
    expect(existsSync(join(core, folder, 'example.expected.json')), 'example.expected.json is missing').toBe(true)
    expect(await world.play(document, visitors)).toEqual(read(folder, 'example.expected.json'))
  })
})
