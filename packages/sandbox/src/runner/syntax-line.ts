/** Adds to the outcome of code that does not parse the line where it goes wrong. */
import type { CodeMode } from '../code.ts'
import type { OutcomeHead } from '../inside/outcome-text.ts'
import { codeName } from '../inside/thrown.ts'

const start = '{"failure":{"code":"code_syntax"'
const position = new RegExp(`\\s*\\[${codeName}:(\\d+):\\d+\\]`)

export function isSyntaxFailure(outcome: string): boolean {
  return outcome.startsWith(start)
}

/** `found` is the compiler's message, which ends with the position. */
export function withSyntaxLine(outcome: string, found: string, mode: CodeMode): string {
  const line = Number(position.exec(found)?.[1])
  const head: OutcomeHead = JSON.parse(outcome)
  if (!head.failure || !(line >= 1)) return outcome
  const shown = mode === 'allItems' || mode === 'eachItem' ? ` [line ${line}]` : ''
  const failure = { ...head.failure, message: `${head.failure.message}${shown}`, lineNumber: line }
  return `${JSON.stringify({ ...head, failure })}\n`
}
