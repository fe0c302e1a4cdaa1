/** Data tables hold the same contract in memory and on every database. */
import { managedTables, memoryTables } from '@millrace/engine/testing'
import type { DataTable, RowCondition, RowFilter, RowQuery } from '@millrace/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { targets } from './store-targets.ts'

interface Kept {
  readonly tables: (project: string) => ReturnType<typeof managedTables>
  readonly remove: () => Promise<void>
}

let now = 1_700_000_000_000

async function inMemory(): Promise<Kept> {
  let made = 0
  const store = memoryTables({ now: () => now, newId: () => `table-${++made}` })
  return { tables: (project) => managedTables(store, project), remove: async () => undefined }
}

const inDatabases = (await targets()).map((target) => ({
  name: target.name,
  open: async (): Promise<Kept> => {
    const place = await target.fresh()
    const store = await place.open({ clock: () => now, dataTableBytes: 200_000 })
    return {
      tables: (project) => managedTables(store.dataTables, project),
      remove: async () => {
        await store.close()
        await place.remove()
      },
    }
  },
}))

const columns = [
  { name: 'name', type: 'string' },
  { name: 'n', type: 'number' },
  { name: 'ok', type: 'boolean' },
  { name: 'd', type: 'date' },
] as const
const first = '2024-01-01T00:00:00.000Z'
const second = '2024-06-01T00:00:00.000Z'

const all: RowQuery = { where: { match: 'all', conditions: [] }, skip: 0, limit: 100 }
const where = (column: string, test: RowCondition['test'], value: RowCondition['value']): RowFilter => ({
  match: 'all',
  conditions: [{ column, test, value }],
})

let place: Kept
let tables: ReturnType<typeof managedTables>
let table: DataTable
let made = 0

function openAndFill(open: () => Promise<Kept>) {
  beforeAll(async () => {
    place = await open()
    tables = place.tables('project')
  })
  afterAll(() => place.remove())
  beforeEach(async () => {
    table = await tables.create({ name: `t${++made}`, columns })
    await tables.insert(table, [
      { name: 'a', n: 1, ok: true, d: first },
      { name: 'b', n: 2, ok: false },
      { name: 'B', n: 3, d: second },
      { ok: true },
    ])
  })
}

const ids = async (query: Partial<RowQuery>) => (await tables.rows(table, { ...all, ...query })).map((row) => row.id)

