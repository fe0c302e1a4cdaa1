/** What a resource mapper stores: a value for each column, and which columns there are. */
import { isJsonObject, type Json, type JsonObject, type LookupPage } from '@millrace/sdk'

type Column = LookupPage['choices'][number]

/** The columns of a mapping as documents carry them: known ones with their types, and those that somebody named. */
export function schemaOf(
  columns: JsonObject,
  known: readonly Column[],
  stored: Json | undefined,
): readonly JsonObject[] {
  const before = (Array.isArray(stored) ? stored.filter(isJsonObject) : []).filter(({ id }) => typeof id === 'string')
  const named = Object.keys(columns).filter((name) => !known.some(({ value }) => value === name))
  return [
    ...known.map(({ value, label, help }) => ({
      ...about(value, label),
      ...before.find(({ id }) => id === value),
      ...(help !== undefined && { type: help }),
      removed: !Object.hasOwn(columns, value),
    })),
    ...named.map((name) => ({ ...about(name, name), ...before.find(({ id }) => id === name) })),
  ]
}

function about(id: string, displayName: string): JsonObject {
  return { id, displayName, required: false, defaultMatch: false, display: true, canBeUsedToMatch: true }
}
