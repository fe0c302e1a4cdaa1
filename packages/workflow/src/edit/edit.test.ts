import type { Json } from '@millrace/sdk'
import { describe, expect, it } from 'vitest'
import { type Edge, type Workflow, type WorkflowNode, newWorkflow } from '../document.ts'
import { exportWorkflow } from '../n8n/export.ts'
import { importWorkflow } from '../n8n/import.ts'
import { diff } from './diff.ts'
import { insertOnEdge } from './insert-on-edge.ts'
import type { Operation } from './operation.ts'
import { fragmentOf } from './paste.ts'
import { apply, duplicate, editToolsFor, invert, paste } from './edit.ts'
import type { EditTools } from './tools.ts'

const node = (id: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  name: id.toUpperCase(),
  type: 'noOp',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
  ...more,
})

const edge = (source: string, target: string, output = 0): Edge => ({
  source,
  kind: 'main',
  output,
  target,
  targetKind: 'main',
  input: 0,
})

const add = (...nodes: readonly WorkflowNode[]): Operation[] => nodes.map((added) => ({ do: 'addNode', node: added }))
const connect = (...edges: readonly Edge[]): Operation[] => edges.map((made) => ({ do: 'connect', edge: made }))

function build(...operations: readonly Operation[]): Workflow {
  return operations.reduce((workflow, operation) => apply(workflow, operation), newWorkflow('Test'))
}

/** Maps in order, for comparing whole documents: the order of nodes counts, that of keys does not. */
const plain = (workflow: Workflow) => ({ ...workflow, nodes: [...workflow.nodes], pinData: new Map(workflow.pinData) })

const abc = build(...add(node('a'), node('b'), node('c')), ...connect(edge('a', 'b'), edge('b', 'c'), edge('a', 'c')))

describe('removing a node', () => {
  const pinned = apply(abc, { do: 'setPinData', node: 'b', items: [{ json: { x: 1 } }] })
  const noted = apply(pinned, { do: 'setNodeMillrace', node: 'b', value: { folded: true } })
  const removed = apply(noted, { do: 'removeNode', node: 'b' })

  it('takes its edges, pinned data and notes along', () => {
    expect(removed.edges).toEqual([edge('a', 'c')])
    expect(removed.pinData.size).toBe(0)
    expect(removed.millrace).toBeUndefined()
  })

  it('can be undone to the last edge, in order', () => {
    const undone = apply(removed, invert(noted, { do: 'removeNode', node: 'b' }))
    expect(plain(undone)).toEqual(plain(noted))
  })
})

const written = { label: 'Code', type: 'string', default: '' } as const
const described = {
  type: 'noOp',
  name: 'No operation',
  defaultName: 'No operation',
  about: '',
  icon: '',
  category: 'flow',
  versions: [1],
  defaultVersion: 1,
  inputs: [],
  outputs: [],
  credentials: [],
} as const