describe.each([{ name: 'memory', open: inMemory }, ...inDatabases])('in $name', ({ open }) => {
  openAndFill(open)

  test('a table is found by its id and its name, and gone when it is deleted', async () => {
    expect(await tables.find({ id: table.id })).toMatchObject({ name: table.name, columns, createdAt: now })
    expect((await tables.find({ name: table.name }))?.id).toBe(table.id)
    expect((await tables.list()).map((one) => one.name)).toContain(table.name)
    await expect(tables.create({ name: table.name, columns })).rejects.toMatchObject({ code: 'table_name_taken' })
    const other = await tables.create({ name: `${table.name} other`, columns: [] })
    await expect(tables.rename(other, table.name)).rejects.toMatchObject({ code: 'table_name_taken' })
    await tables.rename(other, `${table.name} new`)
    await tables.rename(other, `${table.name} new`)
    expect((await tables.find({ id: other.id }))?.name).toBe(`${table.name} new`)
    await tables.delete(other)
    expect(await tables.find({ id: other.id })).toBeUndefined()
    await expect(tables.rows(other, all)).rejects.toMatchObject({ code: 'table_gone' })
    await expect(tables.insert(other, [{}])).rejects.toMatchObject({ code: 'table_gone' })
    await expect(tables.clear(other)).rejects.toMatchObject({ code: 'table_gone' })
  })

  test('rows have all cells, an id that counts up, and their moments', async () => {
    const [made] = await tables.insert(table, [{ n: 4.5 }])
    expect(made).toEqual({
      id: 5,
      createdAt: now,
      updatedAt: now,
      cells: { name: null, n: 4.5, ok: null, d: null },
    })
    expect(await tables.rows(table, { ...all, skip: 4 })).toEqual([made])
    expect(await tables.insert(table, [])).toEqual([])
    await tables.clear(table)
    expect(await ids({})).toEqual([])
    expect((await tables.insert(table, [{}]))[0]?.id).toBe(6)
  })

  test.each<[string, RowCondition['test'], RowCondition['value'], number[]]>([
    ['name', 'eq', 'b', [2]],
    ['name', 'eq', null, [4]],
    ['name', 'neq', 'b', [1, 3, 4]],
    ['name', 'neq', null, [1, 2, 3]],
    ['name', 'gt', 'B', [1, 2]],
    ['name', 'like', '%b%', [2]],
    ['name', 'like', '_', [1, 2, 3]],
    ['name', 'like', '*', []],
    ['name', 'ilike', 'b', [2, 3]],
    ['n', 'eq', 2, [2]],
    ['n', 'neq', 2, [1, 3, 4]],
    ['n', 'gt', 1, [2, 3]],
    ['n', 'gte', 2, [2, 3]],
    ['n', 'lt', 2, [1]],
    ['n', 'lte', 2, [1, 2]],
    ['n', 'lt', null, []],
    ['ok', 'eq', true, [1, 4]],
    ['ok', 'eq', false, [2]],
    ['ok', 'eq', null, [3]],
    ['d', 'gt', '2024-02-01T00:00:00.000Z', [3]],
    ['d', 'lte', first, [1]],
    ['id', 'gte', 3, [3, 4]],
    ['createdAt', 'lt', '2020-01-01T00:00:00.000Z', []],
    ['createdAt', 'gte', '2020-01-01T00:00:00.000Z', [1, 2, 3, 4]],
  ])('%s %s %j is meant by rows %j', async (column, test, value, expected) => {
    expect(await ids({ where: where(column, test, value) })).toEqual(expected)
  })

  test('conditions are joined by all or any', async () => {
    const conditions: readonly RowCondition[] = [
      { column: 'n', test: 'gt', value: 2 },
      { column: 'ok', test: 'eq', value: true },
    ]
    expect(await ids({ where: { match: 'any', conditions } })).toEqual([1, 3, 4])
    expect(await ids({ where: { match: 'all', conditions } })).toEqual([])
  })

  test('a filter may have many conditions', async () => {
    const conditions = Array.from({ length: 500 }, (_, n) => ({ column: 'n', test: 'eq', value: n + 2 }) as const)
    expect(await ids({ where: { match: 'any', conditions } })).toEqual([2, 3])
  })

  test('rows are ordered, empty cells first or last, and told page by page', async () => {
    expect(await ids({ order: { column: 'n', direction: 'asc' } })).toEqual([4, 1, 2, 3])
    expect(await ids({ order: { column: 'd', direction: 'desc' } })).toEqual([3, 1, 2, 4])
    expect(await ids({ order: { column: 'name', direction: 'desc' } })).toEqual([2, 1, 3, 4])
    expect(await ids({ order: { column: 'ok', direction: 'asc' } })).toEqual([3, 2, 1, 4])
    expect(await ids({ order: { column: 'createdAt', direction: 'desc' } })).toEqual([1, 2, 3, 4])
    expect(await ids({ skip: 1, limit: 2 })).toEqual([2, 3])
  })

  test('text that means something to a database means nothing', async () => {
    const strange = `' or 1=1 -- %_\\*?[a] "$.n" ünï 💡`
    const [row] = await tables.insert(table, [{ name: strange }])
    expect(await ids({ where: where('name', 'eq', strange) })).toEqual([row?.id])
    expect(await ids({ where: where('name', 'like', strange) })).toEqual([row?.id])
    expect(await ids({ where: where('name', 'ilike', strange.toUpperCase().replace('ÜNÏ', 'ünï')) })).toEqual([row?.id])
    expect(await ids({ where: where('name', 'like', '%\\%') })).toEqual([row?.id])
    expect(await ids({ where: where('name', 'like', '%*?[a]%') })).toEqual([row?.id])
  })

  test('an update changes the cells it names, and tells what was before', async () => {
    now += 1000
    const change = { where: where('n', 'gt', 1), cells: { n: 20, name: null }, elseInsert: false }
    const dry = await tables.update(table, { ...change, dry: true })
    expect(dry.before.map((row) => row.cells['n'])).toEqual([2, 3])
    expect(await ids({ where: where('n', 'eq', 20) })).toEqual([])
    expect(await tables.update(table, { ...change, dry: false })).toEqual({ before: dry.before, at: now })
    const after = await tables.rows(table, { ...all, where: where('n', 'eq', 20) })
    expect(after).toEqual(
      dry.before.map((row) => ({ ...row, updatedAt: now, cells: { ...row.cells, n: 20, name: null } })),
    )
    const none = { where: where('n', 'eq', 99), cells: { n: 99, name: 'new' } }
    expect(await tables.update(table, { ...none, elseInsert: true, dry: true })).toEqual({ before: [], at: now })
    expect(await tables.update(table, { ...none, elseInsert: true, dry: false })).toEqual({
      before: [],
      at: now,
      inserted: { firstId: 5, at: now },
    })
    expect((await tables.update(table, { ...none, elseInsert: true, dry: false })).before.map(({ id }) => id)).toEqual([
      5,
    ])
  })

  test('rows are deleted, and tell what they were', async () => {
    const meant = where('n', 'gt', 1)
    expect((await tables.deleteRows(table, meant, true)).map((row) => row.id)).toEqual([2, 3])
    expect(await ids({})).toEqual([1, 2, 3, 4])
    expect((await tables.deleteRows(table, meant, false)).map((row) => row.id)).toEqual([2, 3])
    expect(await ids({})).toEqual([1, 4])
  })

  test('many rows take several statements', async () => {
    await tables.insert(
      table,
      Array.from({ length: 1201 }, (_, n) => ({ n: n + 100 })),
    )
    const change = { where: where('n', 'gte', 100), cells: { n: 5 }, elseInsert: false, dry: false }
    expect((await tables.update(table, change)).before).toHaveLength(1201)
    expect(await tables.deleteRows(table, where('n', 'eq', 5), false)).toHaveLength(1201)
    expect(await ids({})).toEqual([1, 2, 3, 4])
    await tables.delete(table)
  })

  test('columns come, are renamed and go, and the cells go with them', async () => {
    const changed = async (change: Parameters<typeof tables.changeColumns>[1]) => {
      await tables.changeColumns(table, change)
      const found = await tables.find({ id: table.id })
      if (!found) throw new Error('The table is gone.')
      table = found
      return (await tables.rows(table, { ...all, limit: 1 }))[0]?.cells
    }
    const { name: _name, ...others } = { name: 'a', n: 1, ok: true, d: first }
    expect(await changed({ kind: 'rename', name: 'name', to: 'title' })).toEqual({ ...others, title: 'a' })
    expect(table.columns.map(({ name }) => name)).toEqual(['title', 'n', 'ok', 'd'])
    expect(await ids({ where: where('title', 'ilike', 'b'), order: { column: 'title', direction: 'desc' } })).toEqual([
      2, 3,
    ])

    const added = await changed({ kind: 'add', column: { name: 'name', type: 'number' } })
    expect(added).toEqual({ ...others, title: 'a', name: null })
    await tables.update(table, { where: where('id', 'eq', 1), cells: { name: 7 }, elseInsert: false, dry: false })
    await tables.insert(table, [{ name: 8, title: 'both' }])
    expect(await ids({ where: where('name', 'gte', 7) })).toEqual([1, 5])

    expect(await changed({ kind: 'delete', name: 'name' })).toEqual({ ...others, title: 'a' })
    expect(await changed({ kind: 'add', column: { name: 'name', type: 'number' } })).toHaveProperty('name', null)
    expect(await changed({ kind: 'rename', name: 'name', to: 'NAME' })).toHaveProperty('NAME', null)
    expect((await tables.rows(table, { ...all, skip: 4 }))[0]?.cells).toEqual({
      title: 'both',
      n: null,
      ok: null,
      d: null,
      NAME: null,
    })
  })

  test.each<[string, Parameters<typeof tables.changeColumns>[1]]>([
    ['a name that is there', { kind: 'add', column: { name: 'N', type: 'number' } }],
    ['a name of the table’s own', { kind: 'rename', name: 'n', to: 'createdAt' }],
    ['a name that cannot be', { kind: 'rename', name: 'n', to: 'a b' }],
    ['a new name for no column', { kind: 'rename', name: 'nothing', to: 'something' }],
    ['the end of no column', { kind: 'delete', name: 'constructor' }],
  ])('%s is refused, and no column changes', async (_what, change) => {
    await expect(tables.changeColumns(table, change)).rejects.toMatchObject({ code: 'table_malformed' })
    expect((await tables.find({ id: table.id }))?.columns).toEqual(columns)
  })

  test('columns that somebody else changed meanwhile stay as they are now', async () => {
    await tables.changeColumns(table, { kind: 'delete', name: 'n' })
    const again = tables.changeColumns(table, { kind: 'rename', name: 'n', to: 'm' })
    await expect(again).rejects.toMatchObject({ code: 'table_malformed' })
    await tables.changeColumns(table, { kind: 'add', column: { name: 'x', type: 'string' } })
    const twice = tables.changeColumns(table, { kind: 'add', column: { name: 'X', type: 'string' } })
    await expect(twice).rejects.toMatchObject({ code: 'table_malformed' })
    await tables.delete(table)
    const late = tables.changeColumns(table, { kind: 'delete', name: 'ok' })
    await expect(late).rejects.toMatchObject({ code: 'table_gone' })
  })

  test('rows are counted, of the tables of the project only', async () => {
    const empty = await tables.create({ name: `${table.name} empty`, columns })
    const counts = await tables.counts()
    expect([counts.get(table.id), counts.get(empty.id) ?? 0]).toEqual([4, 0])
    expect((await tables.counts(table)).get(table.id)).toBe(4)
    expect((await tables.counts(empty)).get(empty.id) ?? 0).toBe(0)
  })

  test('changes at the same time all count', async () => {
    const change = (cells: object) =>
      tables.update(table, { where: where('id', 'eq', 1), cells: { ...cells }, elseInsert: false, dry: false })
    await Promise.all([change({ n: 7 }), change({ ok: false }), change({ name: 'z' })])
    expect((await tables.rows(table, { ...all, limit: 1 }))[0]?.cells).toMatchObject({ n: 7, ok: false, name: 'z' })
    const inserted = await Promise.all(Array.from({ length: 5 }, () => tables.insert(table, [{}])))
    expect(inserted.flatMap((rows) => rows.map((row) => row.id)).toSorted()).toEqual([5, 6, 7, 8, 9])
  })

  test.each<[string, () => Promise<unknown>]>([
    ['a name that is empty', () => tables.create({ name: ' ', columns: [] })],
    ['a column of the table’s own', () => tables.create({ name: 'x', columns: [{ name: 'ID', type: 'string' }] })],
    ['a column with a space', () => tables.create({ name: 'x', columns: [{ name: 'a b', type: 'string' }] })],
    ['a column like a prototype', () => tables.create({ name: 'x', columns: [{ name: '__proto__', type: 'string' }] })],
    ['a cell of no column', () => tables.insert(table, [{ nothing: 1 }])],
    ['text for a number', () => tables.insert(table, [{ n: '1' }])],
    ['a number that is none', () => tables.insert(table, [{ n: Number.NaN }])],
    ['a day for a moment', () => tables.insert(table, [{ d: '2024-01-01' }])],
    ['text with NUL', () => tables.insert(table, [{ name: 'a\u0000' }])],
    ['half a character', () => tables.insert(table, [{ name: '\uD83D' }])],
    ['a condition on no column', () => ids({ where: where('nothing', 'eq', 1) })],
    ['a condition with text for a number', () => ids({ where: where('n', 'eq', '1') })],
    [
      'more conditions than a database reads',
      () =>
        ids({
          where: {
            match: 'any',
            conditions: Array.from({ length: 501 }, () => ({ column: 'n', test: 'eq', value: 1 })),
          },
        }),
    ],
    ['a pattern for a number', () => ids({ where: where('n', 'like', 1) })],
    ['a pattern that takes long', () => ids({ where: where('name', 'like', '%a'.repeat(11)) })],
    ['an order by no column', () => ids({ order: { column: 'constructor', direction: 'asc' } })],
  ])('%s is refused', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'table_malformed' })
  })
})

