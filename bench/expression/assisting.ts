/** What help at the cursor costs: 200 characters of expression over data with 500 fields. */
import { check, complete, hover, shapeOf, signatureHelp, type AssistContext } from '@millrace/expression'
import { type Row, time, within } from './timing.ts'

const FIVE_MILLISECONDS = 5_000_000

const fields = Object.fromEntries(
  Array.from({ length: 500 }, (_, n) => [
    `field_${n}`,
    n % 5 === 0 ? { name: `n${n}`, list: [{ sku: 'x' }] } : `v${n}`,
  ]),
)
const context: AssistContext = {
  json: shapeOf(fields),
  nodes: Array.from({ length: 20 }, (_, n) => ({ name: `Node ${n}`, json: shapeOf(fields) })),
}

const body =
  "={{ $json.field_5.list.filter(one => one.sku !== 'y').map(one => one.sku.toUpperCase()).join(', ') + " +
  "$('Node 3').item.json.field_10.name.trim().replaceAll('a', 'b').padStart(20) + $json.field_7.slice(0, 2"
const finished = `${body}) }}`
const atName = `${body}) + $json.fi`

export function assisting(): readonly Row[] {
  const at = body.length
  const rows: readonly (readonly [string, () => unknown])[] = [
    ['completions of names', () => complete(`${body}) + `, at + 4, context)],
    ['completions of fields', () => complete(atName, atName.length, context)],
    ['signature help', () => signatureHelp(body, at, context)],
    ['hover', () => hover(finished, finished.indexOf('toUpperCase') + 3, context)],
    ['diagnostics', () => check(finished, context)],
  ]
  return rows.map(([name, run]) =>
    within(`assist: ${name}, ${finished.length} characters, 500 fields`, time(run), FIVE_MILLISECONDS),
  )
}
