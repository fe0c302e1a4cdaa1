/** Texts longer than this are compared by their beginnings: the work grows with the product of their lengths. */
const LONGEST = 4000

/**
 * How alike two texts are, from 0 to 1: by how many characters have to be put in, taken out or changed to make one of
 * the other (Levenshtein, 1966), in proportion to the longer one.
 */
export function similarity(one: string, other: string): number {
  const [a, b] = [Array.from(one).slice(0, LONGEST), Array.from(other).slice(0, LONGEST)]
  const longer = Math.max(a.length, b.length)
  return longer === 0 ? 1 : 1 - distance(a, b) / longer
}

function distance(a: readonly string[], b: readonly string[]): number {
  let above = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (const [row, character] of a.entries()) {
    const here = [row + 1]
    for (const [column, other] of b.entries()) {
      const changed = (above[column] ?? 0) + (character === other ? 0 : 1)
      here.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (here[column] ?? 0) + 1))
    }
    above = here
  }
  return above.at(-1) ?? 0
}
