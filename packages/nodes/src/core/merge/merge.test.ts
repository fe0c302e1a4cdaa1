import type { Item, Json, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { clashChoices, inputChoices } from './lookups.ts'
import { merge } from './merge.node.ts'

const items = (...list: readonly JsonObject[]): readonly Item[] => list.map((json) => ({ json }))

const people = items({ id: 1, name: 'Ada', at: { city: 'London' } }, { id: 2, name: 'Alan' }, { name: 'nobody' })
const orders = items({ id: 2, item: 'tea' }, { id: 2, item: 'cake' }, { id: '1', item: 'ink', at: { street: 'A' } })

async function run(
  parameters: JsonObject,
  version = 3.2,
  inputs: readonly (readonly Item[])[] = [people, orders],
): Promise<readonly Item[]> {
  const { outputs } = await runNode(merge, { version, inputs, parameters })
  return outputs[0] ?? []
}

const json = (found: readonly Item[]) => found.map((item) => item.json)
const links = (found: readonly Item[]) => found.map((item) => item.pairedItem)
const byId = (joinMode: string, options: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  mode: 'combine',
  combineBy: 'combineByFields',
  fieldsToMatchString: 'id',
  joinMode,
  options,
  ...more,
})

test('appends the very items of all inputs', async () => {
  const found = await run({ mode: 'append', numberInputs: 3 }, 3.2, [people, [], orders])
  expect(found).toEqual([...people, ...orders])
  expect(found[0]).toBe(people[0])
})

describe('by matching fields', () => {
  test('an item is merged with each that matches, and linked to both', async () => {
    const found = await run(byId('keepMatches'))
    expect(json(found)).toEqual([
      { id: 2, name: 'Alan', item: 'tea' },
      { id: 2, name: 'Alan', item: 'cake' },
    ])
    expect(links(found)[1]).toEqual([
      { item: 1, input: 0 },
      { item: 1, input: 1 },
    ])
  })

  test('or with the first only', async () => {
    expect(json(await run(byId('keepMatches', { multipleMatches: 'first' })))).toHaveLength(1)
  })

  test('whatever the type, if wanted; nested fields are merged too', async () => {
    const [first] = json(await run(byId('keepMatches', { fuzzyCompare: true })))
    expect(first).toEqual({ id: '1', name: 'Ada', at: { city: 'London', street: 'A' }, item: 'ink' })
  })

  test('keeps the items of one input as they came', async () => {
    expect(await run(byId('keepMatches', {}, { outputDataFrom: 'input1' }))).toEqual([people[1]])
    expect(await run(byId('keepMatches', {}, { outputDataFrom: 'input2' }))).toEqual(orders.slice(0, 2))
  })

  test('says where what does not match comes from, when both sides have items', async () => {
    const both = byId('keepNonMatches', {}, { outputDataFrom: 'both' })
    expect(json(await run(both)).map((one) => one['_source'])).toEqual(['input1', 'input1', 'input2'])
    expect(await run(both, 3.2, [people, []])).toEqual(people)
  })

  test('enriches one input with the other, whose fields win', async () => {
    const enriched = json(await run(byId('enrichInput1', { multipleMatches: 'first' })))
    expect(enriched.map((one) => [one['name'], one['item']])).toEqual([
      ['Alan', 'tea'],
      ['Ada', undefined],
      ['nobody', undefined],
    ])
    const second = await run(byId('enrichInput2'))
    expect(json(second).map((one) => [one['item'], one['name']])).toEqual([
      ['tea', 'Alan'],
      ['cake', 'Alan'],
      ['ink', undefined],
    ])
    expect(links(second)[0]).toEqual([
      { item: 0, input: 1 },
      { item: 1, input: 0 },
    ])
  })

  test('keeps everything: matches first, then what is left of each', async () => {
    expect(json(await run(byId('keepEverything'))).map((one) => one['item'] ?? one['name'])).toEqual([
      'tea',
      'cake',
      'Ada',
      'nobody',
      'ink',
    ])
  })

  test('fields may have names of their own, and dots in them', async () => {
    const values = [{ field1: 'at.city', field2: 'city' }]
    const parameters = byId('keepMatches', {}, { advanced: true, mergeByFields: { values } })
    expect(json(await run(parameters, 3.2, [people, items({ city: 'London' })]))).toHaveLength(1)
    const literal = byId('keepMatches', { disableDotNotation: true }, { advanced: true, mergeByFields: { values } })
    expect(await run(literal, 3.2, [people, items({ city: 'London' })])).toEqual([])
  })

  test('wants at least one field, and both of a pair', async () => {
    await expect(run(byId('keepMatches', {}, { fieldsToMatchString: ' ' }))).rejects.toThrow('no field to match by')
    const half = byId('keepMatches', {}, { advanced: true, mergeByFields: { values: [{ field1: 'id' }] } })
    await expect(run(half)).rejects.toThrow('Pair 1 of the fields to match lacks a field.')
  })
})

