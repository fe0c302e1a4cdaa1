import type { AnyNode } from 'acorn'
import { ExpressionError } from '../error.ts'

/** Refuses a construct that the language does not have. */
export function refuse(node: AnyNode, what: string): ExpressionError {
  return new ExpressionError('syntax', `Expressions cannot use ${what}.`, {
    description: 'Use the Code node for longer programs.',
    range: { start: node.start, end: node.end },
  })
}
