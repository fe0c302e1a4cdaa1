import { type JsonObject, type TriggerContext, withDefaults } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { executeWorkflowTrigger } from './executeWorkflowTrigger.node.ts'

const { trigger, description } = executeWorkflowTrigger
if (trigger?.by !== 'workflow') throw new Error('It starts executions that workflows call.')

function placed(stored: JsonObject, version: number): TriggerContext {
  const parameters = withDefaults(description, stored, version)
  return {
    node: { id: 'a', name: 'Called', type: 'executeWorkflowTrigger', version },
    workflow: { id: 'w', name: 'W', active: true },
    parameters,
    rawParameters: parameters,
    parameter: () => undefined,
    zone: 'UTC',
    manual: false,
    now: () => new Date(0),
  }
}

const given = [{ json: { a: 1, t: 'x' }, binary: { file: { mimeType: 'text/plain', data: 'Ymlu' } } }]

describe('what comes in', () => {
  test('is everything, in version 1 and where it says so', () => {
    expect(trigger.start(placed({}, 1), given)).toBe(given)
    expect(trigger.start(placed({ inputSource: 'passthrough' }, 1.2), given)).toBe(given)
  })

  test('is exactly the declared fields, missing ones null, and the files', () => {
    const workflowInputs = { values: [{ name: 'a', type: 'number' }, { name: 'zz' }] }
    expect(trigger.start(placed({ workflowInputs }, 1.1), given)).toEqual([
      { json: { a: 1, zz: null }, binary: given[0]?.binary },
    ])
  })

  test('is the fields of an example', () => {
    const example = (jsonExample: string) => placed({ inputSource: 'jsonExample', jsonExample }, 1.1)
    expect(trigger.start(example('{"t":"", "nope":null}'), given)[0]?.json).toEqual({ t: 'x', nope: null })
    expect(() => trigger.start(example('{'), given)).toThrow('no valid JSON')
    expect(() => trigger.start(example('[1]'), given)).toThrow('must be a JSON object')
  })

  test('run by hand, is one item without values', () => {
    const workflowInputs = { values: [{ name: 'a' }] }
    expect(trigger.start(placed({ workflowInputs }, 1.2), undefined)).toEqual([{ json: { a: null } }])
  })
})

test('what goes back is the last run up to version 1.1 if not said otherwise, and all runs since', () => {
  expect(trigger.returns?.(placed({}, 1))).toBe('lastRun')
  expect(trigger.returns?.(placed({ returnOutput: 'allRuns' }, 1.1))).toBe('allRuns')
  expect(trigger.returns?.(placed({ returnOutput: 'lastRunOnly' }, 1.2))).toBe('allRuns')
})
