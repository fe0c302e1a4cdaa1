import { splitTemplate } from '@millrace/expression'
import type { RunContext } from '@millrace/sdk'

/**
 * A template whose blocks are evaluated one by one and written in a way of its own, where an ordinary text with
 * expressions would be evaluated as a whole. `text` stands without the `=` that marks an expression.
 */
export function fillTemplate(
  text: string,
  write: (value: unknown) => string,
  context: Pick<RunContext, 'evaluate' | 'expressions'>,
  index: number,
): string {
  return splitTemplate(text, context.expressions ?? 'n8n')
    .map((part) =>
      part.kind === 'text'
        ? part.text
        : write(context.evaluate(`{{${text.slice(part.range.start, part.range.end)}}}`, index)),
    )
    .join('')
}
