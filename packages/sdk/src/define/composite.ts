/** Inputs made of others: optional members, repeated groups, located things, mapped columns, conditions. */
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { LocatorMode, Property, PropertyGroup } from '../property.ts'
import { deriveProperties } from './derive.ts'
import type { Field, FieldExtra, Inputs, Read, ReadScope } from './input.ts'
import { readInputs, readMembers } from './read.ts'
import { readText, versionsBetween, wrong } from './scalar.ts'

/** Members that a person adds one by one; absent members are undefined. */
export function collection<const I extends Inputs>(
  label: string,
  members: I,
  extra: FieldExtra = {},
): Field<Partial<Read<I>>> {
  return {
    kind: 'field',
    property: (versions) => ({
      label,
      type: 'collection',
      default: {},
      members: deriveProperties(members, versions),
      ...extra,
    }),
    read: (given, at) => readMembers(members, record(given), at),
  }
}

/** A group of a `groups` input. */
export interface Group<I extends Inputs> {
  readonly label: string
  readonly fields: I
  readonly since?: number
  readonly until?: number
}

export function group<const I extends Inputs>(
  label: string,
  fields: I,
  marks: { readonly since?: number; readonly until?: number } = {},
): Group<I> {
  return { label, fields, ...marks }
}

interface GroupsExtra extends FieldExtra {
  readonly sortable?: boolean
}

type GroupMap = { readonly [name: string]: Group<Inputs> }

/** Named groups of fields, each once: `{ group: { … } }`. */
export function groups<const G extends GroupMap>(
  label: string,
  of: G,
  extra: GroupsExtra = {},
): Field<{ readonly [K in keyof G]?: Read<G[K]['fields']> }> {
  return {
    kind: 'field',
    property: groupsProperty(label, of, { multiple: false, ...extra }),
    read: (given, at) => readGroups(of, given, (about, one) => readGroup(about, one, at)),
  }
}

/** Named groups of fields, each any number of times: `{ group: [{ … }, …] }`. */
export function lists<const G extends GroupMap>(
  label: string,
  of: G,
  extra: GroupsExtra = {},
): Field<{ readonly [K in keyof G]?: readonly Read<G[K]['fields']>[] }> {
  return {
    kind: 'field',
    property: groupsProperty(label, of, { multiple: true, ...extra }),
    read: (given, at) => readGroups(of, given, (about, many) => rows(many).map((one) => readGroup(about, one, at))),
  }
}

/** One group any number of times, read as a list of its rows: `{ name: [{ … }, …] }`. */
export function list<const I extends Inputs>(
  label: string,
  name: string,
  fields: I,
  extra: GroupsExtra & { readonly groupLabel?: string } = {},
): Field<readonly Read<I>[]> {
  const { groupLabel = label, ...rest } = extra
  const only = group(groupLabel, fields)
  return {
    kind: 'field',
    property: groupsProperty(label, { [name]: only }, { multiple: true, ...rest }),
    read: (given, at) => rows(record(given)[name]).map((one) => readGroup(only, one, at)),
  }
}

function groupsProperty(label: string, of: GroupMap, extra: Partial<Property>): Field<unknown>['property'] {
  const { multiple, ...rest } = extra
  return (versions) => ({
    label,
    type: 'fixedCollection',
    default: {},
    ...(multiple && { multiple }),
    groups: Object.entries(of).flatMap(([name, about]) => toPropertyGroup(name, about, versions)),
    ...rest,
  })
}

function toPropertyGroup(name: string, about: Group<Inputs>, versions: readonly number[]): readonly PropertyGroup[] {
  const having = versionsBetween(versions, about.since, about.until)
  if (having.length === 0) return []
  const values = deriveProperties(about.fields, having)
  return [{ name, label: about.label, values, ...(having.length < versions.length && { versions: having }) }]
}

function readGroups<T>(of: GroupMap, given: unknown, read: (about: Group<Inputs>, value: unknown) => unknown): T {
  const values = record(given)
  const found: Record<string, unknown> = {}
  for (const [name, about] of Object.entries(of)) {
    if (values[name] !== undefined) found[name] = read(about, values[name])
  }
  // Every group was read by its own fields: the type of the input says what the loop did.
  return found as T
}

function readGroup<I extends Inputs>(about: Group<I>, given: unknown, at: ReadScope): Read<I> {
  return readInputs(about.fields, record(given), at)
}

/** A group stored once where a list is meant counts as a list of one. */
function rows(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : given === undefined || given === null ? [] : [given]
}

/** What a locator points at: the id (taken out of an address where the mode says how) and the mode used. */
export interface Located {
  readonly mode: string
  readonly value: string
}

