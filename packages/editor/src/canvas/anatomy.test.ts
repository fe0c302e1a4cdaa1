import type { NodeDescription } from '@millrace/sdk'
import { type WorkflowNode, apply, newWorkflow } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { anatomyOf, portTop, readHandleId } from './anatomy.ts'
import { channelRoute } from './channel-path.ts'
import { toCanvas, toDocument } from './scale.ts'

const branch: NodeDescription = {
  type: 'if',
  name: 'If',
  defaultName: 'If',
  about: '',
  icon: 'lucide:split',
  category: 'flow',
  versions: [2],
  defaultVersion: 2,
  properties: [],
  inputs: [{ kind: 'main' }],
  outputs: [
    { kind: 'main', label: 'true' },
    { kind: 'main', label: 'false' },
  ],
  credentials: [],
}
const node = (more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'n',
  name: 'N',
  type: 'if',
  typeVersion: 2,
  position: [0, 0],
  parameters: {},
  ...more,
})

test('a card has a row per branch, and the port sits on it', () => {
  const anatomy = anatomyOf(newWorkflow('W'), node(), branch)
  expect([anatomy.shape, anatomy.rows, anatomy.height]).toEqual(['card', 2, 104])
  expect(anatomy.outputs.map(({ label }, index) => [label, portTop(index, 2)])).toEqual([
    ['true', 68],
    ['false', 92],
  ])
})

test('an error output is one more row, and the only other one is called success', () => {
  const single = { ...branch, outputs: [{ kind: 'main' as const }] }
  const { outputs } = anatomyOf(newWorkflow('W'), node({ onError: 'continueErrorOutput' }), single)
  expect(outputs.map(({ label, error }) => [label, error ?? false])).toEqual([
    ['success', false],
    ['error', true],
  ])
})

test('a placeholder has the ports its document uses', () => {
  const unknown = node({ id: 'u', name: 'U', type: 'acme.crm' })
  const workflow = [unknown, node()].reduce(
    (document, one) => apply(document, { do: 'addNode', node: one }),
    newWorkflow('W'),
  )
  const edge = { source: 'u', kind: 'main', output: 2, target: 'n', targetKind: 'main', input: 0 }
  const connected = apply(workflow, { do: 'connect', edge })
  expect(anatomyOf(connected, unknown, undefined).outputs).toHaveLength(3)
})

test('handles say kind and index', () => {
  expect(readHandleId('ai_tool:3')).toEqual({ kind: 'ai_tool', index: 3 })
})

test('what is drawn stretched is saved as it was', () => {
  expect(toCanvas([220, 100])).toEqual({ x: 330, y: 125 })
  expect(toDocument(toCanvas([221, -37]))).toEqual([221, -37])
})

test('a channel that leads back runs above the cards', () => {
  const back = channelRoute({ x: 500, y: 100 }, { x: 100, y: 100 }, 20)
  expect([back.back, back.middle.y]).toEqual([true, 20])
  expect(channelRoute({ x: 0, y: 0 }, { x: 100, y: 50 }).back).toBe(false)
})
