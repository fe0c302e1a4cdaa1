import type { NodeDescription } from '@millrace/sdk'
import { type Workflow, apply, newWorkflow } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { catalogOf } from '../catalog/catalog.ts'
import { boxOf } from './flow.ts'
import type { Rectangle } from './rectangle.ts'
import { toCanvas } from './scale.ts'
import { notesAlong } from './tidy-notes.ts'

const note: NodeDescription = {
  type: 'stickyNote',
  name: 'Note',
  defaultName: 'Note',
  about: '',
  icon: 'lucide:sticky-note',
  category: 'note',
  versions: [1],
  defaultVersion: 1,
  properties: [],
  inputs: [],
  outputs: [],
  credentials: [],
  annotation: true,
}
const catalog = catalogOf([note])

function drawn(at: readonly [number, number], size: readonly [width: number, height: number]): Workflow {
  const common = { typeVersion: 1, parameters: {} }
  const nodes = [
    { ...common, id: 'a', name: 'a', type: 'set', position: [0, 0] as const },
    { ...common, id: 'b', name: 'b', type: 'set', position: [400, 300] as const },
    {
      ...common,
      id: 'n',
      name: 'n',
      type: 'stickyNote',
      position: at,
      parameters: { width: size[0], height: size[1] },
    },
  ]
  return apply(newWorkflow('W'), {
    do: 'composite',
    operations: nodes.map((node) => ({ do: 'addNode' as const, node })),
  })
}

/** Where the note is once `a` and `b` stand elsewhere. */
function noteAfter(workflow: Workflow, a: readonly [number, number], b: readonly [number, number]): Rectangle {
  const places = new Map([
    ['a', toCanvas(a)],
    ['b', toCanvas(b)],
  ])
  const operations = notesAlong(workflow, catalog, places)
  const after = boxOf(apply(workflow, { do: 'composite', operations }), 'n', catalog)
  if (!after) throw new Error('The note is gone.')
  return after
}

test('a note under nodes lies under the same ones after, with the same room around them', () => {
  const workflow = drawn([-40, -80], [640, 520])
  const before = boxOf(workflow, 'n', catalog)
  const moved = noteAfter(workflow, [1000, 0], [1400, 0])
  expect(moved.x - toCanvas([1000, 0]).x).toBe((before?.x ?? 0) - toCanvas([0, 0]).x)
  expect(moved.y).toBe(before?.y)
  expect(Math.abs(moved.width - (before?.width ?? 0))).toBeLessThan(2)
  expect(moved.height).toBeLessThan(before?.height ?? 0)
})

test('a note beside a node stays beside it', () => {
  const workflow = drawn([400, 460], [120, 80])
  const before = boxOf(workflow, 'n', catalog)
  const moved = noteAfter(workflow, [0, 0], [1000, 300])
  expect(moved.x - (before?.x ?? 0)).toBe(toCanvas([600, 0]).x)
  expect(moved.y).toBe(before?.y)
  expect(moved.width).toBe(before?.width)
})

test('a note beside a node covers no other', () => {
  const workflow = drawn([400, 460], [120, 80])
  const moved = noteAfter(workflow, [400, 500], [400, 300])
  expect(moved.y).toBeGreaterThan(toCanvas([0, 500]).y + 56)
})
