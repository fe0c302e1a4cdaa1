/** Conditions on rows of data tables as SQL. Columns are reached by a bound name, so no text becomes a part of it. */
import type { TableStore } from '@millrace/engine'
import { type RawBuilder, sql } from 'kysely'
import { type Column, keyOf } from './columns.ts'

type Kind = 'sqlite' | 'postgres'
type Query = Parameters<TableStore['rows']>[2]
type Filter = Query['where']
type Condition = Filter['conditions'][number]
type Cell = Condition['value']

/** How rows of a table are told apart and ordered on one kind of database. */
export interface RowSql {
  readonly where: RawBuilder<boolean>
  readonly order: RawBuilder<unknown>
}

export function rowSql(kind: Kind, columns: readonly Column[], query: Pick<Query, 'where' | 'order'>): RowSql {
  return { where: whereSql(kind, columns, query.where), order: orderSql(kind, columns, query.order) }
}

function whereSql(kind: Kind, columns: readonly Column[], { match, conditions }: Filter): RawBuilder<boolean> {
  if (conditions.length === 0) return sql<boolean>`1 = 1`
  const each = conditions.map((condition) => conditionSql(kind, columns, condition))
  return sql<boolean>`(${sql.join(each, match === 'any' ? sql` or ` : sql` and `)})`
}

function orderSql(kind: Kind, columns: readonly Column[], order: Query['order']): RawBuilder<unknown> {
  if (order === undefined) return sql`id`
  const cell = cellSql(kind, columns, order.column)
  return order.direction === 'asc' ? sql`${cell} asc nulls first, id` : sql`${cell} desc nulls last, id`
}

function conditionSql(kind: Kind, columns: readonly Column[], condition: Condition): RawBuilder<boolean> {
  const cell = cellSql(kind, columns, condition.column)
  const value = valueOf(kind, condition)
  switch (condition.test) {
    case 'eq':
      return sql<boolean>`${cell} is not distinct from ${typed(kind, value)}`
    case 'neq':
      return sql<boolean>`${cell} is distinct from ${typed(kind, value)}`
    case 'gt':
      return sql<boolean>`${cell} > ${typed(kind, value)}`
    case 'gte':
      return sql<boolean>`${cell} >= ${typed(kind, value)}`
    case 'lt':
      return sql<boolean>`${cell} < ${typed(kind, value)}`
    case 'lte':
      return sql<boolean>`${cell} <= ${typed(kind, value)}`
    case 'like':
      return likeSql(kind, cell, value)
    case 'ilike':
      return kind === 'sqlite'
        ? sql<boolean>`${cell} like ${escaped(value)} escape '\\'`
        : sql<boolean>`${cell} ilike ${escaped(value)}::text escape '\\'`
    default:
      return condition.test satisfies never
  }
}

/** SQLite's own `like` does not tell capitals from small letters; its `glob` does, and has other wildcards. */
function likeSql(kind: Kind, cell: RawBuilder<unknown>, pattern: Cell): RawBuilder<boolean> {
  if (kind === 'postgres') return sql<boolean>`${cell} like ${escaped(pattern)}::text escape '\\'`
  const glob =
    typeof pattern === 'string'
      ? pattern
          .replaceAll(/[*?[]/g, (special) => `[${special}]`)
          .replaceAll('%', '*')
          .replaceAll('_', '?')
      : null
  return sql<boolean>`${cell} glob ${glob}`
}

/** A backslash stands for itself. */
function escaped(pattern: Cell): string | null {
  return typeof pattern === 'string' ? pattern.replaceAll('\\', '\\\\') : null
}

/** Postgres wants to know what a parameter is; text of cells is ordered by code points, as SQLite does. */
function typed(kind: Kind, value: Cell): RawBuilder<unknown> {
  if (kind === 'sqlite' || value === null) return sql`${value}`
  if (typeof value === 'number') return sql`${value}::double precision`
  if (typeof value === 'boolean') return sql`${value}::boolean`
  return sql`${value}::text`
}

/** Moments of rows are numbers in the database. */
function valueOf(kind: Kind, { column, value }: Condition): Cell {
  if ((column === 'createdAt' || column === 'updatedAt') && typeof value === 'string') return Date.parse(value)
  return kind === 'sqlite' && typeof value === 'boolean' ? Number(value) : value
}

function cellSql(kind: Kind, columns: readonly Column[], name: string): RawBuilder<unknown> {
  if (name === 'id') return sql.ref('id')
  if (name === 'createdAt') return sql.ref('created_at')
  if (name === 'updatedAt') return sql.ref('updated_at')
  const column = columns.find((one) => one.name === name)
  const key = column === undefined ? name : keyOf(column)
  if (kind === 'sqlite') return sql`(cells ->> ${`$.${key}`})`
  const text = sql`(cells::json ->> ${key}::text)`
  switch (column?.type) {
    case 'number':
      return sql`${text}::double precision`
    case 'boolean':
      return sql`${text}::boolean`
    default:
      return sql`${text} collate "C"`
  }
}
