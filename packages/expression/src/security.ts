/**
 * Refuses texts that mention dangerous members, before anything is parsed.
 *
 * n8n looks for these words in the text itself, also inside quotes and comments, and so do we: a workflow that is
 * refused there is refused here. Safety does not rest on this; see `run/property.ts` for what does.
 */
import { ExpressionError } from './error.ts'
import type { BlockPart } from './parse.ts'

export function checkText(block: BlockPart): void {
  const found = /\.\s*constructor\b/.exec(block.code)
  if (found === null) return
  const start = block.range.start + found.index
  throw new ExpressionError('security', 'Cannot access "constructor" due to security concerns.', {
    description: 'Expressions see data and the listed functions only.',
    range: { start, end: start + found[0].length },
  })
}
