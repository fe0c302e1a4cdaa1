import { describe, expect, it } from 'vitest'
import { type Workflow, newWorkflow } from './document.ts'
import {
  ancestorsOf,
  childrenOf,
  edgesInto,
  edgesOutOf,
  entriesOf,
  isSubNode,
  layersOf,
  loopsOf,
  parentsOf,
  reachableFrom,
  rootsOf,
  subNodesOf,
  triggersOf,
} from './graph.ts'

/** A document from lines such as `A > B`, `A.1 > B` (output 1) and `M ai_memory> A`; nodes in order of mention. */
function draw(...lines: readonly string[]): Workflow {
  const edges = lines.flatMap((line) => {
    const [, source = '', output = '0', kind = '', target = ''] = /^(\w+)(?:\.(\d+))? ?(\w*)> (\w+)$/u.exec(line) ?? []
    const named = kind === '' ? 'main' : kind
    return [{ source, kind: named, output: Number(output), target, targetKind: named, input: 0 }]
  })
  const ids = new Set(edges.flatMap(({ source, target }) => [source, target]))
  const nodes = [...ids].map((id) => ({
    id,
    name: id,
    type: 'noOp',
    typeVersion: 1,
    position: [0, 0] as const,
    parameters: {},
  }))
  return { ...newWorkflow('Drawn'), nodes: new Map(nodes.map((node) => [node.id, node])), edges }
}

describe('neighbours', () => {
  const workflow = draw('A > C', 'A.1 > B', 'A > B', 'M ai_memory> B', 'B > D')

  it('are told by kind and in document order', () => {
    expect(childrenOf(workflow, 'A')).toEqual(['C', 'B'])
    expect(parentsOf(workflow, 'B')).toEqual(['A'])
    expect(parentsOf(workflow, 'B', 'ai_memory')).toEqual(['M'])
    expect(edgesOutOf(workflow, 'A').map(({ output }) => output)).toEqual([0, 1, 0])
    expect(edgesInto(workflow, 'B').map(({ kind }) => kind)).toEqual(['main', 'main', 'ai_memory'])
    expect(edgesInto(workflow, 'nobody')).toEqual([])
  })

  it('lead on to everything that can be reached, and back to ancestors by the nearest output', () => {
    expect([...reachableFrom(workflow, ['A'])]).toEqual(['A', 'C', 'B', 'D'])
    expect([...ancestorsOf(workflow, 'D').values()]).toEqual([
      { node: 'B', output: 0, distance: 1 },
      { node: 'A', output: 1, distance: 2 },
    ])
  })
})

it('tells sub-nodes from the flow, through sub-nodes of sub-nodes', () => {
  const workflow = draw('T > Agent', 'Embed ai_embedding> Store', 'Store ai_tool> Agent', 'Store ai_tool> Other')
  expect(['T', 'Agent', 'Embed', 'Store'].map((id) => isSubNode(workflow, id))).toEqual([false, false, true, true])
  expect(subNodesOf(workflow, 'Agent')).toEqual(['Store', 'Embed'])
  expect(rootsOf(workflow, 'Embed')).toEqual(['Agent', 'Other'])
  expect(entriesOf(workflow).map(({ id }) => id)).toEqual(['T', 'Other'])
  expect(triggersOf(workflow, ({ id }) => id === 'T').map(({ id }) => id)).toEqual(['T'])
})

describe('loops', () => {
  it('have a head where the flow enters, a body, and edges that return', () => {
    const workflow = draw('T > Loop', 'Loop.1 > Work', 'Work > Wait', 'Wait > Loop', 'Loop > Done')
    expect(loopsOf(workflow)).toMatchObject([
      { head: 'Loop', body: ['Work', 'Wait'], returns: [{ source: 'Wait', target: 'Loop' }] },
    ])
  })

  it('lie inside each other', () => {
    const workflow = draw('T > Outer', 'Outer.1 > Inner', 'Inner.1 > Work', 'Work > Inner', 'Inner > Outer')
    expect(loopsOf(workflow)).toMatchObject([
      { head: 'Outer', body: ['Inner', 'Work'] },
      { head: 'Inner', body: ['Work'], inside: 0 },
    ])
  })

  it('may be a node that leads to itself, and are not branches that meet again', () => {
    expect(loopsOf(draw('A > A'))).toMatchObject([{ head: 'A', body: [] }])
    expect(loopsOf(draw('A > B', 'A > C', 'B > D', 'C > D'))).toEqual([])
  })

  it('are found in a chain longer than a call stack', () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `N${at} > N${at + 1}`)
    expect(loopsOf(draw(...lines, 'N20000 > N1'))).toMatchObject([{ head: 'N1', returns: [{ source: 'N20000' }] }])
  })
})

describe('layers', () => {
  it('put a node after all that leads to it, and count a loop once', () => {
    const workflow = draw('T > Loop', 'Loop.1 > Work', 'Work > Loop', 'Loop > Done', 'T > Done', 'M ai_tool> Work')
    expect(layersOf(workflow)).toEqual([['T'], ['Loop'], ['Work', 'Done']])
  })

  it('hold every node of the flow, whatever the tangle', () => {
    const ids = Array.from({ length: 12 }, (_, at) => `N${at}`)
    const tangle = draw(...ids.flatMap((a) => ids.map((b) => `${a} > ${b}`)))
    expect(layersOf(tangle).flat().toSorted()).toEqual(ids.toSorted())
  })

  it('answer for 10,000 nodes while nobody waits', () => {
    const workflow = draw(
      ...Array.from({ length: 9_999 }, (_, at) => `N${at} > N${at + 1}`),
      ...Array.from({ length: 900 }, (_, at) => `N${at * 10 + 9} > N${at * 10}`),
    )
    const started = performance.now()
    expect(layersOf(workflow).length).toBe(10_000)
    expect(loopsOf(workflow).length).toBe(900)
    for (const id of workflow.nodes.keys()) edgesOutOf(workflow, id)
    expect(performance.now() - started).toBeLessThan(15_000)
  })
})
