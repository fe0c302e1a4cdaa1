import { describe, expect, it } from 'vitest'
import type { Workflow } from '../document.ts'
import { childrenOf } from '../graph.ts'
import { exportWorkflow } from './export.ts'
import { importWorkflow, importWorkflows } from './import.ts'

const node = (name: string, more: object = {}) => ({
  id: `id of ${name}`,
  name,
  type: 'n8n-nodes-base.noOp',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
  ...more,
})

const document = (nodes: readonly unknown[], more: object = {}) => ({
  name: 'A document',
  nodes,
  connections: {},
  settings: { executionOrder: 'v1' },
  ...more,
})

const to = (name: string, more: object = {}) => ({ node: name, type: 'main', index: 0, ...more })
const codes = (input: unknown) => importWorkflow(input).diagnostics.map(({ code }) => code)
const names = (workflow: Workflow) => [...workflow.nodes.values()].map(({ name }) => name)

/** An import, exported again, is the document itself. */
function comesBack(input: object) {
  expect(exportWorkflow(importWorkflow(JSON.stringify(input)).workflow, { for: 'n8n' })).toEqual(input)
}

describe('a sound document', () => {
  const sound = document(
    [
      node('Hook', { type: 'n8n-nodes-base.webhook', webhookId: 'w', typeVersion: 2.1, parameters: { path: 'a' } }),
      node('Ask', {
        type: '@n8n/n8n-nodes-langchain.agent',
        credentials: { openAiApi: { id: '1', name: 'Mine' } },
        onError: 'continueErrorOutput',
        retryOnFail: true,
        maxTries: 4,
        notes: 'Why',
        disabled: true,
      }),
      node('Other', { type: 'n8n-nodes-wati.wati', aKeyOfLater: [1, { a: null }] }),
    ],
    {
      connections: { Hook: { main: [[], [to('Other', { index: 1 }), to('Ask')]] }, Ask: { ai_tool: [[]] } },
      pinData: { Hook: [{ json: { a: 1 } }] },
      staticData: { lastId: 3 },
      tags: [{ id: 't', name: 'Mail', createdAt: 'then' }],
      meta: { templateId: '7' },
      versionId: 'v',
    },
  )

  it('is read without a word and comes back as it was', () => {
    expect(codes(sound)).toEqual([])
    comesBack(sound)
  })

  it('names types as we do, and keeps the order of connections', () => {
    const { workflow } = importWorkflow(sound)
    expect([...workflow.nodes.values()].map(({ type }) => type)).toEqual(['webhook', 'ai.agent', 'n8n-nodes-wati.wati'])
    expect(childrenOf(workflow, 'id of Hook')).toEqual(['id of Other', 'id of Ask'])
    expect(workflow.edges[0]).toEqual({
      source: 'id of Hook',
      kind: 'main',
      output: 1,
      target: 'id of Other',
      targetKind: 'main',
      input: 1,
    })
    expect(workflow.tags).toEqual(['Mail'])
    expect(workflow.extra).toEqual({ versionId: 'v' })
  })

  it('carries what Millrace adds in its own export only', () => {
    const added = { ...sound, meta: { templateId: '7', millrace: { nodes: { 'id of Hook': { folded: true } } } } }
    const { workflow } = importWorkflow(added)
    expect(exportWorkflow(workflow, { for: 'n8n' })).toEqual(sound)
    expect(exportWorkflow(workflow, { for: 'millrace' })['meta']).toEqual(added.meta)
  })
})

describe('identity', () => {
  it('gives missing and repeated ids anew, the same in every import, and leaves them out of an export for n8n', () => {
    const { id: _, ...nameless } = node('B')
    const input = document([node('A', { id: 'x' }), nameless, node('C', { id: 'x' })])
    const first = importWorkflow(input).workflow
    expect([...first.nodes.keys()]).toEqual([...importWorkflow(input).workflow.nodes.keys()])
    expect(new Set(first.nodes.keys()).size).toBe(3)
    expect(codes(input)).toEqual(['node.missing-id', 'node.duplicate-id'])
    comesBack(input)
    const stored = importWorkflow(exportWorkflow(first, { for: 'millrace' }))
    expect([...stored.workflow.nodes.keys()]).toEqual([...first.nodes.keys()])
    expect(stored.diagnostics).toEqual([])
  })

  it('asks the given source until an id is free', () => {
    const input = document([node('A', { id: 'n0' }), node('B', { id: '' })])
    const { workflow } = importWorkflow(input, { ids: ({ attempt }) => `n${attempt}` })
    expect([...workflow.nodes.keys()]).toEqual(['n0', 'n1'])
  })

  it('renames the second of two names past every name in use; connections mean the first', () => {
    const input = document([node('A', { id: '1' }), node('A', { id: '2' }), node('A1', { id: '3' }), node('B')], {
      connections: { A: { main: [[to('B')]] }, B: { main: [[to('A')]] } },
    })
    const { workflow } = importWorkflow(input)
    expect(names(workflow)).toEqual(['A', 'A2', 'A1', 'B'])
    expect(childrenOf(workflow, 'id of B')).toEqual(['1'])
    comesBack(input)
  })

  it('does not give a taken name back once the node is connected', () => {
    const input = document([node('A', { id: '1' }), node('A', { id: '2' })])
    const { workflow } = importWorkflow(input)
    const edge = { source: '1', kind: 'main', output: 0, target: '2', targetKind: 'main', input: 0 }
    expect(exportWorkflow({ ...workflow, edges: [edge] }, { for: 'n8n' })['connections']).toEqual({
      A: { main: [[to('A1')]] },
    })
  })
})

