/**
 * Which items of two lists belong together because fields have the same values. An item that lacks one of
 * the fields belongs to none. Items are found by what their values read as, so that two long lists do not
 * take the product of their lengths.
 */
import type { Item, Json } from '@millrace/sdk'
import { getField } from '../values/field-path.ts'
import { fingerprint, fuzzyEqual, fuzzyKeys } from '../values/fuzzy-equal.ts'

/** Fields to compare: one of the first list, one of the second. */
export interface FieldPair {
  readonly left: string
  readonly right: string
}

export interface Matching {
  readonly fuzzy: boolean
  readonly dots: boolean
  /** Whether an item is matched with all that fit, or with the first. */
  readonly multiple: 'all' | 'first'
}

export interface Matches {
  /** Places in both lists, in the order of the first. */
  readonly matched: readonly { readonly left: number; readonly right: number }[]
  readonly onlyLeft: readonly number[]
  readonly onlyRight: readonly number[]
}

type Values = readonly Json[]

export function matchItems(
  left: readonly Item[],
  right: readonly Item[],
  pairs: readonly FieldPair[],
  matching: Matching,
): Matches {
  const fieldsOf = (side: keyof FieldPair) => pairs.map((pair) => pair[side])
  const rights = right.map((item) => valuesOf(item, fieldsOf('right'), matching.dots))
  const find = finder(rights, matching.fuzzy)
  const matched: { left: number; right: number }[] = []
  const onlyLeft: number[] = []
  const used = new Set<number>()
  for (const [index, item] of left.entries()) {
    const values = valuesOf(item, fieldsOf('left'), matching.dots)
    const found = values === undefined ? [] : find(values)
    for (const place of matching.multiple === 'first' ? found.slice(0, 1) : found) {
      matched.push({ left: index, right: place })
      used.add(place)
    }
    if (found.length === 0) onlyLeft.push(index)
  }
  return { matched, onlyLeft, onlyRight: [...right.keys()].filter((place) => !used.has(place)) }
}

function valuesOf({ json }: Item, fields: readonly string[], dots: boolean): Values | undefined {
  const values: Json[] = []
  for (const field of fields) {
    const value = getField(json, field, dots)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** Finds the places of the values that are the same, ascending. */
function finder(list: readonly (Values | undefined)[], fuzzy: boolean): (values: Values) => readonly number[] {
  const keysOf = (values: Values) => (fuzzy ? fuzzyKeys(values[0]) : [values.map(fingerprint).join()])
  const places = new Map<string, number[]>()
  for (const [place, values] of list.entries()) {
    for (const key of new Set(values === undefined ? [] : keysOf(values))) {
      const known = places.get(key)
      if (known) known.push(place)
      else places.set(key, [place])
    }
  }
  if (!fuzzy) return (values) => places.get(keysOf(values)[0] ?? '') ?? []
  return (values) => {
    const near = new Set(keysOf(values).flatMap((key) => places.get(key) ?? []))
    return [...near]
      .filter((place) => values.every((value, i) => fuzzyEqual(value, list[place]?.[i])))
      .sort((a, b) => a - b)
  }
}