describe('when fields clash', () => {
  const left = items({ id: 1, o: { p: 1, q: 2 }, list: [1, 2], e: 'full' })
  const right = items({ id: 1, o: { p: 9 }, list: [3], e: '', n: null })
  const clash = async (values: JsonObject): Promise<JsonObject | undefined> =>
    json(await run(byId('keepMatches', { clashHandling: { values } }), 3.2, [left, right]))[0]

  test('the last input wins, nested fields and lists by place included', async () => {
    expect(await clash({ resolveClash: 'preferLast' })).toEqual({
      id: 1,
      o: { p: 9, q: 2 },
      list: [3, 2],
      e: '',
      n: null,
    })
  })

  test('whole fields and filled ones, if wanted', async () => {
    const values = { resolveClash: 'preferLast', mergeMode: 'shallowMerge', overrideEmpty: true }
    expect(await clash(values)).toEqual({ id: 1, o: { p: 9 }, list: [3], e: 'full', n: null })
  })

  test('the first input wins', async () => {
    expect(await clash({ resolveClash: 'preferInput1' })).toEqual({ ...left[0]?.json, n: null })
  })

  test('both stay under names of their own', async () => {
    expect(await clash({ resolveClash: 'addSuffix' })).toMatchObject({ id_1: 1, id_2: 1, e_1: 'full', e_2: '' })
  })

  test('a choice that the node does not know leaves nothing', async () => {
    expect(await clash({ resolveClash: 'preferInput2' })).toEqual({})
    expect(await clash({ resolveClash: '__proto__' })).toEqual({})
  })

  test('files are merged by name', async () => {
    const file = (data: string) => ({ data, mimeType: 'text/plain' })
    const inputs = [
      [{ json: { id: 1 }, binary: { a: file('bA=='), b: file('Yg==') } }],
      [{ json: { id: 1 }, binary: { a: file('cg==') } }],
    ]
    const [found] = await run(byId('keepMatches'), 3.2, inputs)
    expect(found?.binary).toEqual({ a: file('cg=='), b: file('Yg==') })
  })
})

describe('by position', () => {
  const [one, two]: readonly (readonly Item[])[] = [items({ a: 1 }, { a: 2 }), items({ b: 1 })]
  const inputs = [one ?? [], two ?? []]
  const byPosition = (options: JsonObject): JsonObject => ({ mode: 'combine', combineBy: 'combineByPosition', options })

  test('stops at the shortest input, or goes on to the end of the longest', async () => {
    expect(json(await run(byPosition({}), 3.2, inputs))).toEqual([{ a: 1, b: 1 }])
    expect(json(await run(byPosition({ includeUnpaired: true }), 3.2, inputs))).toEqual([{ a: 1, b: 1 }, { a: 2 }])
    expect(await run(byPosition({}), 3.2, [one ?? [], []])).toEqual([])
  })

  test('lets any input win', async () => {
    const three = [items({ v: 1 }), items({ v: 2 }), items({ v: 3 })]
    const values = { resolveClash: 'preferInput2' }
    const parameters = { ...byPosition({ clashHandling: { values } }), numberInputs: 3 }
    const found = await run(parameters, 3.2, three)
    expect(json(found)).toEqual([{ v: 2 }])
    expect(links(found)[0]).toEqual([0, 1, 2, 1].map((input) => ({ item: 0, input })))
  })

  test('before version 3 one side alone goes on, and what is left goes on as it is', async () => {
    const old = { mode: 'combine', combinationMode: 'mergeByPosition', options: { includeUnpaired: true } }
    expect(await run(old, 2.1, [one ?? [], []])).toEqual(one)
    expect(json(await run(old, 2.1, inputs))).toEqual([{ a: 1, b: 1 }, { a: 2 }])
  })
})

