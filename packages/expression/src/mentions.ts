/**
 * The nodes a text names, found by reading it alone. Nothing is compiled, so who only renames (an editor's canvas)
 * carries a parser and no evaluator.
 */
import { ExpressionError } from './error.ts'
import { parseBlock, split, type Mode } from './parse.ts'
import { summarise, type NodeReference } from './summary.ts'

/** Where a parameter's text (with its leading `=`) names nodes; null when it can be read in neither mode. */
export function mentionedNodes(text: string): readonly NodeReference[] | null {
  return mentions(text, 'n8n') ?? mentions(text, 'strict')
}

function mentions(text: string, mode: Mode): readonly NodeReference[] | null {
  const offset = text.startsWith('=') ? 1 : 0
  try {
    const trees = split(text.slice(offset), mode, offset).flatMap((part) => {
      // An unclosed `{{` with nothing behind it is dropped, as it is when the text is evaluated.
      if (part.kind === 'text' || (!part.closed && part.code === '')) return []
      return [parseBlock(part, mode)]
    })
    return summarise(trees).nodes
  } catch (error) {
    if (error instanceof ExpressionError) return null
    throw error
  }
}
