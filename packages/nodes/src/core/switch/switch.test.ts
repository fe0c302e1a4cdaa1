import type { Item, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { fallbackChoices } from './fallback-outputs.ts'
import { switchNode } from './switch.node.ts'

const items = [{ k: 'a' }, { k: 'b' }, { k: 'zz' }]

/** The values of `k` on each output. */
async function routes(
  version: number,
  parameters: JsonObject | ((item: Item) => JsonObject),
): Promise<readonly (readonly unknown[])[]> {
  const { outputs } = await runNode(switchNode, { version, items, parameters })
  return outputs.map((some) => (some ?? []).map((item) => item.json['k']))
}

const rule = (left: unknown, right: string) => ({
  conditions: {
    combinator: 'and',
    options: { caseSensitive: true, typeValidation: 'strict', version: 3 },
    conditions: [{ leftValue: String(left), rightValue: right, operator: { type: 'string', operation: 'contains' } }],
  },
})

/** Rules for `a`, `b` and whatever is there. */
const byRules =
  (options: JsonObject, ...wanted: readonly string[]) =>
  (item: Item) => ({
    mode: 'rules',
    rules: { values: wanted.map((one) => rule(item.json['k'], one)) },
    options,
  })

describe('by rules', () => {
  test('the first that holds decides, and what meets none is dropped', async () => {
    expect(await routes(3.4, byRules({}, 'a', 'b', ''))).toEqual([['a'], ['b'], ['zz']])
    expect(await routes(3.4, byRules({}, 'a', 'b'))).toEqual([['a'], ['b']])
  })

  test('all that hold get the item, if wanted', async () => {
    expect(await routes(3.4, byRules({ allMatchingOutputs: true }, 'a', ''))).toEqual([['a'], ['a', 'b', 'zz']])
  })

  test('the others go to an output of their own, or to that of a rule', async () => {
    expect(await routes(3.4, byRules({ fallbackOutput: 'extra' }, 'a'))).toEqual([['a'], ['b', 'zz']])
    expect(await routes(3, byRules({ fallbackOutput: 0 }, 'a', 'b'))).toEqual([['a', 'zz'], ['b']])
    expect(await routes(3, byRules({ fallbackOutput: '1' }, 'a', 'b'))).toEqual([['a'], ['b', 'zz']])
    await expect(routes(3, byRules({ fallbackOutput: 5 }, 'a'))).rejects.toThrow('There is no output 5.')
  })

  test('without any stored rule there is one that everything meets', async () => {
    expect(await routes(3.4, {})).toEqual([['a', 'b', 'zz']])
  })
})

describe('by an expression', () => {
  const to = (output: unknown) => ({ mode: 'expression', numberOutputs: 3, output }) as JsonObject

  test('the value is the output, as a number or as text', async () => {
    expect(await routes(3.4, to(2))).toEqual([[], [], ['a', 'b', 'zz']])
    expect(await routes(3.2, to('1'))).toEqual([[], ['a', 'b', 'zz']])
  })

  test.each([-1, 3, 1.7, true, null, 'x'])('%j is no output', async (output) => {
    await expect(routes(3.4, to(output))).rejects.toMatchObject({ code: 'switch_output_unknown' })
  })

  test('counts the outputs of version 2 by a parameter, and those of version 1 are four', async () => {
    const parameters = { mode: 'expression', output: 3, outputsAmount: 3 }
    await expect(routes(2, parameters)).rejects.toThrow('There is no output 3. Choose one of 0 to 2.')
    expect(await routes(1, parameters)).toEqual([[], [], [], ['a', 'b', 'zz']])
  })
})

describe('before version 3', () => {
  const compare = (item: Item, rules: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
    dataType: 'string',
    value1: item.json['k'] ?? null,
    rules: { rules },
    ...more,
  })

  test('a rule of version 1 names its output', async () => {
    const rules = [
      { value2: 'a', output: 2 },
      { operation: 'startsWith', value2: 'z' },
    ]
    expect(await routes(1, (item) => compare(item, rules, { fallbackOutput: 3 }))).toEqual([['zz'], [], ['a'], ['b']])
    expect(await routes(1, (item) => compare(item, rules))).toEqual([['zz'], [], ['a']])
  })

  test('a rule of version 2 has an output', async () => {
    const rules = [{ value2: 'a' }, { operation: 'regex', value2: '/^B/i' }]
    expect(await routes(2, (item) => compare(item, rules))).toEqual([['a'], ['b']])
    expect(await routes(2, (item) => compare(item, rules, { fallbackOutput: 0 }))).toEqual([['a', 'zz'], ['b']])
    const run = routes(2, (item) => compare(item, rules, { fallbackOutput: 'extra' }))
    await expect(run).rejects.toThrow('There is no output "extra".')
  })

  test('what is no text has no beginning', async () => {
    const rules = [{ operation: 'startsWith', value2: 'a' }]
    const run = runNode(switchNode, { version: 1, items: [{ k: 5 }], parameters: (item) => compare(item, rules) })
    await expect(run).rejects.toMatchObject({
      message: '5 is no text, so it does not start or end with one. (item 0)',
      details: { itemIndex: 'none' },
    })
  })
})

test('offers the outputs of the rules for the others', () => {
  const values = (version: number, rules: JsonObject) => fallbackChoices({ rules }, version).map((one) => one.value)
  expect(values(3.4, { values: [{}, {}] })).toEqual(['none', 'extra', '0', '1'])
  expect(values(2, { rules: [{}] })).toEqual(['-1', '0'])
})
