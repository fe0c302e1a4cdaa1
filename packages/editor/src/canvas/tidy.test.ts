import { type Workflow, apply, newWorkflow } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { catalogOf } from '../catalog/catalog.ts'
import { edgeBetween } from '../document/drawing.ts'
import { toCanvas } from './scale.ts'
import { tidied } from './tidy.ts'

const none = catalogOf([])

function drawn(nodes: readonly string[], joins: readonly (readonly [string, number, string])[]): Workflow {
  let workflow = newWorkflow('Drawn')
  for (const id of nodes) {
    workflow = apply(workflow, {
      do: 'addNode',
      node: { id, name: id, type: 'set', typeVersion: 3.4, position: [7, 7], parameters: {} },
    })
  }
  for (const [source, index, target] of joins) {
    const edge = edgeBetween({ node: source, kind: 'main', index }, { node: target, kind: 'main', index: 0 })
    workflow = apply(workflow, { do: 'connect', edge })
  }
  return workflow
}

function places(workflow: Workflow) {
  const after = apply(workflow, { do: 'composite', operations: tidied(workflow, none) })
  return new Map([...after.nodes.values()].map(({ id, position }) => [id, toCanvas(position)]))
}

test('what follows one another stands on one line, a column apart', () => {
  const at = places(
    drawn(
      ['c', 'b', 'a'],
      [
        ['a', 0, 'b'],
        ['b', 0, 'c'],
      ],
    ),
  )
  const [a, b, c] = ['a', 'b', 'c'].map((id) => at.get(id))
  expect([b?.y, c?.y]).toEqual([a?.y, a?.y])
  expect((b?.x ?? 0) - (a?.x ?? 0)).toBeGreaterThanOrEqual(264)
})

test('branches stand in the order of their outputs, whatever the order of the document', () => {
  const joins = [
    ['if', 1, 'no'],
    ['if', 0, 'yes'],
    ['yes', 0, 'end'],
    ['no', 0, 'end'],
  ] as const
  const at = places(drawn(['no', 'end', 'yes', 'if'], joins))
  expect(at.get('yes')?.y).toBeLessThan(at.get('no')?.y ?? 0)
})

test('what comes first stays where it is', () => {
  const workflow = drawn(['a', 'b'], [['a', 0, 'b']])
  const far = apply(workflow, { do: 'moveNode', node: 'a', position: [-1600, 800] })
  expect(places(far).get('a')).toEqual(toCanvas([-1600, 800]))
})
