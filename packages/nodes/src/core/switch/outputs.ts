import { type Item, type Output, refuse } from '@millrace/sdk'

/** The item on one output, or the same item on several. */
export function sendTo(item: Item, ...outputs: readonly number[]): { readonly outputs: readonly Output[] } {
  const found: Output[] = Array.from({ length: Math.max(-1, ...outputs) + 1 }, () => null)
  for (const output of outputs) found[output] = [item]
  return { outputs: found }
}

/**
 * The number of an output, out of what a person or an expression says it is.
 * @throws NodeError when the node has no such output
 */
export function outputNumber(given: unknown, count: number): number {
  const output = typeof given === 'string' && /^\d+$/.test(given.trim()) ? Number(given) : given
  if (typeof output === 'number' && Number.isInteger(output) && output >= 0 && output < count) return output
  const shown = (JSON.stringify(given) ?? 'undefined').slice(0, 100)
  throw refuse(`There is no output ${shown}. ${known(count)}`, { code: 'switch_output_unknown', retry: 'no' })
}

function known(count: number): string {
  return count === 0 ? 'The node has none: add a rule.' : `Choose one of 0 to ${count - 1}.`
}
