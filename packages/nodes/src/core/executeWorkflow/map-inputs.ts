import { isJsonObject, type Item, type Json, refuse } from '@millrace/sdk'
import { type Now, toType } from '../set/to-type.ts'

/** The values for the fields that a called workflow declares, as the form stores them, resolved for an item. */
export interface FieldMapping {
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: readonly { readonly name: string; readonly type: string | undefined }[]
  /** Values of another type are converted where that is possible; otherwise they are refused. */
  readonly convert: boolean
  /** Fields of type text take text only; otherwise they take whatever comes. */
  readonly textOnly: boolean
}

/** Reads a stored mapping; undefined where nothing is mapped, so that the items go in as they are. */
export function readMapping(stored: unknown): FieldMapping | undefined {
  if (!isJsonObject(stored) || !Array.isArray(stored['schema']) || stored['schema'].length === 0) return undefined
  const { value, schema, attemptToConvertTypes, convertFieldsToString } = stored
  return {
    values: isJsonObject(value) ? value : {},
    fields: schema.filter(isJsonObject).flatMap(({ id, type, removed }) => {
      if (typeof id !== 'string' || removed === true) return []
      return [{ name: id, type: typeof type === 'string' ? type : undefined }]
    }),
    convert: attemptToConvertTypes === true,
    textOnly: convertFieldsToString === true,
  }
}

/**
 * The item as the called workflow gets it: the mapped fields, and the files.
 * @throws NodeError when a value does not have its field's type; the node fails with it, not the item
 */
export function mapItem(item: Item, index: number, mapping: FieldMapping, now: Now): Item {
  const json: Record<string, Json | undefined> = {}
  for (const { name, type } of mapping.fields) {
    if (Object.hasOwn(json, name) || !Object.hasOwn(mapping.values, name)) continue
    json[name] = typed(mapping.values[name], name, type, index, mapping, now)
  }
  return item.binary === undefined ? { json } : { json, binary: item.binary }
}

function typed(
  value: unknown,
  name: string,
  type: string | undefined,
  index: number,
  { convert, textOnly }: FieldMapping,
  now: Now,
): Json | undefined {
  // What an expression gave is plain data: the evaluator lets nothing else out.
  const plain = value as Json | undefined
  if (plain === undefined || plain === null || type === undefined) return plain
  if (isOfType(plain, type) || (type === 'string' && !textOnly)) return plain
  const converted = convert ? toType(plain, type, name, now, true) : plain
  if (isOfType(converted, type)) return converted
  throw refuse(`The field "${name}" of the called workflow is of type ${type}, but got ${shown(plain)}.`, {
    code: 'field_type',
    hint: convert ? 'Fix the value.' : 'Fix the value, or turn on the conversion of types.',
    retry: 'no',
    reach: 'node',
    itemIndex: index,
  })
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isJsonObject(value)
    default:
      return true
  }
}

function shown(value: Json): string {
  return JSON.stringify(value).slice(0, 100)
}
