import * as m from '@millrace/sdk'
import { getField, removeField } from '../values/field-path.ts'

/** How an item is split. */
export interface Splitting {
  /** The fields whose lists are taken apart, side by side; `$binary` stands for the item's files. */
  readonly fields: readonly string[]
  /** The names of the new fields; none: those of the old ones. */
  readonly destinations: readonly string[]
  readonly include: 'noOtherFields' | 'allOtherFields' | 'selectedOtherFields'
  readonly included: readonly string[]
  readonly dots: boolean
  readonly binary: boolean
}

const FILES = '$binary'

/** The items that an item's lists become: the n-th takes the n-th entry of each field. */
export function splitItem(item: m.Item, splitting: Splitting): readonly m.Item[] {
  const { fields, destinations, dots } = splitting
  if (destinations.length > 0 && destinations.length !== fields.length) {
    throw m.refuse(
      `${fields.length} fields are split out, but ${destinations.length} names are given for them. Give a name for each, or none.`,
      { code: 'split_names', retry: 'no' },
    )
  }
  const lists = fields.map((field) => (field === FILES ? filesOf(item) : entriesOf(getField(item.json, field, dots))))
  const count = Math.max(0, ...lists.map((list) => list.length))
  const others = otherFields(item, splitting)
  return Array.from({ length: count }, (_, place) => {
    const json: Record<string, m.Json | undefined> = { ...others }
    let binary = splitting.binary ? item.binary : undefined
    for (const [index, field] of fields.entries()) {
      const entry = lists[index]?.[place]
      if (entry === undefined) continue
      if (isFile(entry)) binary = { ...binary, [entry.name]: entry.file }
      else if (spreads(entry.value, splitting))
        for (const [name, value] of members(entry.value)) define(json, name, value)
      else define(json, destinations[index] ?? field, entry.value)
    }
    return binary ? { json, binary } : { json }
  })
}

/** Entries that are objects become the item itself where nothing else is to be in it. */
function spreads(
  value: m.Json,
  { fields, destinations, include }: Splitting,
): value is m.JsonObject | readonly m.Json[] {
  return (
    fields.length === 1 &&
    destinations.length === 0 &&
    include === 'noOtherFields' &&
    typeof value === 'object' &&
    value !== null
  )
}

function otherFields(item: m.Item, { fields, include, included, dots }: Splitting): m.JsonObject {
  switch (include) {
    case 'noOtherFields':
      return {}
    case 'allOtherFields':
      return fields.reduce((json, field) => removeField(json, field, dots), item.json)
    case 'selectedOtherFields': {
      const json: Record<string, m.Json | undefined> = {}
      for (const name of included) {
        const value = getField(item.json, name, dots)
        if (value !== undefined) define(json, name, value)
      }
      return json
    }
  }
}

type Entry = { readonly value: m.Json } | { readonly name: string; readonly file: m.BinaryData }

function isFile(entry: Entry): entry is Extract<Entry, { readonly file: m.BinaryData }> {
  return 'file' in entry
}

/** What there is to split in a value: a list's entries, an object's members, or the value alone. */
function entriesOf(value: m.Json | undefined): readonly Entry[] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [{ value }]
  return members(value).map(([, one]) => ({ value: one }))
}

function members(value: m.JsonObject | readonly m.Json[]): readonly (readonly [string, m.Json])[] {
  return Object.entries<m.Json | undefined>(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]]))
}

function filesOf({ binary }: m.Item): readonly Entry[] {
  return Object.entries(binary ?? {}).map(([name, file]) => ({ name, file }))
}

/** Names come from outside: `__proto__` must become a field like any other. */
function define(json: Record<string, m.Json | undefined>, name: string, value: m.Json): void {
  Object.defineProperty(json, name, { value, enumerable: true, configurable: true, writable: true })
}
