import {
  type Operation,
  type Workflow,
  apply,
  defaultTools,
  edgesOutOf,
  exportWorkflow,
  invert,
  newWorkflow,
  nodeMillrace,
} from '@millrace/workflow'
import { expect, test } from 'vitest'
import {
  addAfter,
  connect,
  copyText,
  duplicated,
  edgeBetween,
  insertInto,
  pasteText,
  reconnect,
  remove,
  toggleDisabled,
} from './drawing.ts'

let next = 0
const newId = () => `new-${(next += 1)}`

const node = (id: string, name: string, position: readonly [number, number], parameters = {}) => ({
  id,
  name,
  type: 'set',
  typeVersion: 3.4,
  position,
  parameters,
})

/** a → b → c */
function chain(): Workflow {
  let workflow = newWorkflow('Chain')
  for (const placed of [node('a', 'A', [0, 0]), node('b', 'B', [180, 0]), node('c', 'C', [360, 0])]) {
    workflow = apply(workflow, { do: 'addNode', node: placed })
  }
  for (const [source, target] of [
    ['a', 'b'],
    ['b', 'c'],
  ] as const) {
    workflow = apply(workflow, {
      do: 'connect',
      edge: edgeBetween({ node: source, kind: 'main', index: 0 }, { node: target, kind: 'main', index: 0 }),
    })
  }
  return workflow
}

const targets = (workflow: Workflow, id: string) => edgesOutOf(workflow, id).map(({ target }) => target)

test('a node set into a channel takes its place and makes room', () => {
  const before = chain()
  const [edge] = edgesOutOf(before, 'a')
  if (!edge) throw new Error('The chain has an edge.')
  const { operation } = insertInto(before, edge, node('n', 'N', [0, 0]))
  const after = apply(before, operation)
  expect(targets(after, 'a')).toEqual(['n'])
  expect(targets(after, 'n')).toEqual(['b'])
  expect(after.nodes.get('n')?.position).toEqual([180, 0])
  expect(after.nodes.get('b')?.position).toEqual([360, 0])
  expect(after.nodes.get('c')?.position).toEqual([540, 0])
  expect(apply(after, invert(before, operation))).toEqual(before)
})

test('a removed node may leave its ends joined', () => {
  const joined = remove(chain(), ['b'], true)
  if (!joined) throw new Error('There is something to remove.')
  expect(targets(apply(chain(), joined), 'a')).toEqual(['c'])
  const cut = remove(chain(), ['b'])
  if (!cut) throw new Error('There is something to remove.')
  expect(targets(apply(chain(), cut), 'a')).toEqual([])
})

test('a copied selection comes back with names of its own and its inner connections', () => {
  const before = chain()
  const text = copyText(before, new Set(['a', 'b']))
  const pasted = pasteText(before, text, newId)
  if (!pasted) throw new Error('The text holds nodes.')
  const after = apply(before, pasted.operation)
  const [first = '', second = ''] = pasted.nodes
  expect([after.nodes.get(first)?.name, after.nodes.get(second)?.name]).toEqual(['A1', 'B1'])
  expect(targets(after, first)).toEqual([second])
  expect(after.nodes.get(first)?.position).toEqual([0, 130])
})

test('what is pasted or doubled stands on no other node', () => {
  const before = chain()
  const text = copyText(before, new Set(['a', 'b']))
  const places = (pasted: { readonly nodes: readonly string[]; readonly operation: Operation } | undefined) => {
    if (!pasted) throw new Error('There are nodes.')
    const after = apply(before, pasted.operation)
    return pasted.nodes.map((id) => after.nodes.get(id)?.position)
  }
  expect(places(pasteText(before, text, newId, { corner: [1000, 7] }))[0]).toEqual([1000, 7])
  expect(places(pasteText(before, text, newId, { corner: [10, 10] }))[0]).toEqual([10, 140])
  expect(places(pasteText(before, text, newId, { middle: [2000, 1000] }))[0]).toEqual([1840, 955])
  expect(places(duplicated(before, ['b', 'c'], newId))).toEqual([
    [180, 130],
    [360, 130],
  ])
})