describe('renaming a node', () => {
  const reads = (text: string) => node('r', { parameters: { deep: [{ text }], plain: "$('B')" } })
  const after = (text: string, name: string, tools?: EditTools) =>
    apply(build(...add(node('b'), reads(text))), { do: 'renameNode', node: 'b', name }, tools).nodes.get('r')
      ?.parameters

  it.each([
    [`={{ $('B').item.json.a + $("B").first() }}`, 'New', `={{ $('New').item.json.a + $("New").first() }}`],
    [`={{ $node["B"].json.a }} and $('B')`, 'New', `={{ $node["New"].json.a }} and $('B')`],
    ['={{ $node.B.json }}', 'Two words', '={{ $node["Two words"].json }}'],
    ['={{ $node.B.json }}', 'New', '={{ $node.New.json }}'],
    [`={{ $items('B', 0) }}`, "It's", `={{ $items('It\\'s', 0) }}`],
    ['={{ $node?.B }}', 'Two words', '={{ $node?.["Two words"] }}'],
    [
      '={{ `${$("B").first()}` + $node[`B`].a }}',
      'a`${b}}',
      '={{ `${$("a`${b}\\}").first()}` + $node[`a\\`\\${b}\\}`].a }}',
    ],
    [`={{ "$('B')" + $('B').item }}`, 'New', `={{ "$('B')" + $('New').item }}`],
    [`={{ $('B').item.json. }} {{ $('B') `, 'New', `={{ $('New').item.json. }} {{ $('New') `],
    [`={{ $('Bee').item }}`, 'New', `={{ $('Bee').item }}`],
  ])('makes %s follow', (text, name, expected) => {
    expect(after(text, name)).toEqual({ deep: [{ text: expected }], plain: "$('B')" })
  })

  it('makes program text follow where the type has some', () => {
    const tools = editToolsFor(() => ({ ...described, properties: [{ ...written, name: 'plain', editor: 'code' }] }))
    expect(after('=', 'New', tools)).toEqual({ deep: [{ text: '=' }], plain: "$('New')" })
  })

  it('is undone to the letter, in whatever quotes the author wrote', () => {
    const before = build(...add(node('b'), reads('={{ $node.B.json + $("B").item }}')))
    const rename: Operation = { do: 'renameNode', node: 'b', name: 'No identifier' }
    expect(plain(apply(apply(before, rename), invert(before, rename)))).toEqual(plain(before))
  })

  it('refuses a name that is taken, or none', () => {
    expect(() => apply(abc, { do: 'renameNode', node: 'a', name: 'B' })).toThrow('already a node called “B”')
    expect(() => apply(abc, { do: 'renameNode', node: 'a', name: ' ' })).toThrow('needs a name')
  })
})

describe('setting a parameter', () => {
  const set = (parameters: WorkflowNode['parameters'], path: readonly (string | number)[], value?: Json) =>
    apply(build(...add(node('a', { parameters }))), { do: 'setParameter', node: 'a', path, value }).nodes.get('a')
      ?.parameters

  it('makes what is missing on the way, and takes entries out of lists', () => {
    expect(set({}, ['a', 'b', 0, 'c'], 1)).toEqual({ a: { b: [{ c: 1 }] } })
    expect(set({ a: [1, 2, 3] }, ['a', 1])).toEqual({ a: [1, 3] })
    expect(set({ a: 1, b: 2 }, ['a'])).toEqual({ b: 2 })
    expect(set({}, ['a', 'b'])).toEqual({})
    expect(JSON.stringify(set({}, ['__proto__', 'x'], 1))).toBe('{"__proto__":{"x":1}}')
  })

  it('refuses a path that leads into a text or past the end of a list', () => {
    expect(() => set({ a: 'text' }, ['a', 'b'], 1)).toThrow('no place “a.b”')
    expect(() => set({ a: [1] }, ['a', 3], 1)).toThrow('no place “a.3”')
  })
})

describe('connecting', () => {
  it('refuses unknown nodes, impossible ports and a second connection of the same kind', () => {
    expect(() => apply(abc, { do: 'connect', edge: edge('a', 'z') })).toThrow('no longer in the workflow')
    expect(() => apply(abc, { do: 'connect', edge: edge('a', 'b', -1) })).toThrow('whole numbers')
    expect(() => apply(abc, { do: 'connect', edge: edge('a', 'b') })).toThrow('already connected')
    expect(() => apply(abc, { do: 'disconnect', edge: edge('c', 'a') })).toThrow('no longer in the workflow')
  })

  it('puts a node into a connection, at its place among the others', () => {
    const inserted = apply(abc, insertOnEdge(edge('a', 'b'), node('n'), 0))
    expect(inserted.edges).toEqual([edge('a', 'n'), edge('b', 'c'), edge('a', 'c'), edge('n', 'b')])
  })
})

describe('a composite', () => {
  it('is made whole or not at all', () => {
    const bad: Operation = { do: 'composite', operations: [...add(node('d')), ...connect(edge('d', 'nobody'))] }
    expect(() => apply(abc, bad)).toThrow()
    expect(abc.nodes.has('d')).toBe(false)
  })
})

