import { type Workflow, apply, newWorkflow } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { edgeBetween } from './drawing.ts'
import { neighbourOf } from './neighbour.ts'

/** start → branch → (high, low) */
function forked(): Workflow {
  let workflow = newWorkflow('Forked')
  const places = { start: [0, 0], branch: [180, 0], high: [360, -80], low: [360, 80] } as const
  for (const [id, position] of Object.entries(places)) {
    workflow = apply(workflow, {
      do: 'addNode',
      node: { id, name: id, type: 'set', typeVersion: 3.4, position, parameters: {} },
    })
  }
  for (const [source, target, index] of [
    ['start', 'branch', 0],
    ['branch', 'high', 0],
    ['branch', 'low', 1],
  ] as const) {
    workflow = apply(workflow, {
      do: 'connect',
      edge: edgeBetween({ node: source, kind: 'main', index }, { node: target, kind: 'main', index: 0 }),
    })
  }
  return workflow
}

test('left and right follow the channels, up and down go to what is near', () => {
  const workflow = forked()
  expect(neighbourOf(workflow, 'start', 'ArrowRight')).toBe('branch')
  expect(neighbourOf(workflow, 'branch', 'ArrowRight')).toBe('high')
  expect(neighbourOf(workflow, 'high', 'ArrowDown')).toBe('low')
  expect(neighbourOf(workflow, 'low', 'ArrowUp')).toBe('high')
  expect(neighbourOf(workflow, 'low', 'ArrowLeft')).toBe('branch')
  expect(neighbourOf(workflow, 'high', 'ArrowRight')).toBeUndefined()
})

test('with nothing chosen they begin where the workflow does', () => {
  expect(neighbourOf(forked(), undefined, 'ArrowDown')).toBe('start')
})