describe('damage', () => {
  it('keeps connections that lead nowhere, come from nowhere, or are no connections', () => {
    const input = document([node('A'), node('B')], {
      connections: {
        A: {
          main: [null, [to('Gone'), to('B'), 7, to('B'), { node: 'B', type: 'main', index: -1 }], 'x', []],
          ai_tool: { not: 'a list' },
          error: [],
        },
        Ghost: { main: [[to('A')]] },
        B: 'nothing',
      },
    })
    expect(importWorkflow(input).workflow.edges.map(({ output, target }) => [output, target])).toEqual([[1, 'id of B']])
    expect(codes(input)).toEqual([
      'connection.dangling',
      'connection.malformed',
      'connection.duplicate',
      'connection.malformed',
      'connection.malformed',
      'connection.malformed',
      'connection.dangling',
      'connection.malformed',
    ])
    comesBack(input)
  })

  it('reads connections without kind and index, and gives them back that way', () => {
    const input = document([node('A'), node('B')], {
      connections: { A: { main: [[{ node: 'B' }, { node: 'B', type: 'main', index: '1', later: true }]] } },
    })
    const { workflow } = importWorkflow(input)
    expect(workflow.edges.map(({ targetKind, input: port }) => [targetKind, port])).toEqual([
      ['main', 0],
      ['main', 1],
    ])
    comesBack(input)
  })

  it('reads what it can of fields of the wrong type, and says where', () => {
    const input = document([
      node('A', { typeVersion: '2', position: ['10', 20], disabled: 'true', notes: { a: 1 }, onError: 'explode' }),
      node('B', { typeVersion: null, position: 'left', parameters: [1], credentials: { api: 3, basic: 'Old' } }),
      'no node',
      { type: 'n8n-nodes-base.set' },
    ])
    const { workflow, diagnostics } = importWorkflow(input)
    const [a, b, c] = workflow.nodes.values()
    expect(a).toMatchObject({ typeVersion: 2, position: [10, 20], disabled: true })
    expect(a?.notes ?? a?.onError).toBeUndefined()
    expect(b).toMatchObject({ typeVersion: 1, parameters: {}, credentials: { basic: { id: null, name: 'Old' } } })
    expect(c).toMatchObject({ name: 'Node', type: 'set', typeVersion: 1 })
    expect(c?.position).not.toEqual(b?.position)
    expect(diagnostics.map(({ where }) => where.path?.join('.'))).toContain('nodes.1.credentials.api')
    expect(diagnostics.find(({ code }) => code === 'node.not-object')?.where.path).toEqual(['nodes', 2])
    comesBack(input)
  })

  it('keeps whatever stands where nodes, connections, settings, pinned data or tags belong', () => {
    for (const odd of [null, 3, 'text', [1], { a: 1 }]) {
      for (const key of ['nodes', 'connections', 'settings', 'pinData', 'staticData', 'tags', 'meta', 'name', 'id']) {
        comesBack({ ...document([node('A')]), [key]: odd })
      }
    }
  })

  it('stops restoring a field once it was edited', () => {
    const { workflow } = importWorkflow(document([node('A', { typeVersion: '2' })]))
    const [a] = workflow.nodes.values()
    const edited = { ...workflow, nodes: new Map(a ? [[a.id, { ...a, typeVersion: 3 }]] : []) }
    expect(exportWorkflow(edited, { for: 'n8n' })).toMatchObject({ nodes: [{ typeVersion: 3 }] })
  })

  it('lets no name, key or parameter reach a prototype', () => {
    const text = `{"name":"p","nodes":[
      {"id":"__proto__","name":"__proto__","type":"constructor","typeVersion":1,"position":[0,0],
       "parameters":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},
       "credentials":{"__proto__":{"id":"1","name":"n"}},"__proto__":{"polluted":1}},
      {"id":"constructor","name":"constructor","type":"n8n-nodes-base.noOp","typeVersion":1,"position":[0,0],"parameters":{}}],
      "connections":{"__proto__":{"main":[[{"node":"constructor","type":"main","index":0,"__proto__":{"polluted":1}}]],"__proto__":[[]]},
        "constructor":{"main":[[{"node":"__proto__","type":"main","index":0}]]}, "toString":{"main":[[]]}},
      "pinData":{"__proto__":[{"json":{"polluted":1}}],"hasOwnProperty":[]},
      "settings":{"__proto__":{"polluted":1},"executionOrder":"v1"},"__proto__":{"polluted":1},"meta":{"__proto__":{}}}`
    const { workflow } = importWorkflow(text)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(workflow.edges.map(({ source, target }) => [source, target])).toEqual([
      ['__proto__', 'constructor'],
      ['constructor', '__proto__'],
    ])
    expect(JSON.parse(JSON.stringify(exportWorkflow(workflow, { for: 'n8n' })))).toEqual(JSON.parse(text))
    expect(JSON.stringify(exportWorkflow(workflow, { for: 'n8n' })).match(/__proto__/gu)?.length).toBe(
      text.match(/__proto__/gu)?.length,
    )
  })
})

