/** A generator of numbers that repeats with its seed: `pick(3)` gives 0, 1 or 2. */
export type Pick = (below: number) => number

export function random(seed: number): Pick {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
