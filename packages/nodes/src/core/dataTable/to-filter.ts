/** Conditions of the form as those that a table is asked with. */
import { type DataTable, refuse, type RowCondition, type RowFilter } from '@millrace/sdk'
import { columnOf, own, toCell } from './to-cell.ts'

export interface FormCondition {
  readonly keyName: string
  readonly condition?: string | undefined
  readonly keyValue?: unknown
}

interface FormFilter {
  readonly matchType: 'anyCondition' | 'allConditions'
  readonly filters: readonly FormCondition[]
}

/** @throws NodeError `column_unknown`, `cell_type`, `condition_unknown` */
export function toFilter(table: DataTable, { matchType, filters }: FormFilter, zone: string): RowFilter {
  return {
    match: matchType === 'allConditions' ? 'all' : 'any',
    conditions: filters.map((one) => toCondition(table, one, zone)),
  }
}

/**
 * `toFilter` where rows are changed or sought: without a condition all would be meant.
 * @throws NodeError `condition_missing` besides
 */
export function toNarrowFilter(table: DataTable, form: FormFilter, zone: string): RowFilter {
  if (form.filters.length > 0) return toFilter(table, form, zone)
  throw refuse('There is no condition: every row of the table would be meant.', {
    code: 'condition_missing',
    hint: 'Add a condition. “id is not empty” means every row.',
    retry: 'no',
  })
}

function toCondition(
  table: DataTable,
  { keyName, condition = 'eq', keyValue }: FormCondition,
  zone: string,
): RowCondition {
  const column = columnOf([...own, ...table.columns], keyName, table)
  const about = { column: keyName }
  switch (condition) {
    case 'isEmpty':
      return { ...about, test: 'eq', value: null }
    case 'isNotEmpty':
      return { ...about, test: 'neq', value: null }
    case 'isTrue':
      return { ...about, test: 'eq', value: true }
    case 'isFalse':
      return { ...about, test: 'eq', value: false }
    case 'eq':
    case 'neq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { ...about, test: condition, value: toCell(column, keyValue, zone) }
    case 'like':
    case 'ilike':
      return { ...about, test: condition, value: pattern(toCell({ ...column, type: 'string' }, keyValue, zone)) }
    default:
      throw refuse(`There is no condition “${condition}”.`, { code: 'condition_unknown', retry: 'no' })
  }
}

/** The form calls it “contains”: a text without wildcards is sought anywhere. */
function pattern(value: RowCondition['value']): RowCondition['value'] {
  return typeof value !== 'string' || value.includes('%') ? value : `%${value}%`
}
