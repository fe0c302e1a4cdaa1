import type { JsonObject, Tables } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { removeDuplicates } from './removeDuplicates.node.ts'

const people = [
  { name: 'Ada', city: { id: 1, at: 'x' } },
  { name: 'Bob', city: { id: 2, at: 'x' } },
  { name: 'Ada', city: { at: 'x', id: 1 } },
  { name: 'Ada', city: { id: 3, at: 'x' } },
]

async function distinct(parameters: JsonObject, items: readonly JsonObject[] = people, version = 2) {
  return (await runNode(removeDuplicates, { items, parameters, version })).json
}

describe('within the input', () => {
  test('keeps the first of items that are equal, whatever the order of their fields', async () => {
    expect(await distinct({})).toEqual([people[0], people[1], people[3]])
  })

  test('compares some fields, also inside others', async () => {
    expect(await distinct({ compare: 'selectedFields', fieldsToCompare: 'name' })).toEqual([people[0], people[1]])
    expect(await distinct({ compare: 'selectedFields', fieldsToCompare: 'name, city.at' })).toHaveLength(2)
  })

  test('compares all fields but some', async () => {
    expect(await distinct({ compare: 'allFieldsExcept', fieldsToExclude: 'city.id' })).toEqual([people[0], people[1]])
  })

  test('can keep only what was compared, linked by its own place', async () => {
    const { json, outputs } = await runNode(removeDuplicates, {
      items: people,
      parameters: { compare: 'selectedFields', fieldsToCompare: 'city.id', options: { removeOtherFields: true } },
    })
    expect(json).toEqual([{ city: { id: 1 } }, { city: { id: 2 } }, { city: { id: 3 } }])
    expect(outputs[0]?.map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }])
  })

  test('refuses fields that are missing or not of one type', async () => {
    const byA = { compare: 'selectedFields', fieldsToCompare: 'a' }
    await expect(distinct(byA, [{ a: 1 }, {}])).rejects.toThrow('The field "a" is missing in some items.')
    await expect(distinct(byA, [{ a: 1 }, { a: '1' }])).rejects.toThrow(
      'is a number in one item and a string in another',
    )
    expect(await distinct(byA, [{ a: 1 }, { a: null }, { a: null }])).toEqual([{ a: 1 }, { a: null }])
  })

  test('in version 1 null is a type of its own, and the whole node fails', async () => {
    const run = distinct({ compare: 'selectedFields', fieldsToCompare: 'a' }, [{ a: 1 }, { a: null }], 1)
    await expect(run).rejects.toMatchObject({ details: { reach: 'node' } })
  })
})

describe('across executions', () => {
  /** Runs of one node, one after the other, over the same memory. */
  function executions() {
    const sets = new Map<string, Set<string>>()
    const numbers = new Map<string, number>()
    const tables: Tables = {
      addNew: async (name, values) => {
        const known = sets.get(name) ?? new Set()
        sets.set(name, known)
        return values.map((value) => !known.has(value) && known.add(value) !== undefined)
      },
      raise: async (name, value) => {
        const before = numbers.get(name)
        numbers.set(name, Math.max(value, before ?? value))
        return before
      },
      clear: async (name) => {
        sets.delete(name)
        numbers.delete(name)
      },
    }
    return async (values: readonly (string | number)[], parameters: (value: string | number) => JsonObject) => {
      const { outputs } = await runNode(removeDuplicates, {
        items: values.map((value) => ({ value })),
        parameters: (item) => ({
          operation: 'removeItemsSeenInPreviousExecutions',
          ...parameters(Number(item.json['value']) || String(item.json['value'])),
        }),
        context: { tables },
      })
      return outputs.map((output) => output?.map((item) => item.json['value']))
    }
  }

  test('keeps values that are new, and shows the others apart', async () => {
    const run = executions()
    const byValue = (value: string | number) => ({ dedupeValue: value })
    expect(await run(['a', 'b'], byValue)).toEqual([['a', 'b'], []])
    expect(await run(['b', 'c', 'a'], byValue)).toEqual([['c'], ['b', 'a']])
  })

  test('keeps numbers above the highest so far', async () => {
    const run = executions()
    const byNumber = (value: string | number) => ({
      logic: 'removeItemsUpToStoredIncrementalKey',
      incrementalDedupeValue: value,
    })
    expect(await run([3, 5, 4], byNumber)).toEqual([[3, 5, 4], []])
    expect(await run([5, 6, 2], byNumber)).toEqual([[6], [5, 2]])
    await expect(run(['many'], byNumber)).rejects.toThrow('"many" is no number')
  })

  test('keeps dates after the latest so far', async () => {
    const run = executions()
    const byDate = (value: string | number) => ({ logic: 'removeItemsUpToStoredDate', dateDedupeValue: value })
    expect(await run(['2024-01-02', '2024-01-01'], byDate)).toEqual([['2024-01-02', '2024-01-01'], []])
    expect(await run(['2024-01-02', '2024-02-01T00:00:00Z'], byDate)).toEqual([
      ['2024-02-01T00:00:00Z'],
      ['2024-01-02'],
    ])
  })

  test('forgets when told to, for the node or the workflow', async () => {
    const run = executions()
    const forWorkflow = (value: string | number) => ({ dedupeValue: value, options: { scope: 'workflow' } })
    const forget = (scope: string) => () => ({ operation: 'clearDeduplicationHistory', options: { scope } })
    await run(['a'], forWorkflow)
    await run(['x'], forget('node'))
    expect(await run(['a'], forWorkflow)).toEqual([[], ['a']])
    expect(await run(['x'], forget('workflow'))).toEqual([['x']])
    expect(await run(['a'], forWorkflow)).toEqual([['a'], []])
  })
})
