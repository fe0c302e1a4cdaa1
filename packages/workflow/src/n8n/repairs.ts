import type { JsonObject } from '@millrace/sdk'
import type { Repair } from '../found.ts'
import { equal, own } from '../json.ts'

/** Where what we would write differs from what stood there, key by key. */
export function repairsBetween(found: JsonObject, written: JsonObject): readonly Repair[] {
  const repairs: Repair[] = []
  for (const key of Object.keys(found)) {
    const was = found[key]
    const became = own(written, key)
    if (!equal(was, became)) {
      repairs.push({ key, ...(was === undefined ? {} : { was }), ...(became === undefined ? {} : { became }) })
    }
  }
  for (const key of Object.keys(written)) {
    const became = written[key]
    if (became !== undefined && !Object.hasOwn(found, key)) repairs.push({ key, became })
  }
  return repairs
}

/** Writes fields as they stood, unless they were changed since. */
export function undoRepairs(written: JsonObject, repairs: readonly Repair[] | undefined): JsonObject {
  if (repairs === undefined) return written
  const fields = new Map(Object.entries(written))
  for (const { key, was, became } of repairs) {
    if (!equal(fields.get(key), became)) continue
    if (was === undefined) fields.delete(key)
    else fields.set(key, was)
  }
  return Object.fromEntries(fields)
}