test('combines each with each, the input that wins inside', async () => {
  const inputs = [items({ a: 1 }, { a: 2 }), items({ a: 8 }, { a: 9 })]
  const all = (values: JsonObject) =>
    run({ mode: 'combine', combineBy: 'combineAll', options: { clashHandling: { values } } }, 3.2, inputs)
  expect(json(await all({})).map((one) => one['a'])).toEqual([8, 9, 8, 9])
  expect(json(await all({ resolveClash: 'preferInput1' })).map((one) => one['a'])).toEqual([1, 2, 1, 2])
  expect(json(await all({ resolveClash: 'addSuffix' }))[1]).toEqual({ a_1: 1, a_2: 9 })
})

describe('choosing an input', () => {
  const choose = (more: JsonObject) => run({ mode: 'chooseBranch', ...more })

  test('hands on its very items, or one that comes from all', async () => {
    expect(await choose({ useDataOfInput: 2 })).toEqual(orders)
    expect(await choose({ useDataOfInput: '1' })).toEqual(people)
    const [empty] = await choose({ output: 'empty' })
    expect([empty?.json, empty?.pairedItem]).toMatchObject([{}, { length: 6 }])
  })

  test('says which inputs there are', async () => {
    await expect(choose({ useDataOfInput: 3 })).rejects.toThrow('There is no input 3. Choose one of 1 to 2.')
  })

  test('needs all of them, which no other mode does', () => {
    expect(merge.description.needs).toMatchObject([{ inputs: 'all', when: { show: { mode: ['chooseBranch'] } } }])
  })
})

describe('version 1', () => {
  const keyed = (mode: string, more: JsonObject = {}): JsonObject => ({
    mode,
    propertyName1: 'id',
    propertyName2: 'id',
    ...more,
  })

  test('compares keys as text', async () => {
    expect(await run(keyed('keepKeyMatches'), 1)).toEqual(people.slice(0, 2))
    expect(await run(keyed('removeKeyMatches'), 1)).toEqual([people[2]])
  })

  test.each<[string, Json]>([
    ['always', ''],
    ['blank', 'Alan'],
    ['undefined', 'Alan'],
  ])('merges by key and overwrites %s', async (overwrite, name) => {
    const found = await run(keyed('mergeByKey', { overwrite }), 1, [people, items({ id: '2', name: '', extra: 1 })])
    expect(json(found)).toEqual([people[0]?.json, { id: 2, name, extra: 1 }])
  })

  test.each([
    ['inner', 1],
    ['left', 2],
    ['outer', 2],
  ])('joins by position: %s', async (join, count) => {
    const inputs = [items({ a: 1 }, { a: 2 }), items({ b: 1 })]
    expect(json(await run({ mode: 'mergeByIndex', join }, 1, inputs))).toHaveLength(count)
  })

  test('waits, passes an input through, and multiplies', async () => {
    expect(json(await run({ mode: 'wait' }, 1))).toEqual([{}])
    expect(await run({ mode: 'passThrough', output: 'input2' }, 1)).toEqual(orders)
    expect(await run({ mode: 'multiplex' }, 1)).toHaveLength(9)
  })
})

test('offers its inputs', () => {
  expect(inputChoices({ numberInputs: 3 }).map((one) => one.value)).toEqual(['1', '2', '3'])
  expect(clashChoices({}).map((one) => one.value)).toEqual(['addSuffix', 'preferInput1', 'preferLast'])
})
