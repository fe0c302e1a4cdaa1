/**
 * What becomes of fields that several items have. Items are merged one over the other, so *preferring* one is
 * merging it last; an item is linked to what it was merged from, in that order.
 */
import { type BinaryData, isJsonObject, type Item, type Json, type JsonObject, type LinkTarget } from '@millrace/sdk'

/** An item with the place it came from. */
export interface Placed {
  readonly item: Item
  readonly at: LinkTarget
}

/** As the form stores it. */
export interface ClashHandling {
  readonly resolveClash?: unknown
  readonly mergeMode?: 'deepMerge' | 'shallowMerge' | undefined
  readonly overrideEmpty?: boolean | undefined
}

export type MergeJson = (base: JsonObject, over: JsonObject) => JsonObject

/** How two objects become one: nested fields too unless told otherwise. */
export function mergerOf({ mergeMode, overrideEmpty = false }: ClashHandling): MergeJson {
  const nested = mergeMode !== 'shallowMerge'
  return (base, over) => mergeObjects(base, over, nested, overrideEmpty)
}

/** One item out of several: later ones win. */
export function joined(parts: readonly Placed[], merge: MergeJson): Item {
  const json = parts.map(({ item }) => item.json).reduce(merge, {})
  let binary: Readonly<Record<string, BinaryData>> | undefined
  for (const { item } of parts) if (item.binary) binary = { ...binary, ...item.binary }
  return { json, ...(binary && { binary }), pairedItem: parts.map(({ at }) => at) }
}

/** The item with the number of its input behind the name of every field. */
export function suffixed({ item, at }: Placed, suffix: number): Placed {
  const json = Object.fromEntries(Object.entries(item.json).map(([key, value]) => [`${key}_${suffix}`, value]))
  return { item: { ...item, json }, at }
}

function mergeObjects(base: JsonObject, over: JsonObject, nested: boolean, keepFilled: boolean): JsonObject {
  const merged = new Map<string, Json | undefined>(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    const present = merged.get(key)
    if (value === undefined || (keepFilled && present !== undefined && isEmpty(value))) continue
    merged.set(key, nested ? mergeValues(present, value, keepFilled) : value)
  }
  return Object.fromEntries(merged)
}

/** Objects merge by member and lists by place; anything else replaces what was there. */
function mergeValues(base: Json | undefined, over: Json, keepFilled: boolean): Json {
  if (Array.isArray(base) && Array.isArray(over)) {
    const count = Math.max(base.length, over.length)
    return Array.from({ length: count }, (_, i): Json => {
      const [present, value] = [base[i], over[i]]
      if (value === undefined || (keepFilled && present !== undefined && isEmpty(value))) return present ?? null
      return mergeValues(present, value, keepFilled)
    })
  }
  return isJsonObject(base) && isJsonObject(over) ? mergeObjects(base, over, true, keepFilled) : over
}

function isEmpty(value: Json): boolean {
  return value === null || value === ''
}