/** A list that is long and holds nothing, and an object that throws at every look. */
const endless = () => {
  const list: unknown[] = []
  list.length = 4_000_000_000
  return list
}
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

describe('what is no document', () => {
  it.each([
    ['nothing', '', 'document.not-json'],
    ['half a document', '{"nodes": [', 'document.not-json'],
    ['other JSON', '{"a": 1}', 'document.not-workflow'],
    ['a number', 4, 'document.not-workflow'],
    ['undefined', undefined, 'document.not-workflow'],
    ['a function', () => 1, 'document.not-workflow'],
    ['an empty list', [], 'document.not-workflow'],
    ['a list of nothing without end', endless(), 'document.too-large'],
    ['what may not be looked at', revoked(), 'document.not-json'],
  ])('says so: %s', (_, input, code) => {
    expect(codes(input)).toEqual([code])
    expect(importWorkflow(input).workflow.nodes.size).toBe(0)
  })

  it('reads objects that turn in circles, or throw, or nest without end, as far as they go', () => {
    const circle: Record<string, unknown> = { a: 1 }
    circle['self'] = circle
    const input = document([node('A', { parameters: circle })])
    Object.defineProperty(input, 'settings', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    expect(codes(input)).toContain('document.too-deep')
    expect(names(importWorkflow(input).workflow)).toEqual(['A'])
    const deep = `{"nodes":[],"connections":{},"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect(codes(deep)).toContain('document.too-deep')
  })

  it('refuses what is too large before it looks inside', () => {
    expect(codes('x'.repeat(20))).toEqual(['document.not-json'])
    expect(importWorkflow('x'.repeat(20), { limits: { characters: 10 } }).diagnostics[0]?.code).toBe(
      'document.too-large',
    )
    const many = document([node('A'), node('B'), node('C')])
    expect(importWorkflow(many, { limits: { values: 10 } }).diagnostics[0]?.code).toBe('document.too-large')
    const long = document([node('A', { notes: 'x'.repeat(500) })])
    expect(importWorkflow(long, { limits: { characters: 400 } }).diagnostics[0]?.code).toBe('document.too-large')
    const some = importWorkflow(many, { limits: { nodes: 2 } })
    expect(names(some.workflow)).toEqual(['A', 'B'])
    expect(some.diagnostics[0]?.code).toBe('document.too-many-nodes')
  })
})

describe('wrappers', () => {
  const inner = document([node('A')])

  it.each([
    ['a list', [inner]],
    ['an API answer', { data: [inner], nextCursor: null }],
    ['one in an API answer', { data: inner }],
    ['a template', { workflow: { id: 3, name: 'T', workflow: inner } }],
    ['a code fence', `\`\`\`json\n${JSON.stringify(inner)}\n\`\`\``],
    ['a byte order mark', `\uFEFF${JSON.stringify(inner)}`],
  ])('are taken off: %s', (_, input) => {
    const imported = importWorkflows(input)
    expect(imported.map(({ workflow }) => workflow.name)).toEqual(['A document'])
    expect(imported[0]?.diagnostics).toEqual([])
  })

  it('give every workflow they hold, or the first with a note', () => {
    expect(importWorkflows([inner, { ...inner, name: 'Second' }]).map(({ workflow }) => workflow.name)).toEqual([
      'A document',
      'Second',
    ])
    expect(codes([inner, inner])).toEqual(['document.several'])
  })

  it('are not needed by the clipboard: nodes and connections are enough', () => {
    const clipboard = { nodes: inner.nodes, connections: {} }
    expect(names(importWorkflow(clipboard).workflow)).toEqual(['A'])
    comesBack(clipboard)
  })
})

it('reads 50,000 nodes, half of one name and none with an id, in a moment', () => {
  const nodes = Array.from({ length: 50_000 }, (_, at) => ({ ...node(at % 2 ? 'Same' : `N${at}`), id: undefined }))
  const connections = Object.fromEntries(nodes.map(({ name }, at) => [name, { main: [[to(`N${at}`), to('Same')]] }]))
  const text = JSON.stringify(document(nodes, { connections }))
  const started = performance.now()
  const { workflow } = importWorkflow(text)
  // About a second alone; the rest is for what else the machine does. A quadratic step would take minutes.
  expect(performance.now() - started).toBeLessThan(25_000)
  expect(workflow.nodes.size).toBe(50_000)
  expect(new Set(names(workflow)).size).toBe(50_000)
}, 20_000)
