import type { Json, JsonObject } from '@millrace/sdk'
import { isJsonList, isJsonObject, own } from '../json.ts'

/** Keys under which exports, API answers and templates put workflows. */
const wrappers = ['workflow', 'workflows', 'data']

/** The workflow documents in a value: itself, a list of them, or either inside known wrappers. */
export function documentsIn(value: Json, depth = 0): readonly JsonObject[] {
  if (depth > 4) return []
  if (isJsonList(value)) return value.flatMap((entry) => documentsIn(entry, depth + 1))
  if (!isJsonObject(value)) return []
  if (Object.hasOwn(value, 'nodes') || Object.hasOwn(value, 'connections')) return [value]
  for (const key of wrappers) {
    const inner = own(value, key)
    const found = inner === undefined ? [] : documentsIn(inner, depth + 1)
    if (found.length > 0) return found
  }
  return []
}
