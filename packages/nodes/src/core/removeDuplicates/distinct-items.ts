/** The items of one input without those that repeat an earlier one. */
import * as m from '@millrace/sdk'
import { getField, removeField, setField } from '../values/field-path.ts'

/** What of two items must be equal for them to count as the same. */
export type Comparison =
  | { readonly compare: 'allFields' }
  | { readonly compare: 'selectedFields' | 'allFieldsExcept'; readonly names: readonly string[] }

export interface DistinctSettings {
  readonly dots: boolean
  /** Of an item, only the compared fields go on. */
  readonly removeOthers: boolean
  /** Whether null fits values of any type. */
  readonly nullFits: boolean
}

/**
 * The first item of each kind, in order.
 * @throws NodeError where a compared field is missing in an item, or its type is not the same in all
 */
export function distinctItems(
  items: readonly m.Item[],
  comparison: Comparison,
  settings: DistinctSettings,
): readonly m.Item[] {
  const compared = items.map(({ json }) => comparedFields(json, comparison, settings.dots))
  checkFields(compared, settings)
  const seen = new Set<string>()
  const kept: m.Item[] = []
  for (const [index, item] of items.entries()) {
    const fields = compared[index] ?? new Map<string, m.Json | undefined>()
    const key = JSON.stringify([...fields.keys()].toSorted().map((name) => sorted(fields.get(name))))
    if (seen.has(key)) continue
    seen.add(key)
    kept.push(settings.removeOthers ? onlyCompared(item, kept.length, comparison, settings.dots) : item)
  }
  return kept
}

type Fields = ReadonlyMap<string, m.Json | undefined>

function comparedFields(json: m.JsonObject, comparison: Comparison, dots: boolean): Fields {
  switch (comparison.compare) {
    case 'allFields':
      return new Map(Object.entries(json))
    case 'allFieldsExcept':
      return new Map(Object.entries(without(json, comparison.names, dots)))
    case 'selectedFields':
      if (comparison.names.length === 0) throw refuse('No field is named. Name at least one to compare.')
      return new Map(comparison.names.map((name) => [name, getField(json, name, dots)]))
  }
}

function checkFields(compared: readonly Fields[], { dots, nullFits }: DistinctSettings): void {
  for (const name of new Set(compared.flatMap((fields) => [...fields.keys()]))) {
    let type: string | undefined
    for (const fields of compared) {
      const value = fields.get(name)
      if (value === undefined) {
        const hint =
          !dots && name.includes('.') ? 'Dots are part of names here: turn that off to reach into fields.' : ''
        throw refuse(`The field "${name}" is missing in some items. ${hint || 'Compare fields that all of them have.'}`)
      }
      if (value === null && nullFits) continue
      if (type !== undefined && type !== typeof value) {
        throw refuse(`The field "${name}" is a ${type} in one item and a ${typeof value} in another. Make them alike.`)
      }
      type = typeof value
    }
  }
}

/** n8n links these by their own place, not by that of their item; expressions behind the node count on it. */
function onlyCompared({ json, binary }: m.Item, place: number, comparison: Comparison, dots: boolean): m.Item {
  const pairedItem = { item: place }
  const left = leftOf(json, comparison, dots)
  return binary ? { json: left, binary, pairedItem } : { json: left, pairedItem }
}

function leftOf(json: m.JsonObject, comparison: Comparison, dots: boolean): m.JsonObject {
  switch (comparison.compare) {
    case 'allFields':
      return json
    case 'allFieldsExcept':
      return without(json, comparison.names, dots)
    case 'selectedFields':
      return comparison.names.reduce<m.JsonObject>(
        (left, name) => setField(left, name, getField(json, name, dots), dots && !Object.hasOwn(json, name)),
        {},
      )
  }
}

function without(json: m.JsonObject, names: readonly string[], dots: boolean): m.JsonObject {
  return names.reduce((left, name) => removeField(left, name, dots), json)
}

/** Objects with equal members are equal, in whatever order they have them. */
function sorted(value: m.Json | undefined): m.Json | undefined {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((one) => sorted(one) ?? null)
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member) ?? null])
}

function isList(value: m.Json): value is readonly m.Json[] {
  return Array.isArray(value)
}

function refuse(message: string): m.NodeError {
  return m.refuse(message, { code: 'duplicates_compare', retry: 'no' })
}
