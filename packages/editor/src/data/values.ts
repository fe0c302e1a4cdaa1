import { isJsonObject } from '@millrace/sdk'
/** What a value is and how it is said in one line. */
export type Kind = 'string' | 'number' | 'boolean' | 'date' | 'object' | 'array' | 'null' | 'undefined'

const isoDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

export function kindOf(value: unknown): Kind {
  if (value === undefined) return 'undefined'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  switch (typeof value) {
    case 'string':
      return isoDate.test(value) ? 'date' : 'string'
    case 'number':
    case 'bigint':
      return 'number'
    case 'boolean':
      return 'boolean'
    default:
      return 'object'
  }
}

export const glyphs: Readonly<Record<Kind, string>> = {
  string: 'T',
  number: '#',
  boolean: '?',
  date: 'D',
  object: '{}',
  array: '[]',
  null: '∅',
  undefined: '∅',
}

export const kindWords: Readonly<Record<Kind, string>> = {
  string: 'Text',
  number: 'Number',
  boolean: 'True or false',
  date: 'Date',
  object: 'Object',
  array: 'List',
  null: 'Empty',
  undefined: 'Missing',
}

const longest = 200

/** A value in one line: texts as they are, the rest as JSON people can read. */
export function inline(value: unknown): string {
  switch (kindOf(value)) {
    case 'string':
    case 'date':
      return cut(String(value).replaceAll('\n', ' ⏎ '))
    case 'undefined':
      return ''
    case 'null':
      return 'null'
    case 'number':
    case 'boolean':
      return String(value)
    case 'object':
    case 'array':
      return cut(JSON.stringify(value) ?? '')
  }
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

/** The columns of a table: keys in the order they first come. */
export function columnsOf(rows: readonly unknown[]): readonly string[] {
  const columns = new Set<string>()
  for (const row of rows) if (isJsonObject(row)) for (const key of Object.keys(row)) columns.add(key)
  return [...columns]
}

export interface SchemaEntry {
  readonly path: readonly (string | number)[]
  readonly name: string
  readonly kind: Kind
  readonly sample: string
  readonly depth: number
  readonly children: number
}

const deepest = 6
const widest = 400

/** Names, kinds and a sample of the fields of some items; the first value seen stands for all. */
export function schemaOf(items: readonly unknown[]): readonly SchemaEntry[] {
  const entries: SchemaEntry[] = []
  const visit = (values: readonly unknown[], path: readonly (string | number)[], depth: number) => {
    for (const key of columnsOf(values)) {
      if (entries.length >= widest) return
      const found = values
        .map((value) => (isJsonObject(value) ? value[key] : undefined))
        .filter((one) => one !== undefined)
      const first = found.find((one) => one !== null) ?? found[0]
      const kind = kindOf(first)
      const here = [...path, key]
      const inner =
        kind === 'array' && Array.isArray(first)
          ? first.filter(isJsonObject).slice(0, 1)
          : kind === 'object'
            ? found.filter(isJsonObject)
            : []
      const children = columnsOf(inner).length
      entries.push({ path: here, name: key, kind, sample: sampleOf(first, kind), depth, children })
      if (children > 0 && depth < deepest) visit(inner, kind === 'array' ? [...here, 0] : here, depth + 1)
    }
  }
  visit(items, [], 0)
  return entries
}

function sampleOf(value: unknown, kind: Kind): string {
  if (kind === 'array' && Array.isArray(value)) return value.length === 1 ? '1 entry' : `${value.length} entries`
  if (kind === 'object' && isJsonObject(value)) {
    const fields = Object.keys(value).length
    return fields === 1 ? '1 field' : `${fields} fields`
  }
  return inline(value)
}

const identifier = /^[A-Za-z_$][\w$]*$/

/** A path as an expression reads it: `.order["first name"][0]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'string' && identifier.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`))
    .join('')
}

/** The expression that reads a field of the input, or of an earlier node. */
export function mapping(path: readonly (string | number)[], from?: string): string {
  const base = from === undefined ? '$json' : `$('${from.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}').item.json`
  return `{{ ${base}${pathText(path)} }}`
}