/** A thing named in one of several ways; documents store `{ __rl, mode, value }`, old ones a plain id. */
export function locator(label: string, modes: readonly LocatorMode[], extra: FieldExtra = {}): Field<Located> {
  return {
    kind: 'field',
    property: () => ({
      label,
      type: 'resourceLocator',
      default: { mode: modes[0]?.name ?? 'id', value: '' },
      modes,
      ...extra,
    }),
    read: (given, at) => {
      if (typeof given !== 'object' || given === null) return { mode: 'id', value: readText(given, at) }
      const { mode, value } = record(given)
      const name = typeof mode === 'string' ? mode : 'id'
      return { mode: name, value: extracted(modes, name, readText(value, at)) }
    },
  }
}

/** Modes of a locator. */
export function byList(lookup: string, extra: Partial<LocatorMode> = {}): LocatorMode {
  return { name: 'list', label: 'From list', type: 'list', lookup, ...extra }
}

export function byId(extra: Partial<LocatorMode> = {}): LocatorMode {
  return { name: 'id', label: 'ID', type: 'string', ...extra }
}

export function byUrl(extract: string, extra: Partial<LocatorMode> = {}): LocatorMode {
  return { name: 'url', label: 'URL', type: 'string', extract, ...extra }
}

export function byName(extra: Partial<LocatorMode> = {}): LocatorMode {
  return { name: 'name', label: 'Name', type: 'string', ...extra }
}

function extracted(modes: readonly LocatorMode[], mode: string, value: string): string {
  const pattern = modes.find((one) => one.name === mode)?.extract
  if (pattern === undefined) return value
  return new RegExp(pattern).exec(value)?.[1] ?? value
}

/** Columns of a foreign table: the item's own fields, or values given column by column. */
export interface Mapped {
  readonly mode: 'defineBelow' | 'autoMapInputData'
  readonly values: Readonly<Record<string, unknown>>
  readonly matching: readonly string[]
  readonly columns: readonly JsonObject[]
}

export function mapper(label: string, settings: Readonly<Record<string, Json>>, extra: FieldExtra = {}): Field<Mapped> {
  return {
    kind: 'field',
    property: () => ({
      label,
      type: 'resourceMapper',
      default: { mappingMode: 'defineBelow', value: null },
      settings,
      ...extra,
    }),
    read: (given) => {
      const { mappingMode, value, matchingColumns, schema } = record(given)
      return {
        mode: mappingMode === 'autoMapInputData' ? 'autoMapInputData' : 'defineBelow',
        values: record(value),
        matching: Array.isArray(matchingColumns) ? matchingColumns.filter((one) => typeof one === 'string') : [],
        columns: Array.isArray(schema) ? schema.filter(isJsonObject) : [],
      }
    },
  }
}

/** One line of an assignment list, its value as the expression gave it. */
export interface Assignment {
  readonly name: string
  readonly type: string
  readonly value: unknown
}

export function assignments(label: string, extra: FieldExtra = {}): Field<readonly Assignment[]> {
  return {
    kind: 'field',
    property: () => ({ label, type: 'assignmentCollection', default: {}, ...extra }),
    read: (given, at) =>
      rows(record(given)['assignments']).map((one) => {
        const { name, type, value } = record(one)
        return { name: readText(name, at), type: typeof type === 'string' ? type : 'string', value }
      }),
  }
}

/** Conditions as the filter form stores them, operands resolved. */
export interface Filter {
  readonly combinator: 'and' | 'or'
  readonly conditions: readonly FilterCondition[]
  readonly options: {
    readonly caseSensitive: boolean
    readonly typeValidation: 'strict' | 'loose'
    readonly version: number
  }
}

export interface FilterCondition {
  readonly left: unknown
  readonly right: unknown
  readonly operator: { readonly type: string; readonly operation: string; readonly singleValue: boolean }
}

export function filter(label: string, settings: Readonly<Record<string, Json>>, extra: FieldExtra = {}): Field<Filter> {
  return {
    kind: 'field',
    property: () => ({ label, type: 'filter', default: {}, settings, ...extra }),
    read: readFilter,
  }
}

function readFilter(given: unknown, at: ReadScope): Filter {
  const { combinator, conditions, options } = record(given)
  const { caseSensitive, typeValidation, version } = record(options)
  return {
    combinator: combinator === 'or' ? 'or' : 'and',
    conditions: rows(conditions).map((one) => readFilterCondition(one, at)),
    options: {
      caseSensitive: caseSensitive !== false,
      typeValidation: typeValidation === 'loose' ? 'loose' : 'strict',
      version: typeof version === 'number' ? version : 1,
    },
  }
}

function readFilterCondition(given: unknown, at: ReadScope): FilterCondition {
  const { leftValue, rightValue, operator } = record(given)
  const { type, operation, singleValue } = record(operator)
  if (typeof type !== 'string' || typeof operation !== 'string') {
    throw wrong(at, given, 'every condition needs an operator')
  }
  return { left: leftValue, right: rightValue, operator: { type, operation, singleValue: singleValue === true } }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {}
}