describe.each(inDatabases)('shared in $name', ({ open }) => {
  openAndFill(open)

  test('projects see their own tables only', async () => {
    const others = place.tables('another')
    expect(await others.find({ id: table.id })).toBeUndefined()
    expect((await others.create({ name: table.name, columns })).id).not.toBe(table.id)
    await expect(others.rows(table, all)).rejects.toMatchObject({ code: 'table_gone' })
    await expect(others.clear(table)).rejects.toMatchObject({ code: 'table_gone' })
    await expect(others.deleteRows(table, all.where, false)).rejects.toMatchObject({ code: 'table_gone' })
    await expect(others.delete(table)).rejects.toMatchObject({ code: 'table_gone' })
    expect(await ids({})).toEqual([1, 2, 3, 4])
  })

  test('all tables together take no more than they may', async () => {
    const large = { name: 'x'.repeat(90_000) }
    await tables.insert(table, [large])
    await expect(tables.insert(table, [large, large])).rejects.toMatchObject({ code: 'tables_full' })
    const change = { where: where('id', 'lte', 2), cells: large, elseInsert: false, dry: false }
    await expect(tables.update(table, change)).rejects.toMatchObject({ code: 'tables_full' })
    expect(await ids({})).toEqual([1, 2, 3, 4, 5])
    expect((await tables.rows(table, all))[0]?.cells['name']).toBe('a')
    await tables.deleteRows(table, where('id', 'eq', 5), false)
    await tables.insert(table, [large])
    await tables.delete(table)
  })
})
