/** Did-you-mean: the known name that is most like a given one. */

/**
 * The name that is most like the given one, if any is like it at all: the beginning of the other, an abbreviation of it
 * (`qty` of `quantity`), or a slip away from it.
 */
export function closest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const other of names) {
    const distance = distanceOf(wanted, other.toLowerCase(), least)
    if (distance < least) {
      least = distance
      best = other
    }
  }
  return best ?? names.find((other) => abbreviates(wanted, other.toLowerCase()))
}

function distanceOf(a: string, b: string, limit: number): number {
  const short = Math.min(a.length, b.length)
  if (short >= 2 && (a.startsWith(b) || b.startsWith(a))) return a === b ? 0 : 1
  return editDistance(a, b, limit)
}

/** Whether the letters of one stand in the other, in their order. */
function abbreviates(short: string, long: string): boolean {
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return short.length >= 3 && at === short.length
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let before = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++) {
      row.push(Math.min((before[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, (before[j] ?? 0) + (a[i] === b[j] ? 0 : 1)))
    }
    before = row
  }
  return before.at(-1) ?? limit
}
