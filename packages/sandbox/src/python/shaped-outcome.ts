/** What `program.py` says came of a call, as the text of an outcome: one line about the call, below it its items. */
import type { CodeMode, ItemFailure } from '../code.ts'
import { shapeAllItems, shapeEachItem, type ShapeProblem } from '../inside/result-shape.ts'

interface Told {
  readonly failure?: { readonly kind: string }
  /** For each run of the code: the item's index, what it gave, and whether it gave nothing at all. */
  readonly values?: readonly (readonly [index: number, value: unknown, nothing: boolean])[]
  readonly failures?: readonly ItemFailure[]
  readonly lines?: unknown
  readonly staticData?: unknown
  readonly customData?: unknown
}

/** The text, or the name of the limit that was passed. */
export function shapedOutcome(text: string, mode: CodeMode): { readonly text: string } | 'memory_limit' {
  const { values = [], failure, failures, ...rest }: Told = JSON.parse(text)
  if (failure?.kind === 'memory') return 'memory_limit'
  if (failure !== undefined) return { text: `${JSON.stringify({ failure, ...rest })}\n` }
  const items: unknown[] = []
  for (const [index, value, nothing] of values) {
    const shaped = mode === 'eachItem' ? shapeEachItem(value, index) : shapeAllItems(nothing ? undefined : value)
    if (!shaped.ok) return { text: `${JSON.stringify({ failure: failureOf(shaped.problem, mode), ...rest })}\n` }
    if (mode !== 'eachItem') items.push(...(Array.isArray(shaped.value) ? shaped.value : []))
    else if (shaped.value !== undefined) items.push(shaped.value)
  }
  return { text: `${JSON.stringify({ failures, ...rest })}\n${JSON.stringify(items)}` }
}

const advice =
  'Return a list of dictionaries, one for each item to output: [{"json": {"name": "Ada"}}]. None or [] outputs nothing.'
const itemAdvice = 'Return one dictionary for the item: {"json": {"name": "Ada"}}. None or nothing drops the item.'

/** The same problem as in JavaScript, with advice in the other language. */
function failureOf({ message, itemIndex }: ShapeProblem, mode: CodeMode) {
  const description = mode === 'eachItem' ? itemAdvice : advice
  return { code: 'result_shape', kind: 'result', message, description, itemIndex }
}
