/** Every template runs at once, without any account, and is tidy enough to learn from. */
import { fileURLToPath } from 'node:url'
import { createWorkflow, listTemplates, readTemplate } from '@millrace/api'
import { catalog, readTemplates } from '@millrace/nodes'
import { compile, displayScale, importWorkflow, newOverlaps, validate, type WorkflowNode } from '@millrace/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type Outcome, type World } from './example-world.ts'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

const templates = await readTemplates()
const isNote = ({ type }: WorkflowNode) => catalog.node(type)?.description.annotation === true

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

/** Where a node or a note stands, as the canvas draws it. */
function boxOf(node: WorkflowNode) {
  const [x, y] = node.position
  const { width, height } = node.parameters
  if (isNote(node)) return { left: x, top: y, right: x + Number(width), bottom: y + Number(height) }
  return { left: x, top: y, right: x + 216 / displayScale.x, bottom: y + 100 / displayScale.y }
}

describe.each(templates)('“$name”', ({ about, document }) => {
  const { workflow, diagnostics } = importWorkflow(document)
  const nodes = [...workflow.nodes.values()]

  it('is sound and needs no account', () => {
    expect([...diagnostics, ...validate(workflow), ...compile(workflow, catalog).diagnostics]).toEqual([])
    expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([])
  })

  it('says what it does and what to change, beside its nodes', () => {
    expect(about).toMatch(/^[A-Z].*\.$/)
    expect(nodes.find(isNote)?.parameters['content']).toMatch(/\*\*To make it yours\*\*/)
    const boxes = nodes.map(boxOf)
    const crossing = boxes.flatMap((a, at) =>
      boxes.slice(at + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    )
    expect(crossing).toEqual([])
    expect(newOverlaps(workflow, isNote)).toEqual([])
  })
})

it('come to what is written down, each run as it is (after a change: vitest FILE -u)', async () => {
  const outcomes: Record<string, Outcome> = {}
  for (const { id, document } of templates) outcomes[id] = await world.play(document)
  const path = fileURLToPath(new URL('data/template-outcomes.json', import.meta.url))
  await expect(`${JSON.stringify(outcomes, null, 2)}\n`).toMatchFileSnapshot(path)
})

describe('a server', () => {
  let server: TestServer
  let ada: Browser
  beforeAll(async () => {
    server = await startTestServer()
    ada = await signedInBrowser(server)
  })
  afterAll(() => server.remove())

  it('offers them, and gives each copy addresses of its own', async () => {
    const { templates: offered } = await ada.call(listTemplates, {})
    expect(offered.map(({ id }) => id)).toEqual(templates.map(({ id }) => id))
    expect(offered.find(({ id }) => id === 'short-links')).toMatchObject({
      name: 'Run a service for short links',
      nodeCount: 5,
      nodeTypes: ['webhook', 'code', 'if', 'respondToWebhook'],
    })
    const hookOf = async () => {
      const { name, document } = await ada.call(readTemplate, { params: { id: 'short-links' } })
      const made = await ada.call(createWorkflow, { body: { name, document } })
      return [...importWorkflow(made.document).workflow.nodes.values()].flatMap(({ webhookId }) => webhookId ?? [])
    }
    const [one, other] = [await hookOf(), await hookOf()]
    expect(one).toHaveLength(1)
    expect(one).not.toEqual(other)
  })

  it('says when there is none of that name', async () => {
    await expect(ada.call(readTemplate, { params: { id: 'nothing' } })).rejects.toMatchObject({ code: 'not_found' })
  })
})