describe('copies', () => {
  const newIds = () => {
    let count = 0
    return () => `new${(count += 1)}`
  }
  const talkative = build(
    ...add(
      node('a', { name: 'Get', webhookId: 'hook' }),
      node('b', { name: 'Get1', position: [200, 0], parameters: { url: `={{ $('Get').item }} {{ $('Get1').item }}` } }),
    ),
    ...connect(edge('a', 'b')),
    { do: 'setPinData', node: 'a', items: [{ json: {} }] },
  )

  it('get ids, names and webhooks of their own, and speak of each other', () => {
    const copied = duplicate(talkative, ['a', 'b'], { newId: newIds() })
    const doubled = apply(talkative, copied.operation)
    const [first, second] = copied.nodes.map((id) => doubled.nodes.get(id))
    expect([first?.name, second?.name]).toEqual(['Get2', 'Get3'])
    expect(first?.webhookId).not.toBe('hook')
    expect(second?.parameters).toEqual({ url: `={{ $('Get2').item }} {{ $('Get3').item }}` })
    expect(second?.position).toEqual([240, 40])
    expect(doubled.edges.at(-1)).toEqual(edge('new1', 'new2'))
    expect(doubled.pinData.has('new1')).toBe(true)
    expect(plain(apply(doubled, invert(talkative, copied.operation)))).toEqual(plain(talkative))
  })

  it('travel over the clipboard as n8n writes it, to where the pointer is', () => {
    const text = JSON.stringify(exportWorkflow(fragmentOf(talkative, ['b']), { for: 'n8n' }))
    const pasted = paste(abc, importWorkflow(text).workflow, { newId: newIds(), at: [500, 60] })
    const target = apply(abc, pasted.operation)
    expect(target.nodes.get('new1')).toMatchObject({ name: 'Get1', position: [500, 60] })
    expect(target.edges).toEqual(abc.edges)
  })
})

/** Operations at random, but of the document's own nodes and edges, and the same in every run. */
function randomOperations(seed: number) {
  let state = seed
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % Math.max(1, limit)
  }
  const pick = <Value>(values: readonly Value[]): Value | undefined => values[below(values.length)]
  const json = (depth = 0): Json =>
    pick<() => Json>([
      () => below(9),
      () => `={{ $('N${below(20)}').item }}`,
      () => null,
      () => (depth > 2 ? [] : [json(depth + 1), json(depth + 1)]),
      () => (depth > 2 ? {} : { [`k${below(3)}`]: json(depth + 1), [`k${below(3)}`]: json(depth + 1) }),
    ])?.() ?? null
  const path = () => Array.from({ length: 1 + below(3) }, () => (below(3) === 0 ? below(3) : `k${below(3)}`))
  const fresh = () => node(`n${below(1_000_000)}`, { parameters: { k0: json() }, position: [below(9), below(9)] })

  const next = (workflow: Workflow, depth = 0): Operation => {
    const id = pick([...workflow.nodes.keys()]) ?? ''
    const known = workflow.nodes.get(id) ?? node('none')
    const operation = pick<() => Operation>([
      () => ({ do: 'addNode', node: fresh(), at: below(workflow.nodes.size + 1) }),
      () => ({ do: 'removeNode', node: id }),
      () => ({ do: 'replaceNode', node: { ...fresh(), id } }),
      () => ({ do: 'renameNode', node: id, name: `N${below(20)}` }),
      () => ({ do: 'moveNode', node: id, position: [below(100), below(100)] }),
      () => ({ do: 'orderNode', node: id, at: below(workflow.nodes.size) }),
      () => ({ do: 'setParameter', node: id, path: path(), value: below(3) === 0 ? undefined : json() }),
      () => ({ do: 'setParameters', node: id, parameters: { k0: json(), k1: json() } }),
      () => ({ do: 'setNodeSettings', node: id, settings: { disabled: below(2) ? true : null, notes: `${below(9)}` } }),
      () => ({ do: 'setVersion', node: id, typeVersion: below(9) }),
      () => ({ do: 'setCredential', node: id, type: `t${below(2)}`, credential: { id: `${below(9)}`, name: 'n' } }),
      () => ({ do: 'setCredential', node: id, type: `t${below(2)}` }),
      () => ({ do: 'connect', edge: edge(id, pick([...workflow.nodes.keys()]) ?? '', below(3)), at: below(9) }),
      () => ({ do: 'disconnect', edge: pick(workflow.edges) ?? edge('', '') }),
      () => ({ do: 'setPinData', node: id, items: below(2) ? [{ json: { a: json() } }] : undefined }),
      () => ({ do: 'setName', name: `W${below(99)}` }),
      () => ({ do: 'setTags', tags: [`t${below(3)}`] }),
      () => ({ do: 'setSettings', settings: { timezone: `${below(9)}` } }),
      () => ({ do: 'setNodeMillrace', node: id, value: below(2) ? { a: json() } : undefined }),
      () => ({ do: 'setDetails', details: { active: below(2) === 0, meta: below(2) ? { a: json() } : null } }),
      () => ({ do: 'moveNode', node: known.id, position: known.position }),
      () => ({ do: 'composite', operations: depth > 1 ? [] : grow(workflow, 3, depth + 1).made }),
    ])
    return operation?.() ?? { do: 'composite', operations: [] }
  }

  /** Applies operations until enough were allowed. */
  const grow = (start: Workflow, count: number, depth = 0): { made: Operation[]; workflow: Workflow } => {
    const made: Operation[] = []
    let workflow = start
    for (let tries = 0; made.length < count && tries < count * 20; tries += 1) {
      const operation = next(workflow, depth)
      const changed = attempt(workflow, operation)
      if (!changed) continue
      made.push(operation)
      workflow = changed
    }
    return { made, workflow }
  }
  return { grow, next }
}

