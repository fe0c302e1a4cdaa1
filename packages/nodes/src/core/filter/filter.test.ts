import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { filter } from './filter.node.ts'

const items = [{ n: 1 }, { n: 5 }, { n: 9 }]

/** One condition on an item's `n`, as a document stores it. */
function where(left: number | string, operation: string, right: number, combinator = 'and') {
  const conditions = [{ leftValue: left, rightValue: right, operator: { type: 'number', operation } }]
  return { conditions: { combinator, conditions, options: { caseSensitive: true, typeValidation: 'strict' } } }
}

describe('Filter', () => {
  test('keeps what matches and hands out the rest beside it', async () => {
    const { outputs } = await runNode(filter, { items, parameters: (item) => where(Number(item.json['n']), 'gt', 4) })
    expect(outputs.map((some) => some?.map((item) => item.json['n']))).toEqual([[5, 9], [1]])
  })

  test('keeps everything without conditions, and nothing where any of none should hold', async () => {
    const all = await runNode(filter, { items, parameters: { conditions: { combinator: 'and' } } })
    const none = await runNode(filter, { items, parameters: { conditions: { combinator: 'or' } } })
    expect(all.outputs[0]).toHaveLength(3)
    expect(none.outputs[0]).toHaveLength(0)
  })

  test('refuses a value of another type', async () => {
    const run = runNode(filter, { parameters: where('5', 'gt', 4) })
    await expect(run).rejects.toThrow('The first value of condition 1 is "5", but the condition compares numbers.')
  })
})

test.each(['__proto__', 'constructor', 'bigger'])('says that it knows no operation %s', async (operation) => {
  const run = runNode(filter, { parameters: where(5, operation, 4) })
  await expect(run).rejects.toThrow(`Condition 1 uses an unknown operator (number, ${operation}).`)
})

describe('Filter, version 1', () => {
  const conditions = {
    number: [{ value1: 1, operation: 'equal', value2: 1 }],
    string: [{ value1: 'x', operation: 'equal', value2: 'y' }],
  }

  test('wants all conditions, or any of them', async () => {
    const all = await runNode(filter, { version: 1, parameters: { conditions } })
    const any = await runNode(filter, { version: 1, parameters: { conditions, combineConditions: 'OR' } })
    expect(all.outputs.map((some) => some?.length)).toEqual([0, 1])
    expect(any.outputs.map((some) => some?.length)).toEqual([1, 0])
  })

  test('hands on the very items it got', async () => {
    const inputs = [[{ json: { a: 1 } }]]
    const { outputs } = await runNode(filter, { version: 1, inputs, parameters: { conditions } })
    expect(outputs[1]?.[0]).toBe(inputs[0]?.[0])
  })

  test('fails as a whole at a pattern that is none', async () => {
    const string = [{ value1: 'x', operation: 'regex', value2: '(' }]
    const run = runNode(filter, { version: 1, parameters: { conditions: { string } } })
    await expect(run).rejects.toMatchObject({ code: 'pattern_invalid', details: { reach: 'node' } })
  })
})
