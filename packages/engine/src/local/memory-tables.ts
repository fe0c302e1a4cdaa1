import type { Cell, DataTable, Inserted, RowCondition, RowFilter, RowQuery, TableRow } from '@millrace/sdk'
import { columnsAfter } from '../tables/columns-after.ts'
import type { ColumnChange, ManagedTableStore } from '../tables/table-store.ts'

interface Kept {
  table: DataTable
  lastId: number
  rows: TableRow[]
}

/** Data tables in memory, one project's as good as another's; as many rows as there is memory for. */
export function memoryTables({
  now,
  newId,
}: {
  readonly now: () => number
  readonly newId: () => string
}): ManagedTableStore {
  const tables = new Map<string, Kept>()
  const named = (name: string) => [...tables.values()].find(({ table }) => table.name === name)
  const change = (id: string, how: (kept: Kept) => void): 'done' | 'gone' => {
    const kept = tables.get(id)
    if (kept === undefined) return 'gone'
    how(kept)
    kept.table = { ...kept.table, updatedAt: now() }
    return 'done'
  }
  const insert = (kept: Kept, rows: readonly TableRow['cells'][]): Inserted => {
    const firstId = kept.lastId + 1
    const at = now()
    kept.lastId += rows.length
    kept.rows.push(...rows.map((cells, index) => ({ id: firstId + index, createdAt: at, updatedAt: at, cells })))
    return { firstId, at }
  }
  return {
    list: async () => [...tables.values()].map(({ table }) => table).toSorted((a, b) => compare(a.name, b.name)),
    find: async (_project, which) => ('id' in which ? tables.get(which.id) : named(which.name))?.table,
    async create(_project, { name, columns }) {
      if (named(name) !== undefined) return 'taken'
      const table = { id: newId(), name, columns, createdAt: now(), updatedAt: now() }
      tables.set(table.id, { table, lastId: 0, rows: [] })
      return table
    },
    async rename(_project, id, name) {
      const other = named(name)
      if (other !== undefined && other.table.id !== id) return 'taken'
      return change(id, (kept) => {
        kept.table = { ...kept.table, name }
      })
    },
    counts: async () => new Map([...tables].map(([id, { rows }]) => [id, rows.length])),
    async changeColumns(_project, id, how) {
      const kept = tables.get(id)
      if (kept === undefined) return 'gone'
      return canChange(kept.table.columns, how) ? change(id, (one) => changeColumns(one, how)) : 'clash'
    },
    delete: async (_project, id) => (tables.delete(id) ? 'done' : 'gone'),
    clear: async (_project, id) =>
      change(id, (kept) => {
        kept.rows = []
      }),
    rows: async (_project, id, query) => {
      const kept = tables.get(id)
      if (kept === undefined) return 'gone'
      const meant = kept.rows.filter((row) => isMeant(row, query.where))
      return ordered(meant, query).slice(query.skip, query.skip + query.limit)
    },
    async insert(_project, id, rows) {
      const kept = tables.get(id)
      return kept === undefined ? 'gone' : insert(kept, rows)
    },
    async update(_project, id, { where, cells, elseInsert, dry }) {
      const kept = tables.get(id)
      if (kept === undefined) return 'gone'
      const before = kept.rows.filter((row) => isMeant(row, where))
      const at = now()
      if (dry) return { before, at }
      kept.rows = kept.rows.map((row) =>
        isMeant(row, where) ? { ...row, updatedAt: at, cells: { ...row.cells, ...cells } } : row,
      )
      return { before, at, ...(elseInsert && before.length === 0 && { inserted: insert(kept, [cells]) }) }
    },
    async deleteRows(_project, id, where, dry) {
      const kept = tables.get(id)
      if (kept === undefined) return 'gone'
      const meant = kept.rows.filter((row) => isMeant(row, where))
      if (!dry) kept.rows = kept.rows.filter((row) => !isMeant(row, where))
      return meant
    },
  }
}

function canChange(columns: DataTable['columns'], change: ColumnChange): boolean {
  if (change.kind !== 'add' && !columns.some((one) => one.name === change.name)) return false
  const names = columnsAfter(columns, change).map(({ name }) => name.toLowerCase())
  return new Set(names).size === names.length
}

function changeColumns(kept: Kept, change: ColumnChange): void {
  kept.table = { ...kept.table, columns: columnsAfter(kept.table.columns, change) }
  kept.rows = kept.rows.map((row) => ({ ...row, cells: changedCells(row.cells, change) }))
}

function changedCells(cells: TableRow['cells'], change: ColumnChange): TableRow['cells'] {
  if (change.kind === 'add') return cells
  const { [change.name]: cell, ...others } = cells
  return change.kind === 'delete' || cell === undefined ? others : { ...others, [change.to]: cell }
}

function ordered(rows: readonly TableRow[], { order }: RowQuery): readonly TableRow[] {
  if (order === undefined) return rows
  const sign = order.direction === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => sign * compare(cellOf(a, order.column), cellOf(b, order.column)) || a.id - b.id)
}

function isMeant(row: TableRow, { match, conditions }: RowFilter): boolean {
  if (conditions.length === 0) return true
  const holds = (condition: RowCondition) => conditionHolds(cellOf(row, condition.column), condition)
  return match === 'any' ? conditions.some(holds) : conditions.every(holds)
}

function conditionHolds(cell: Cell, { test, value }: RowCondition): boolean {
  if (test === 'eq') return cell === value
  if (test === 'neq') return cell !== value
  if (cell === null || value === null) return false
  switch (test) {
    case 'gt':
      return compare(cell, value) > 0
    case 'gte':
      return compare(cell, value) >= 0
    case 'lt':
      return compare(cell, value) < 0
    case 'lte':
      return compare(cell, value) <= 0
    case 'like':
      return isLike(String(cell), String(value))
    case 'ilike':
      return isLike(String(cell).toLowerCase(), String(value).toLowerCase())
    default:
      return test satisfies never
  }
}

function cellOf(row: TableRow, column: string): Cell {
  if (column === 'id') return row.id
  if (column === 'createdAt' || column === 'updatedAt') return new Date(row[column]).toISOString()
  return Object.hasOwn(row.cells, column) ? (row.cells[column] ?? null) : null
}

/** As databases sort: nothing first, then by code points. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

/** Goes back to the last `%` only, so it takes no longer than the texts are long, one times the other. */
function isLike(text: string, pattern: string): boolean {
  const has = [...text]
  const wants = [...pattern]
  let at = 0
  let want = 0
  let retry: { readonly at: number; readonly want: number } | undefined
  while (at < has.length) {
    if (wants[want] === '%') {
      retry = { at, want }
      want += 1
    } else if (want < wants.length && (wants[want] === '_' || wants[want] === has[at])) {
      at += 1
      want += 1
    } else if (retry !== undefined) {
      retry = { at: retry.at + 1, want: retry.want }
      at = retry.at
      want = retry.want + 1
    } else {
      return false
    }
  }
  return wants.slice(want).every((rest) => rest === '%')
}