test('a whole document that comes to an empty one becomes it', () => {
  const empty = { ...newWorkflow('My workflow'), millrace: { expressions: 'strict' } }
  const document = JSON.stringify(exportWorkflow({ ...chain(), settings: { timezone: 'Europe/Oslo' } }, { for: 'n8n' }))
  const dropped = pasteText(empty, document, newId)
  if (!dropped) throw new Error('There are nodes.')
  const after = apply(empty, dropped.operation)
  expect([after.name, after.settings, after.nodes.size]).toEqual(['Chain', { timezone: 'Europe/Oslo' }, 3])
  // It was written under other rules than a new one's.
  expect(after.millrace).toBeUndefined()
  const more = pasteText(chain(), document, newId)
  if (!more) throw new Error('There are nodes.')
  expect(apply(chain(), more.operation).settings).toEqual(chain().settings)
})

test('an end of a channel goes to another port in one step, or stays', () => {
  const before = chain()
  const [edge] = edgesOutOf(before, 'a')
  if (!edge) throw new Error('The chain has an edge.')
  const port = (node: string) => ({ node, kind: 'main', index: 0 })
  const moved = reconnect(before, edge, port('a'), port('c'))
  if (!moved) throw new Error('The ports fit.')
  expect(targets(apply(before, moved), 'a')).toEqual(['c'])
  expect(apply(apply(before, moved), invert(before, moved))).toEqual(before)
  expect(reconnect(before, edge, port('b'), port('c'))).toBeUndefined()
})

test('text that is no workflow pastes nothing', () => {
  expect(pasteText(chain(), 'Hello', newId)).toBeUndefined()
})

test('what Millrace keeps about a node goes with its copies', () => {
  const told = apply(chain(), { do: 'setNodeMillrace', node: 'b', value: { timeout: 5 } })
  const pasted = pasteText(chain(), copyText(told, new Set(['a', 'b'])), newId)
  const doubled = duplicated(told, ['b'], newId)
  if (!pasted) throw new Error('There are nodes.')
  expect(pasted.nodes.map((id) => nodeMillrace(apply(chain(), pasted.operation), id))).toEqual([
    undefined,
    { timeout: 5 },
  ])
  expect(doubled.nodes.map((id) => nodeMillrace(apply(told, doubled.operation), id))).toEqual([{ timeout: 5 }])
})

test('program text of copies names the copies', () => {
  const before = apply(chain(), {
    do: 'setParameters',
    node: 'b',
    parameters: { text: "return $('A').all()" },
  })
  const tools = { ...defaultTools, isCode: () => true }
  const { operation, nodes } = duplicated(before, ['a', 'b'], newId, tools)
  const after = apply(before, operation)
  const [first = '', second = ''] = nodes
  expect(after.nodes.get(second)?.parameters['text']).toBe(`return $('${after.nodes.get(first)?.name}').all()`)
})

test('switching off is one step for all; all off switches on', () => {
  const off = toggleDisabled(chain(), ['a', 'b'])
  if (!off) throw new Error('There are nodes.')
  const after = apply(chain(), off)
  expect([after.nodes.get('a')?.disabled, after.nodes.get('b')?.disabled]).toEqual([true, true])
  const on = toggleDisabled(after, ['a', 'b'])
  if (!on) throw new Error('There are nodes.')
  expect(apply(after, on).nodes.get('a')?.disabled).toBeUndefined()
})

test('only ports of one kind meet, and only once', () => {
  const workflow = chain()
  const port = (id: string, kind = 'main') => ({ node: id, kind, index: 0 })
  expect(connect(workflow, port('a'), port('c'))).toBeDefined()
  expect(connect(workflow, port('a'), port('b'))).toBeUndefined()
  expect(connect(workflow, port('a', 'ai_tool'), port('c'))).toBeUndefined()
  expect(addAfter(workflow, node('n', 'N', [0, 0]), port('c'), true).operation.do).toBe('composite')
})
