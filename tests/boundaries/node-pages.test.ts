/** The pages of nodes in the manual are what their definitions say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalog } from '@millrace/nodes'
import { expect, it, test } from 'vitest'
import type { Example } from '../../tools/docs/example-part.ts'
import { nodePage } from '../../tools/docs/node-page.ts'
import { isDocumented, nodesIndex } from '../../tools/docs/nodes-index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = join(root, 'docs/nodes')
const documented = catalog.nodes.filter(({ description }) => isDocumented(description))

function exampleOf(type: string): Example | undefined {
  const folder = join(root, 'packages/nodes/src/core', type.split('.').at(-1) ?? type)
  const [document, outcome] = [join(folder, 'example.json'), join(folder, 'example.expected.json')]
  if (!existsSync(document)) return undefined
  return { document: read(document), outcome: read(outcome) }
}

function read(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

test.each(documented)(
  'the page of $description.name is in the manual (after a change: vitest FILE -u)',
  async (type) => {
    const { description } = type
    const page = nodePage(type, catalog, exampleOf(description.type))
    await expect(page).toMatchFileSnapshot(join(pages, `${description.type}.md`))
  },
)

it('lists them all by what they are for', async () => {
  await expect(nodesIndex(catalog.nodes.map(({ description }) => description))).toMatchFileSnapshot(
    join(pages, 'README.md'),
  )
})

it('has no page of a node that is gone', () => {
  const wanted = documented.map(({ description }) => `${description.type}.md`)
  expect(readdirSync(pages).filter((file) => file !== 'README.md' && !wanted.includes(file))).toEqual([])
})
