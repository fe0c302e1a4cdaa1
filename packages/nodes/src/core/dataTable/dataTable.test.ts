import { memoryTables, projectTables } from '@millrace/engine/testing'
import type { Item, Json, JsonObject, LookupPage } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { dataTable } from './dataTable.node.ts'
import { conditionsForColumn, dataTableColumns, dataTables, table } from './lookups.ts'

let now = Date.UTC(2024, 5, 15)
let tables = newTables()
const peopleTable = { dataTableId: { __rl: true, mode: 'name', value: 'people' } }
const byName = (value: Json | undefined) => ({
  filters: { conditions: [{ keyName: 'name', condition: 'eq', keyValue: value ?? null }] },
})

function newTables() {
  let last = 0
  return projectTables(memoryTables({ now: () => now, newId: () => `t${++last}` }), 'project')
}

async function perform(
  operation: string,
  parameters: JsonObject | ((item: Item, index: number) => JsonObject) = {},
  items: readonly JsonObject[] = [{}],
) {
  const [resource = '', name = ''] = operation.split('.')
  const given = typeof parameters === 'function' ? parameters : () => parameters
  return runNode(dataTable, {
    items,
    parameters: (item, index) => ({ resource, operation: name, ...peopleTable, ...given(item, index) }),
    context: { dataTables: tables },
  })
}

/** Rows without what every row has. */
function plain(rows: readonly JsonObject[]): readonly JsonObject[] {
  return rows.map(({ id: _id, createdAt: _created, updatedAt: _updated, ...cells }) => cells)
}

const all = async () => plain((await perform('row.get', { returnAll: true })).json)
const mapped = { columns: { mappingMode: 'autoMapInputData', value: null } }
const people = [
  { name: 'Ada', age: 36, born: '1815-12-10', active: true },
  { name: 'Bob', age: 5, born: null, active: false },
]

beforeEach(async () => {
  now = Date.UTC(2024, 5, 15)
  tables = newTables()
  await tables.create({
    name: 'people',
    columns: [
      { name: 'name', type: 'string' },
      { name: 'age', type: 'number' },
      { name: 'born', type: 'date' },
      { name: 'active', type: 'boolean' },
    ],
  })
})

describe('writing rows', () => {
  test('inserts a row for each item, linked to it', async () => {
    const { outputs } = await perform('row.insert', mapped, people)
    expect(outputs[0]?.[1]).toEqual({
      json: {
        id: 2,
        createdAt: '2024-06-15T00:00:00.000Z',
        updatedAt: '2024-06-15T00:00:00.000Z',
        ...people[1],
      },
      pairedItem: { item: 1 },
    })
  })

  test('makes the values fit their columns', async () => {
    const value = { name: { a: 1 }, age: '7.5', born: '2024-01-31T10:00:00+01:00', active: 'TRUE' }
    await perform('row.insert', { columns: { mappingMode: 'defineBelow', value } })
    expect(await all()).toEqual([{ name: '{"a":1}', age: 7.5, born: '2024-01-31T09:00:00.000Z', active: true }])
  })

  test('takes rows of another table as they come, without what is each row’s own', async () => {
    await perform('row.insert', mapped, [{ id: 77, createdAt: 'x', updatedAt: 'y', name: 'Cleo' }])
    expect((await perform('row.get')).json).toMatchObject([{ id: 1, name: 'Cleo', age: null }])
  })

  test('marks the item whose value does not fit, and inserts the others', async () => {
    const { outputs } = await perform('row.insert', mapped, [{ age: 'old' }, { age: 4 }, { wrong: 1 }])
    expect(outputs[0]?.map(({ error }) => error?.code)).toEqual(['cell_type', undefined, 'column_unknown'])
    expect(await all()).toMatchObject([{ age: 4 }])
  })

  test('tells only how many where that is enough', async () => {
    const { outputs } = await perform('row.insert', { ...mapped, options: { optimizeBulk: true } }, people)
    expect(outputs[0]).toEqual([{ json: { success: true, insertedRows: 2 }, pairedItem: [{ item: 0 }, { item: 1 }] }])
  })

  test('updates the rows that match, each item its own', async () => {
    await perform('row.insert', mapped, people)
    now += 1000
    const { json } = await perform(
      'row.update',
      ({ json: { who, years } }) => ({
        ...byName(who),
        columns: { mappingMode: 'defineBelow', value: { age: years ?? null } },
      }),
      [
        { who: 'Ada', years: 37 },
        { who: 'Nobody', years: 1 },
      ],
    )
    expect(json).toMatchObject([
      { name: 'Ada', age: 37, createdAt: '2024-06-15T00:00:00.000Z', updatedAt: '2024-06-15T00:00:01.000Z' },
    ])
    expect(await all()).toMatchObject([{ age: 37 }, { age: 5 }])
  })

  test('upserts: changes what is there, else inserts', async () => {
    const once = () => perform('row.upsert', ({ json }) => ({ ...byName(json['name']), ...mapped }), people)
    expect((await once()).json).toMatchObject([{ id: 1 }, { id: 2 }])
    expect((await once()).json).toMatchObject([{ id: 1 }, { id: 2 }])
    expect(await all()).toHaveLength(2)
  })

  test('shows in a dry run what would be, and changes nothing', async () => {
    await perform('row.insert', mapped, people)
    const dry = { options: { dryRun: true } }
    const value = { mappingMode: 'defineBelow', value: { age: 1 } }
    expect((await perform('row.update', { ...byName('Bob'), columns: value, ...dry })).json).toMatchObject([
      { age: 5, dryRunState: 'before' },
      { age: 1, dryRunState: 'after' },
    ])
    expect((await perform('row.upsert', { ...byName('New'), columns: value, ...dry })).json).toMatchObject([
      { id: null, age: null, dryRunState: 'before' },
      { id: null, age: 1, dryRunState: 'after' },
    ])
    expect((await perform('row.deleteRows', { ...byName('Bob'), ...dry })).json).toHaveLength(2)
    expect(plain(await all())).toEqual([{ ...people[0], born: expect.any(String) }, people[1]])
  })

  test('deletes the rows that match, and never all for want of a condition', async () => {
    await perform('row.insert', mapped, people)
    expect((await perform('row.deleteRows', byName('Ada'))).json).toMatchObject([{ name: 'Ada' }])
    expect(await all()).toMatchObject([{ name: 'Bob' }])
    await expect(perform('row.deleteRows')).rejects.toMatchObject({ code: 'condition_missing' })
  })
})

