/** Many items into one: the values of fields as lists, or the items themselves as one list. */
import * as m from '@millrace/sdk'
import { getField, lastName, removeField, setField } from '../values/field-path.ts'

export interface AggregatedField {
  readonly field: string
  /** The name of the list; left out, the last part of the field's name. */
  readonly as?: string
}

interface FieldsSettings {
  readonly dots: boolean
  /** Entries of lists instead of the lists. */
  readonly mergeLists: boolean
  /** Null for what is missing, instead of nothing. */
  readonly keepMissing: boolean
}

/** One item with a list per field, linked to all items. */
export function aggregateFields(
  items: readonly m.Item[],
  fields: readonly AggregatedField[],
  settings: FieldsSettings,
): m.Item {
  const named = fields.filter(({ field }) => field !== '')
  if (named.length === 0) throw refuse('No field is named. Name at least one to aggregate.')
  const used = new Set<string>()
  let json: m.JsonObject = {}
  for (const { field, as } of named) {
    const name = as ?? lastName(field, {}, settings.dots)
    if (used.has(name)) throw refuse(`Two fields would be called "${name}". Rename one of them.`)
    used.add(name)
    const values = items.flatMap((item) => valuesOf(getField(item.json, field, settings.dots), settings))
    json = setField(json, name, values, settings.dots)
  }
  return { json, pairedItem: items.map((_, item) => ({ item })) }
}

function valuesOf(value: m.Json | undefined, { mergeLists, keepMissing }: FieldsSettings): readonly m.Json[] {
  const all: readonly m.Json[] = mergeLists && isList(value) ? value : [value ?? null]
  return keepMissing ? all : all.filter((one) => one !== null)
}

/** Which fields of an item go into the list. */
export type Selection =
  | { readonly include: 'allFields' }
  | { readonly include: 'specifiedFields' | 'allFieldsExcept'; readonly names: readonly string[] }

/** One item with a list of all items' data; items of which nothing is left are not in it. */
export function aggregateItems(items: readonly m.Item[], name: string, selection: Selection): m.Item {
  const links: m.LinkTarget[] = []
  const list: m.JsonObject[] = []
  for (const [item, { json }] of items.entries()) {
    const selected = select(json, selection)
    if (selected === undefined) continue
    links.push({ item })
    list.push(selected)
  }
  return { json: { [name]: list }, pairedItem: links }
}

function select(json: m.JsonObject, selection: Selection): m.JsonObject | undefined {
  if (selection.include === 'allFields') return json
  const selected =
    selection.include === 'allFieldsExcept'
      ? selection.names.reduce((left, name) => removeField(left, name, false), json)
      : Object.fromEntries(Object.entries(json).filter(([name]) => selection.names.includes(name)))
  return Object.keys(selected).length === 0 ? undefined : selected
}

/**
 * An item with the files of all items. A name that is taken gets a number; of files that look the same to a
 * person (kind and size) only the first is kept where they shall be unique.
 */
export function withFiles(item: m.Item, items: readonly m.Item[], unique: boolean): m.Item {
  const binary: Record<string, m.BinaryData> = {}
  const seen = new Set<string>()
  for (const [name, file] of items.flatMap((one) => Object.entries(one.binary ?? {}))) {
    const { mimeType, fileType, fileExtension, fileSize, bytes } = file
    const looks = JSON.stringify([mimeType, fileType, fileExtension, bytes ?? fileSize ?? file.data?.length])
    if (unique && seen.has(looks)) continue
    seen.add(looks)
    binary[freeName(binary, name)] = file
  }
  return Object.keys(binary).length === 0 ? item : { ...item, binary }
}

function freeName(taken: object, name: string): string {
  if (!Object.hasOwn(taken, name)) return name
  let number = 1
  while (Object.hasOwn(taken, `${name}_${number}`)) number += 1
  return `${name}_${number}`
}

function refuse(message: string): m.NodeError {
  return m.refuse(message, { code: 'aggregate_fields', retry: 'no', reach: 'node' })
}

function isList(value: m.Json | undefined): value is readonly m.Json[] {
  return Array.isArray(value)
}
