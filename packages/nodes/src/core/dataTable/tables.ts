/** What can be done with data tables as a whole. */
import * as m from '@millrace/sdk'
import { findTable } from './find-table.ts'
import { dataTableId } from './inputs.ts'
import { iso } from './to-cell.ts'

export const create = m.operation({
  name: 'Create',
  input: {
    tableName: m.text('Name', { required: true }),
    columns: m.list(
      'Columns',
      'column',
      {
        name: m.text('Name', { required: true }),
        type: m.choice(
          'Type',
          { boolean: 'Yes or no', date: 'Date', number: 'Number', string: 'Text' },
          { default: 'string' },
        ),
      },
      { groupLabel: 'Column' },
    ),
    options: m.collection('Options', {
      createIfNotExists: m.flag('Take one of this name that is there', { default: true }),
    }),
  },
  effect: 'append',
  per: 'item',
  run: async ({ tableName, columns, options }, { context: { dataTables } }) => {
    const name = tableName.trim()
    const there = options.createIfNotExists === false ? undefined : await dataTables.find({ name })
    return { json: toJson(there ?? (await dataTables.create({ name, columns }))) }
  },
})

export const list = m.operation({
  name: 'List',
  preset: true,
  input: {
    returnAll: m.unless('Return all', { limit: m.number('Limit', { default: 50, min: 1 }) }, { default: true }),
    options: m.collection('Options', {
      filterName: m.text('Name contains'),
      sortField: m.choice(
        'Sort by',
        { createdAt: 'When it was created', name: 'Name', updatedAt: 'When it was changed' },
        { default: 'name' },
      ),
      sortDirection: m.choice('Direction', { asc: 'Ascending', desc: 'Descending' }),
    }),
  },
  effect: 'read',
  per: 'item',
  run: async (input, { context }) => {
    const { filterName = '', sortField = 'name', sortDirection = 'asc' } = input.options
    const sought = filterName.toLowerCase()
    const found = (await context.dataTables.list()).filter(({ name }) => name.toLowerCase().includes(sought))
    const sign = sortDirection === 'asc' ? 1 : -1
    const sorted = found.toSorted((a, b) => sign * (a[sortField] < b[sortField] ? -1 : 1))
    return sorted.slice(0, input.returnAll ? sorted.length : input.limit).map((table) => ({ json: toJson(table) }))
  },
})

export const rename = m.operation({
  name: 'Rename',
  input: { dataTableId, newName: m.text('New name', { required: true }) },
  effect: 'idempotent',
  per: 'item',
  run: async (input, { context }) => {
    const table = await findTable(context, input.dataTableId)
    const name = input.newName.trim()
    await context.dataTables.rename(table, name)
    return { json: { success: true, id: table.id, name } }
  },
})

export const clear = m.operation({
  name: 'Clear',
  about: 'Deletes all rows.',
  input: { dataTableId, clearWarning: m.notice('All rows of the table are deleted. They cannot be brought back.') },
  effect: 'destructive',
  per: 'item',
  run: async (input, { context }) => {
    const table = await findTable(context, input.dataTableId)
    await context.dataTables.clear(table)
    return { json: { success: true, id: table.id, name: table.name } }
  },
})

export const remove = m.operation({
  name: 'Delete',
  about: 'Deletes the table with all its rows.',
  input: {
    dataTableId,
    deleteWarning: m.notice('The table and all its rows are deleted. They cannot be brought back.'),
  },
  effect: 'destructive',
  per: 'item',
  run: async (input, { context }) => {
    const table = await findTable(context, input.dataTableId)
    await context.dataTables.delete(table)
    return { json: { success: true, id: table.id, name: table.name } }
  },
})

function toJson({ id, name, columns, createdAt, updatedAt }: m.DataTable): m.JsonObject {
  return {
    id,
    name,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}
