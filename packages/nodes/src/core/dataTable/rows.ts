/** What can be done with the rows of a data table. */
import * as m from '@millrace/sdk'
import { findTable, tableFinder } from './find-table.ts'
import { columnOfTable, columns, dataTableId, dryRun, equal, matched } from './inputs.ts'
import { readRows } from './read-rows.ts'
import { iso, noRow, toCells, toJson } from './to-cell.ts'
import { toFilter, toNarrowFilter } from './to-filter.ts'

export const get = m.operation({
  name: 'Get',
  about: 'The rows that match, as items.',
  input: {
    ...matched,
    ...m.paging(),
    orderBy: m.switched('Order', {
      orderByColumn: columnOfTable('By', 'createdAt'),
      orderByDirection: m.choice('Direction', { ASC: 'Ascending', DESC: 'Descending' }, { default: 'DESC' }),
    }),
  },
  effect: 'read',
  per: 'item',
  async *run(input, { context }): AsyncGenerator<m.Item> {
    const table = await findTable(context, input.dataTableId)
    const where = toFilter(table, input, context.zone)
    const order = input.orderBy && {
      column: input.orderByColumn,
      direction: input.orderByDirection === 'ASC' ? ('asc' as const) : ('desc' as const),
    }
    const most = input.returnAll ? Number.POSITIVE_INFINITY : (input.limit ?? 0)
    for await (const row of readRows(context, table, { where, ...(order && { order }), most }))
      yield { json: toJson(row) }
  },
})

/** Hands items on for which there is a row, or for which there is none. */
const passing = (name: string, about: string, wanted: boolean) =>
  m.operation({
    name,
    about,
    input: equal,
    effect: 'read',
    per: 'each',
    run: (inputAt, { items, context }) => {
      const find = tableFinder(context)
      return eachOf(items(), async (item, index) => {
        const input = inputAt(index)
        const table = await find(input.dataTableId)
        const where = toNarrowFilter(table, input, context.zone)
        const found = await context.dataTables.rows(table, { where, skip: 0, limit: 1 })
        return found.length > 0 === wanted ? [item] : []
      })
    },
  })

export const rowExists = passing('If row exists', 'Hands on the items that there is a row for.', true)
export const rowNotExists = passing('If row does not exist', 'Hands on the items that there is no row for.', false)

export const insert = m.operation({
  name: 'Insert',
  about: 'A new row for each item.',
  preset: true,
  input: {
    dataTableId,
    columns: columns('Values to insert'),
    options: m.collection('Options', {
      optimizeBulk: m.flag('Give only the number of rows', {
        noExpression: true,
        help: 'Faster where there are many.',
      }),
    }),
  },
  effect: 'append',
  per: 'each',
  run: async (inputAt, { items, context }) => {
    const find = tableFinder(context)
    const batches = new Map<m.DataTable, { readonly rows: m.Cells[]; readonly indexes: number[] }>()
    const all = await items()
    const failed = await eachOf(all, async (item, index) => {
      const input = inputAt(index)
      const table = await find(input.dataTableId)
      const cells = toCells(table, input.columns, item.json, context.zone)
      let batch = batches.get(table)
      if (batch === undefined) batches.set(table, (batch = { rows: [], indexes: [] }))
      batch.rows.push(cells)
      batch.indexes.push(index)
      return []
    })
    const given: m.Item[] = [...failed]
    let count = 0
    for (const [table, { rows, indexes }] of batches) {
      try {
        const made = await context.dataTables.insert(table, rows)
        count += made.length
        made.forEach((row, place) => given.push({ json: toJson(row), pairedItem: { item: indexes[place] ?? 0 } }))
      } catch (thrown) {
        given.push(...indexes.map((index) => failedItem(thrown, index)))
      }
    }
    if (all.length === 0 || !inputAt(0).options.optimizeBulk) return given.toSorted((a, b) => placeOf(a) - placeOf(b))
    const summary = { json: { success: true, insertedRows: count }, pairedItem: all.map((_, item) => ({ item })) }
    return [summary, ...given.filter((item) => item.error !== undefined)]
  },
})

/** Sets cells of the rows that match. */
const changing = (name: string, about: string, valuesLabel: string, elseInsert: boolean) =>
  m.operation({
    name,
    about,
    input: { ...matched, columns: columns(valuesLabel), options: dryRun },
    effect: 'idempotent',
    per: 'item',
    run: async (input, { context, item }) => {
      const table = await findTable(context, input.dataTableId)
      const where = toNarrowFilter(table, input, context.zone)
      const cells = toCells(table, input.columns, item.json, context.zone)
      const dry = input.options.dryRun ?? false
      const changed = await context.dataTables.update(table, { where, cells, elseInsert, dry })
      const rows = changed.before.map((row) => ({
        before: toJson(row),
        after: { ...toJson(row), ...cells, updatedAt: iso(changed.at) },
      }))
      if (rows.length === 0 && elseInsert) {
        const at = iso(changed.at)
        const made = { ...noRow(table), id: changed.inserted?.firstId ?? null, createdAt: at, updatedAt: at, ...cells }
        rows.push({ before: noRow(table), after: made })
      }
      return dry
        ? rows.flatMap(({ before, after }) => states(before, after))
        : rows.map(({ after }) => ({ json: after }))
    },
  })

export const update = changing('Update', 'Sets cells of the rows that match.', 'Values to update', false)
export const upsert = changing(
  'Upsert',
  'Sets cells of the rows that match, or inserts a row where none does.',
  'Values to upsert',
  true,
)

export const deleteRows = m.operation({
  name: 'Delete',
  about: 'Deletes the rows that match.',
  input: { ...matched, options: dryRun },
  effect: 'destructive',
  per: 'item',
  run: async (input, { context }) => {
    const table = await findTable(context, input.dataTableId)
    const dry = input.options.dryRun ?? false
    const rows = await context.dataTables.deleteRows(table, toNarrowFilter(table, input, context.zone), dry)
    return rows.flatMap((row) => (dry ? states(toJson(row), noRow(table)) : { json: toJson(row) }))
  },
})

/** A row before and after what would happen to it. */
function states(before: m.JsonObject, after: m.JsonObject): readonly m.Item[] {
  return [{ json: { ...before, dryRunState: 'before' } }, { json: { ...after, dryRunState: 'after' } }]
}

/** What each item leads to; a failure is its item's. */
async function eachOf(
  items: Promise<readonly m.Item[]> | readonly m.Item[],
  make: (item: m.Item, index: number) => Promise<readonly m.Item[]>,
): Promise<readonly m.Item[]> {
  const made: m.Item[] = []
  for (const [index, item] of (await items).entries()) {
    try {
      made.push(...(await make(item, index)))
    } catch (thrown) {
      made.push(failedItem(thrown, index))
    }
  }
  return made
}

function failedItem(thrown: unknown, index: number): m.Item {
  const error = m.toItemError(thrown, { itemIndex: index })
  return { json: { error: error.message }, pairedItem: { item: index }, error }
}

function placeOf({ pairedItem }: m.Item): number {
  return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : 0
}
