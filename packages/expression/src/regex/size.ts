/**
 * How large a pattern is once its counted repetitions are written out, as a matcher that does not backtrack has them.
 */

/** The number of single steps, from above. Reads any pattern that the engine accepts. */
export function expandedSize(source: string): number {
  const outer: number[] = []
  let size = 0
  /** The size of what a quantifier that comes next repeats. */
  let last = 0
  const add = (steps: number): void => {
    last = steps
    size += steps
  }
  for (let i = 0; i < source.length; i++) {
    const c = source[i]
    if (c === '\\') {
      i++
      add(1)
    } else if (c === '[') {
      const end = classEnd(source, i)
      // A class is one step, and a table of what it holds.
      add(1 + ((end - i) >> 3))
      i = end
    } else if (c === '(') {
      outer.push(size)
      size = 2
    } else if (c === ')') {
      const inner = size
      size = outer.pop() ?? 0
      add(inner)
    } else if (c === '{') {
      const counted = /^\{(\d+)(?:,(\d*))?\}/.exec(source.slice(i, i + 24))
      if (counted === null) add(1)
      else {
        const times = Math.max(1, Number(counted[1]), Number(counted[2] ?? 0))
        size += last * (times - 1) + times
        i += counted[0].length - 1
      }
    } else add(1)
  }
  return size
}

/** Where a class ends that begins at a place. */
function classEnd(source: string, from: number): number {
  let i = from + 1
  while (i < source.length && source[i] !== ']') i += source[i] === '\\' ? 2 : 1
  return i
}
