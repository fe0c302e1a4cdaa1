import { createRequire } from 'node:module'
import type { Item, JsonObject, RunContext } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { answerQuery } from './answer-query.ts'
import { merge } from './merge.node.ts'

const people = [{ id: 1, name: 'Ada' }, { id: 2, name: 'Alan' }, { name: 'nobody' }]
const orders = [
  { id: 2, item: 'tea' },
  { id: '1', item: 'ink' },
]
const asItems = (list: readonly JsonObject[]): readonly Item[] => list.map((json) => ({ json }))

/** Does what the sandbox does with the program of the node, without one: the program says which function it calls. */
const code: RunContext['code'] = {
  run: async ({ code: program, items, scope }) => {
    expect(program).toContain('answerQuery')
    expect([scope.names, scope.callbacks.size]).toEqual(['{}', 0])
    const library: Parameters<typeof answerQuery>[0] = createRequire(import.meta.url)('alasql/dist/alasql.min.js')
    const work = items[0]?.json as unknown as Parameters<typeof answerQuery>[1]
    return { items: JSON.parse(JSON.stringify(answerQuery(library, work))) }
  },
}

async function run(query: string, options: JsonObject = {}, version = 3.2, inputs = [people, orders]) {
  const parameters = { mode: 'combineBySql', query, options }
  const context: Partial<RunContext> = { code, evaluate: (text) => `<${text}>` }
  const { outputs } = await runNode(merge, { version, inputs: inputs.map(asItems), parameters, context })
  return outputs[0] ?? []
}

const json = async (...call: Parameters<typeof run>) => (await run(...call)).map((item) => item.json)

describe('a query', () => {
  test('joins the inputs as tables', async () => {
    const query = 'SELECT a.name, b.item FROM input1 a JOIN input2 AS b ON a.id = b.id ORDER BY a.name'
    expect(await run(query)).toEqual([
      { json: { name: 'Ada', item: 'ink' }, pairedItem: [{ item: 0 }, { item: 1, input: 1 }] },
      { json: { name: 'Alan', item: 'tea' }, pairedItem: [{ item: 1 }, { item: 0, input: 1 }] },
    ])
  })

  test('links rows as far as it shows where they came from', async () => {
    const links = async (query: string) => (await run(query)).map(({ pairedItem }) => pairedItem)
    expect(await links('SELECT * FROM input1 WHERE id > 1')).toEqual([[{ item: 1 }]])
    expect(await links('SELECT DISTINCT id FROM input2')).toEqual([[{ item: 0, input: 1 }], [{ item: 1, input: 1 }]])
    expect(await links('SELECT COUNT(*) AS n FROM input1')).toEqual([[]])
  })

  test('links rows to everything, before version 3.2', async () => {
    const all = [...people.map((_, item) => ({ item, input: 0 })), ...orders.map((_, item) => ({ item, input: 1 }))]
    expect(await run('SELECT id FROM input2 LIMIT 1', {}, 3)).toEqual([{ json: { id: 2 }, pairedItem: all }])
    expect(await run('SELECT * FROM input1 WHERE 1 = 0', {}, 3)).toEqual([{ json: { success: true }, pairedItem: all }])
  })

  test('may find nothing', async () => {
    expect(await run('SELECT * FROM input1 WHERE 1 = 0')).toEqual([])
    expect(await json('SELECT * FROM input1 WHERE 1 = 0', { emptyQueryResult: 'success' })).toEqual([{ success: true }])
    expect(await json('DELETE FROM input1', { emptyQueryResult: 'success' })).toEqual([{ success: true }])
  })

  test('tells rows of two queries apart without their links', async () => {
    const same = [
      [{ a: 1 }, { a: 2 }],
      [{ a: 2 }, { a: 3 }],
    ]
    const found = await json('SELECT a FROM input1 UNION SELECT a FROM input2', {}, 3.2, same as never)
    expect(found.map(({ a }) => a).toSorted()).toEqual([1, 2, 3])
  })

  test('has values for its places', async () => {
    const query = 'SELECT name FROM input1 WHERE name = $2 OR id = $1'
    expect(await json(query, { queryParameters: '[1, "nobody"]' })).toEqual([{ name: 'Ada' }, { name: 'nobody' }])
    expect(await json(query, { queryParameters: '9, Alan' })).toEqual([{ name: 'Alan' }])
    await expect(json(query, { queryParameters: '[1' })).rejects.toThrow('begin like a list in JSON')
  })

  test('has its expressions filled in', async () => {
    expect(await json("SELECT '{{ 1 + 1 }}' AS x FROM input2 LIMIT 1")).toEqual([{ x: '<{{ 1 + 1 }}>' }])
  })

  test('may meet fields of any name', async () => {
    const odd: readonly JsonObject[] = [JSON.parse('{"__proto__":1,"pairedItem":2,"constructor":3}')]
    const found = await json('SELECT * FROM input1', {}, 3.2, [odd, []] as never)
    expect(Object.entries(found[0] ?? {})).toEqual([
      ['pairedItem', 2],
      ['constructor', 3],
    ])
    expect({}).not.toHaveProperty('pairedItem')
  })

  test('that cannot be read is the failure of the node', async () => {
    await expect(run('SELEC bad')).rejects.toMatchObject({
      message: expect.stringContaining('The query failed: Parse error'),
      details: { itemIndex: 0, reach: 'node' },
    })
    await expect(run('')).rejects.toThrow('The query failed: It is empty.')
    await expect(run('SELECT * FROM nowhere')).rejects.toThrow('Table does not exist: nowhere')
  })
})
