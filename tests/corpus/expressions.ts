/**
 * `node tests/corpus/expressions.ts <file> [--strict]`: compiles every expression of a file (one JSON string on each
 * line) and lists those that are refused, with the rule, the place and what stands there; last how many by each rule.
 * The rules are explained in `docs/reference/expressions.md`.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { refusal } from '@millrace/expression'

const { values, positionals } = parseArgs({ options: { strict: { type: 'boolean' } }, allowPositionals: true })
const [file] = positionals
if (file === undefined) {
  console.error('Usage: node tests/corpus/expressions.ts <file> [--strict]')
  process.exit(2)
}

const mode = values.strict === true ? 'strict' : 'n8n'
const byRule = new Map<string, number>()
let [all, refused] = [0, 0]
for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
  if (line === '') continue
  all++
  const text: unknown = JSON.parse(line)
  if (typeof text !== 'string') throw new TypeError(`Line ${index + 1} of ${file} is no JSON string.`)
  const why = refusal(text, { mode })
  if (why === null) continue
  refused++
  byRule.set(why.rule, (byRule.get(why.rule) ?? 0) + 1)
  const around = text.slice(Math.max(0, why.range.start - 20), why.range.start + 40)
  console.log(`${index + 1}: ${why.rule}: ${why.message} Near ${JSON.stringify(around)}`)
}
console.log(`${all - refused} of ${all} compile, ${refused} are refused:`)
for (const [rule, count] of [...byRule].toSorted((a, b) => b[1] - a[1])) console.log(`${count} ${rule}`)
