/**
 * Facts repeat themselves: eight operations of one node may have the same forty kilobytes of blocks. In a
 * snapshot such a part is kept once, in the list `parts`, and referred to by its place there: `{ "$part": 3 }`.
 */
import type { Json, JsonObject } from '@millrace/sdk'

const shortest = 100

/** The same facts with what occurs more than once moved to `parts`. */
export function shareParts(facts: JsonObject): JsonObject {
  const times = countParts(facts)
  const places = new Map<string, number>()
  const parts: Json[] = []
  const share = (value: Json | undefined): Json => {
    if (typeof value !== 'object' || value === null) return value ?? null
    const text = JSON.stringify(value)
    if ((times.get(text) ?? 1) < 2) return inside(value, share)
    let place = places.get(text)
    if (place === undefined) {
      const part = inside(value, share)
      place = parts.push(part) - 1
      places.set(text, place)
    }
    return { $part: place }
  }
  const shared = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, share(value)]))
  return parts.length === 0 ? facts : { ...shared, parts }
}

/** The facts whole again. */
export function withParts({ parts, ...facts }: JsonObject): JsonObject {
  if (!Array.isArray(parts)) return facts
  const known: Json[] = []
  const whole = (value: Json | undefined): Json => {
    if (typeof value !== 'object' || value === null) return value ?? null
    if (!('$part' in value)) return inside(value, whole)
    const part = known[Number(value['$part'])]
    if (part === undefined) throw new TypeError(`The facts refer to a part they do not have: ${JSON.stringify(value)}.`)
    return part
  }
  // A part refers to earlier ones only.
  for (const part of parts) known.push(whole(part))
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, whole(value)]))
}

function inside(value: JsonObject | readonly Json[], change: (value: Json | undefined) => Json): Json {
  if (isList(value)) return value.map(change)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]))
}

function isList(value: JsonObject | readonly Json[]): value is readonly Json[] {
  return Array.isArray(value)
}

/** How often each longer part occurs, those inside a repeated one counted once. */
function countParts(facts: JsonObject): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  const visit = (value: Json | undefined): void => {
    if (typeof value !== 'object' || value === null) return
    const text = JSON.stringify(value)
    if (text.length < shortest) return
    const before = times.get(text) ?? 0
    times.set(text, before + 1)
    if (before === 0) for (const member of Object.values(value)) visit(member)
  }
  for (const value of Object.values(facts)) visit(value)
  return times
}