/** The document after the operation, or undefined where it is refused with an edit's code. */
function attempt(workflow: Workflow, operation: Operation): Workflow | undefined {
  try {
    return apply(workflow, operation)
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('edit.')) return undefined
    throw error
  }
}

describe('for any document', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('every operation has an inverse (%i)', (seed) => {
    const random = randomOperations(seed * 7_919)
    let { workflow } = random.grow(build(...add(...Array.from({ length: 5 }, (_, at) => node(`s${at}`)))), 40)
    for (let step = 0; step < 60; step += 1) {
      const operation = random.next(workflow)
      const changed = attempt(workflow, operation)
      if (!changed) continue
      expect(plain(apply(changed, invert(workflow, operation))), JSON.stringify(operation)).toEqual(plain(workflow))
      workflow = changed
    }
  })

  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'a difference leads from one to the other (%i)',
    (seed) => {
      const random = randomOperations(seed * 104_729)
      const { workflow: from } = random.grow(build(...add(node('s1'), node('s2'))), 30)
      const { workflow: to } = random.grow(from, 25)
      const changed = diff(from, to).reduce((document, operation) => apply(document, operation), from)
      expect(plain(changed)).toEqual(plain(to))
      expect(diff(changed, to)).toEqual([])
    },
  )

  it('swapped names are a difference too', () => {
    const swapped = build(
      ...add(node('a', { name: 'B' }), node('b', { name: 'A' }), node('c')),
      ...connect(...abc.edges),
    )
    expect(plain(diff(abc, swapped).reduce((w, o) => apply(w, o), abc))).toEqual(plain(swapped))
  })

  it('a small difference is a small operation', () => {
    const before = build(...add(node('a', { parameters: { list: [{ x: 1, y: 2 }] } })))
    const after = build(...add(node('a', { parameters: { list: [{ x: 1, y: 3 }] } })))
    expect(diff(before, after)).toEqual([{ do: 'setParameter', node: 'a', path: ['list', 0, 'y'], value: 3 }])
  })
})
