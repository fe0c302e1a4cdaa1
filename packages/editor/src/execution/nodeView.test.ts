import { type ExecutionEvent, type Progress, evolve, noProgress } from '@millrace/workflow'
import { describe, expect, test } from 'vitest'
import { nodeView } from './nodeView.ts'

const nobody = new Map()

function after(...events: readonly ExecutionEvent[]) {
  return events.reduce<Progress>((progress, event, seq) => evolve(progress, event, seq), noProgress())
}

const started: ExecutionEvent = {
  type: 'executionStarted',
  at: 1,
  format: 1,
  behaviour: 1,
  version: 'v',
  rootId: 'e',
  mode: 'manual',
  trigger: 'a',
  outputs: [{ count: 1, items: 'stored' }],
}

describe('how a node looks', () => {
  test('is idle until the run is over, then what was not reached is', () => {
    expect(nodeView(after(started), nobody, 'b').state).toBe('idle')
    const over = after(started, { type: 'executionEnded', at: 2, status: 'success', lastNode: 'a' })
    expect(nodeView(over, nobody, 'b').state).toBe('unreached')
    expect(nodeView(over, nobody, 'a')).toMatchObject({ state: 'ok', counts: [1] })
  })

  test('shows a refusal at the node it names, though it never ran', () => {
    const error = { code: 'workflow_refused', name: 'WorkflowRefused', message: 'Choose a credential.', node: 'Ask' }
    const refused = after(started, { type: 'executionEnded', at: 2, status: 'error', lastNode: 'a', error })
    expect(nodeView(refused, nobody, 'b', 'Ask')).toMatchObject({ state: 'bad', error, runs: 0 })
    expect(nodeView(refused, nobody, 'b', 'Ask')).toBe(nodeView(refused, nobody, 'b', 'Ask'))
    expect(nodeView(refused, nobody, 'c', 'Keep').state).toBe('unreached')
  })
})
