/** The dynamic lists of the form: each a `Lookup`. */
import { type ColumnType, type LookupContext, type LookupPage, valueAt } from '@millrace/sdk'
import { findTable } from './find-table.ts'
import { own } from './to-cell.ts'

type Asked = Pick<LookupContext, 'dataTables' | 'rawParameters'>

export async function table({ dataTables }: Asked, filter = ''): Promise<LookupPage> {
  const sought = filter.toLowerCase()
  const found = (await dataTables.list()).filter(({ name }) => name.toLowerCase().includes(sought))
  return { choices: found.map(({ id, name }) => ({ value: id, label: name, url: `/data-tables/${id}` })) }
}

/** All columns, those that every table has first. */
export async function dataTableColumns(context: Asked): Promise<LookupPage> {
  return page([...own, ...(await columnsOf(context))])
}

/** Those that can be written. */
export async function dataTables(context: Asked): Promise<LookupPage> {
  return page(await columnsOf(context))
}

/** Those of the column; all, where it is not said which one is meant. */
export async function conditionsForColumn(context: Asked): Promise<LookupPage> {
  const name = valueAt(context.rawParameters, 'keyName')
  const columns = name === undefined ? [] : [...own, ...(await columnsOf(context))]
  const type = columns.find((column) => column.name === name)?.type
  return { choices: (type === undefined ? all : conditions[type]).map((value) => ({ value, label: labels[value] })) }
}

async function columnsOf(context: Asked) {
  const mode = valueAt(context.rawParameters, 'dataTableId.mode')
  const value = valueAt(context.rawParameters, 'dataTableId.value')
  if (typeof value !== 'string' || value === '') return []
  return (await findTable(context, { mode: typeof mode === 'string' ? mode : 'id', value })).columns
}

function page(columns: readonly { readonly name: string; readonly type: ColumnType }[]): LookupPage {
  return { choices: columns.map(({ name, type }) => ({ value: name, label: name, help: type })) }
}

const labels = {
  eq: 'Equals',
  neq: 'Does not equal',
  gt: 'Is greater than',
  gte: 'Is greater than or equals',
  lt: 'Is less than',
  lte: 'Is less than or equals',
  like: 'Contains (capitals count)',
  ilike: 'Contains',
  isEmpty: 'Is empty',
  isNotEmpty: 'Is not empty',
  isTrue: 'Is true',
  isFalse: 'Is false',
} as const

type Name = keyof typeof labels

const all: readonly Name[] = [
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'like',
  'ilike',
  'isEmpty',
  'isNotEmpty',
  'isTrue',
  'isFalse',
]

const ordered: readonly Name[] = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'isEmpty', 'isNotEmpty']

const conditions: Readonly<Record<ColumnType, readonly Name[]>> = {
  string: [...ordered, 'like', 'ilike'],
  number: ordered,
  date: ordered,
  boolean: ['isTrue', 'isFalse', 'isEmpty', 'isNotEmpty'],
}
