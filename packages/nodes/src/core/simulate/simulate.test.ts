import { placed, runNode } from '@millrace/sdk/testing'
import type { JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { simulateTrigger } from '../simulateTrigger/simulateTrigger.node.ts'
import { simulate } from './simulate.node.ts'

const run = (parameters: JsonObject) =>
  runNode(simulate, { items: [{ a: 1 }, { a: 2 }], parameters: { executionDuration: 0, ...parameters } })

describe('gives', () => {
  test('what it gets, or the first of it', async () => {
    expect((await run({})).json).toEqual([{ a: 1 }, { a: 2 }])
    expect((await run({ output: 'specify' })).json).toEqual([{ a: 1 }])
  })

  test('other items', async () => {
    expect((await run({ output: 'custom', jsonOutput: '[{"b":1},{"b":2},{"b":3}]' })).json).toEqual([
      { b: 1 },
      { b: 2 },
      { b: 3 },
    ])
    await expect(run({ output: 'custom', jsonOutput: '{"b":1}' })).rejects.toThrow('must be a list in JSON')
    await expect(run({ output: 'custom', jsonOutput: '[' })).rejects.toThrow('is no JSON')
  })
})

test('takes a while', async () => {
  const parameters = { executionDuration: 200, output: 'specify' }
  const { outcome } = await run(parameters)
  expect(outcome).toEqual({ kind: 'wait', for: { by: 'time', until: Date.parse('2024-01-01T00:00:00.200Z') } })
  const { json } = await runNode(simulate, { items: [{ a: 1 }, { a: 2 }], parameters, entry: { by: 'time' } })
  expect(json).toEqual([{ a: 1 }])
})

test('a trigger gives its items, or those it was given', () => {
  const { trigger } = simulateTrigger
  if (trigger?.by !== 'manual') throw new TypeError('It is no trigger by hand.')
  const context = placed(simulateTrigger, { jsonOutput: '[{"a":1}]' })
  expect(trigger.start(context, undefined)).toEqual([{ json: { a: 1 } }])
  expect(trigger.start(context, [{ json: { b: 2 } }])).toEqual([{ json: { b: 2 } }])
})