describe('finding rows', () => {
  const found = async (condition: string, keyName: string, keyValue?: Json) => {
    const { json } = await perform('row.get', {
      filters: { conditions: [{ keyName, condition, ...(keyValue !== undefined && { keyValue }) }] },
    })
    return json.map(({ name }) => name)
  }

  beforeEach(() => perform('row.insert', mapped, people))

  test('compares in the type of the column', async () => {
    expect(await found('gt', 'age', '10')).toEqual(['Ada'])
    expect(await found('lt', 'born', '1900-01-01')).toEqual(['Ada'])
    expect(await found('gte', 'id', 2)).toEqual(['Bob'])
    expect(await found('isFalse', 'active')).toEqual(['Bob'])
    expect(await found('isEmpty', 'born')).toEqual(['Bob'])
    expect(await found('eq', 'born', null)).toEqual(['Bob'])
    await expect(found('gt', 'age', 'ten')).rejects.toMatchObject({ code: 'cell_type' })
    await expect(found('eq', 'wrong', 1)).rejects.toThrow('has no column “wrong”')
    await expect(found('near', 'age', 1)).rejects.toMatchObject({ code: 'condition_unknown' })
  })

  test('looks for text anywhere, or where wildcards say', async () => {
    expect(await found('ilike', 'name', 'B')).toEqual(['Bob'])
    expect(await found('like', 'name', 'B%')).toEqual(['Bob'])
    expect(await found('like', 'name', 'a%')).toEqual([])
  })

  test('orders, and stops at the limit', async () => {
    const order = { orderBy: true, orderByColumn: 'age', orderByDirection: 'ASC' }
    expect(plain((await perform('row.get', { ...order, limit: 1 })).json)).toMatchObject([{ name: 'Bob' }])
  })

  test('reads more rows than are asked for at once', async () => {
    await tables.insert(
      (await tables.list())[0] ?? expect.fail(),
      Array.from({ length: 2500 }, (_, age) => ({ age })),
    )
    expect(await all()).toHaveLength(2502)
    expect((await perform('row.get', { limit: 1200 })).json).toHaveLength(1200)
  })

  test('hands on the very items that there is a row for, or none', async () => {
    const items = [{ who: 'Ada' }, { who: 'Nobody' }]
    const asked = ({ json }: Item) => byName(json['who'])
    expect((await perform('row.rowExists', asked, items)).json).toEqual([items[0]])
    expect((await perform('row.rowNotExists', asked, items)).json).toEqual([items[1]])
  })
})

describe('tables', () => {
  const create = (options: JsonObject = {}) =>
    perform('table.create', { tableName: 'orders', columns: { column: [{ name: 'total', type: 'number' }] }, options })

  test('are created, or taken as they are', async () => {
    const [made] = (await create()).json
    expect(made).toMatchObject({ id: 't2', name: 'orders', columns: [{ name: 'total', type: 'number' }] })
    expect((await create()).json).toEqual([made])
    await expect(create({ createIfNotExists: false })).rejects.toMatchObject({ code: 'table_name_taken' })
  })

  test('are listed, renamed, cleared and deleted', async () => {
    await create()
    await perform('row.insert', mapped, people)
    const names = async (options: JsonObject = {}) =>
      (await perform('table.list', { options })).json.map(({ name }) => name)
    expect(await names({ sortDirection: 'desc' })).toEqual(['people', 'orders'])
    expect(await names({ filterName: 'PEO' })).toEqual(['people'])
    await perform('table.update', { dataTableId: { mode: 'id', value: 't2' }, newName: 'sales' })
    await perform('table.clear')
    expect(await all()).toEqual([])
    await perform('table.delete')
    expect(await names()).toEqual(['sales'])
    await expect(all()).rejects.toMatchObject({ code: 'table_unknown' })
  })
})

test('the form lists tables, columns and the conditions a column can have', async () => {
  const asked = (rawParameters: JsonObject = {}) => ({
    dataTables: tables,
    rawParameters: { ...peopleTable, ...rawParameters },
  })
  const values = ({ choices }: LookupPage) => choices.map(({ value }) => value)
  expect(values(await table(asked(), 'PEOP'))).toEqual(['t1'])
  expect(values(await table(asked(), 'x'))).toEqual([])
  expect(values(await dataTables(asked()))).toEqual(['name', 'age', 'born', 'active'])
  expect(values(await dataTableColumns(asked()))).toHaveLength(7)
  expect(values(await dataTableColumns({ ...asked(), rawParameters: {} }))).toEqual(['id', 'createdAt', 'updatedAt'])
  expect(values(await conditionsForColumn(asked({ keyName: 'active' })))).toContain('isTrue')
  expect(values(await conditionsForColumn(asked({ keyName: 'name' })))).toContain('ilike')
  expect(values(await conditionsForColumn(asked()))).toHaveLength(12)
})
