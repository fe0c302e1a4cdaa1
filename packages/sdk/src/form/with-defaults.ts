/**
 * A node's parameters as they count: those that are visible, with the defaults of what the document leaves
 * out. Members of a collection stay absent unless chosen; groups that are there get the defaults of their
 * values. Parameters no property knows are kept (a later version may have written them), hidden ones are not.
 */
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { NodeDescription } from '../node-type.ts'
import type { Property } from '../property.ts'
import { nestedSet, propertiesOf, type PropertySet, settle } from './properties-of.ts'

export function withDefaults(description: NodeDescription, parameters: JsonObject, version: number): JsonObject {
  const set = propertiesOf(description, version)
  const { values, visible } = settle(set, parameters, version)
  const found: Record<string, Json | undefined> = {}
  for (const name in parameters) if (!set.byName.has(name)) found[name] = parameters[name]
  for (const property of visible) {
    if (property.name in found) continue
    const stored = parameters[property.name]
    const value = filled(property, stored === undefined ? property.default : stored, values, version)
    const several = property.type === 'collection' && (set.byName.get(property.name)?.length ?? 0) > 1
    // Of several collections under one name n8n keeps what was chosen in any, shown or not.
    found[property.name] = several && isJsonObject(value) && isJsonObject(stored) ? { ...stored, ...value } : value
  }
  return found
}

function filled(property: Property, value: Json, root: Readonly<Record<string, unknown>>, version: number): Json {
  if (property.type === 'collection') {
    const set = nestedSet(property.members ?? [])
    if (Array.isArray(value)) return value.map((one) => (isJsonObject(one) ? chosen(set, one, root, version) : one))
    return isJsonObject(value) ? chosen(set, value, root, version) : value
  }
  if (property.type !== 'fixedCollection' || !isJsonObject(value)) return value
  const found: Record<string, Json | undefined> = { ...value }
  for (const group of property.groups ?? []) {
    const entry = value[group.name]
    const set = nestedSet(group.values)
    if (Array.isArray(entry)) {
      found[group.name] = entry.map((one) => (isJsonObject(one) ? complete(set, one, root, version) : one))
    } else if (isJsonObject(entry)) found[group.name] = complete(set, entry, root, version)
  }
  return found
}

/** A collection's members: only those chosen and shown, each filled in itself. */
function chosen(set: PropertySet, given: JsonObject, root: Readonly<Record<string, unknown>>, version: number): Json {
  return level(set, given, root, version, false)
}

/** A group's values: all that are visible. */
function complete(set: PropertySet, given: JsonObject, root: Readonly<Record<string, unknown>>, version: number): Json {
  return level(set, given, root, version, true)
}

function level(
  set: PropertySet,
  given: JsonObject,
  root: Readonly<Record<string, unknown>>,
  version: number,
  withMissing: boolean,
): JsonObject {
  const { visible } = settle(set, given, version, root)
  const found: Record<string, Json | undefined> = {}
  for (const name in given) if (!set.byName.has(name)) found[name] = given[name]
  for (const property of visible) {
    if (property.name in found) continue
    const stored = given[property.name]
    if (stored === undefined && !withMissing) continue
    found[property.name] = filled(property, stored === undefined ? property.default : stored, root, version)
  }
  return found
}
