/** What a runner asks of the data tables. Its arguments are checked in form, as those of all its questions are. */
import type { Cell, Cells, ColumnType, DataTable, RowChange, RowCondition, RowFilter, RowQuery } from '@millrace/sdk'
import type { TableStore, WhichTable } from '../tables/table-store.ts'
import { field, flag, list, malformed, numberOr, record, text } from './ask-form.ts'

type Answering = (tables: TableStore, project: string, args: readonly unknown[]) => Promise<unknown>

/** By the names of the port's methods. */
export const tableAnswers: Readonly<Record<keyof TableStore, Answering>> = {
  list: (tables, project) => tables.list(project),
  find: (tables, project, [which]) => tables.find(project, whichOf(which)),
  create: (tables, project, [table]) => tables.create(project, newTableOf(table)),
  rename: (tables, project, [id, name]) => tables.rename(project, text(id), text(name)),
  delete: (tables, project, [id]) => tables.delete(project, text(id)),
  clear: (tables, project, [id]) => tables.clear(project, text(id)),
  rows: (tables, project, [id, query]) => tables.rows(project, text(id), queryOf(query)),
  insert: (tables, project, [id, rows]) => tables.insert(project, text(id), list(rows).map(cellsOf)),
  update: (tables, project, [id, change]) => tables.update(project, text(id), changeOf(change)),
  deleteRows: (tables, project, [id, where, dry]) => tables.deleteRows(project, text(id), filterOf(where), flag(dry)),
}

function whichOf(value: unknown): WhichTable {
  return 'id' in record(value) ? { id: field(value, 'id') } : { name: field(value, 'name') }
}

function newTableOf(value: unknown): Pick<DataTable, 'name' | 'columns'> {
  const columns = list(record(value)['columns']).map((column) => ({
    name: field(column, 'name'),
    type: oneOf(columnTypes, record(column)['type']),
  }))
  return { name: field(value, 'name'), columns }
}

function queryOf(value: unknown): RowQuery {
  const { where, order, skip, limit } = record(value)
  return {
    where: filterOf(where),
    ...(order !== undefined && {
      order: { column: field(order, 'column'), direction: oneOf(directions, record(order)['direction']) },
    }),
    skip: numberOr(skip, 0),
    limit: numberOr(limit, 0),
  }
}

function changeOf(value: unknown): RowChange {
  const { where, cells, elseInsert, dry } = record(value)
  return { where: filterOf(where), cells: cellsOf(cells), elseInsert: flag(elseInsert), dry: flag(dry) }
}

function filterOf(value: unknown): RowFilter {
  const { match, conditions } = record(value)
  return { match: oneOf(matches, match), conditions: list(conditions).map(conditionOf) }
}

function conditionOf(value: unknown): RowCondition {
  const { test, value: cell } = record(value)
  return { column: field(value, 'column'), test: oneOf(tests, test), value: cellOf(cell) }
}

function cellsOf(value: unknown): Cells {
  return Object.fromEntries(Object.entries(record(value)).map(([name, cell]) => [name, cellOf(cell)]))
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  throw malformed()
}

const columnTypes: readonly ColumnType[] = ['string', 'number', 'boolean', 'date']
const directions = ['asc', 'desc'] as const
const matches = ['any', 'all'] as const
const tests = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike'] as const

function oneOf<T extends string>(known: readonly T[], value: unknown): T {
  const found = known.find((one) => one === value)
  if (found === undefined) throw malformed()
  return found
}
