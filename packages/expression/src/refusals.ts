/**
 * Why a text is refused before it runs, as rules. The reference page lists them, and
 * `tests/corpus/expressions.ts` sorts the texts of a file by them.
 */
import { compileTemplate, type CompileOptions } from './template.ts'
import type { Range } from './error.ts'

export interface RefusalRule {
  readonly name: string
  /** What is refused, and what to write. */
  readonly doc: string
  /** What the message of the error says; the first rule that fits is the one. */
  readonly says: RegExp
}

/** All rules; a text that none of them explains is a mistake in this table. */
export const REFUSAL_RULES: readonly RefusalRule[] = [
  {
    name: 'forbidden name',
    doc: 'A member or name that leads out of the data in JavaScript: `constructor`, `prototype`, `__proto__`, `caller`, `callee`, `arguments` and a few more, even where the data has a field of that name. Rename the field before, for instance with Edit Fields.',
    says: /due to security concerns/,
  },
  {
    name: 'empty block',
    doc: 'Nothing, or a comment only, between `{{` and `}}`.',
    says: /nothing between the braces/,
  },
  {
    name: 'statements',
    doc: 'Statements instead of one expression: `const`, `if`, `for`, `return`, `throw`. Write a function and call it: `(() => { … })()`.',
    says: /must be one expression/,
  },
  {
    name: 'unclosed text',
    doc: 'Quotes, a template or a pattern that is not closed: often a line break inside of quotes, where `\\n` or a template in backquotes is meant.',
    says: /^Invalid syntax: Unterminated/,
  },
  {
    name: 'backslash outside of a text',
    doc: 'A backslash outside of quotes, as in code that was pasted with its `\\n` and `\\"` written out.',
    says: /Expecting Unicode escape sequence/,
  },
  {
    name: 'part of JavaScript that is left out',
    doc: '`async` and `await`, `import`, `with`, `super`, `new.target`, private names, getters, setters and methods in objects and classes.',
    says: /^Expressions cannot use/,
  },
  {
    name: 'too large',
    doc: 'More than 65,536 characters in a block, 2,000 blocks, or brackets nested more than 200 deep.',
    says: /at most|nested too deeply/,
  },
  {
    name: 'no JavaScript',
    doc: "Anything else that JavaScript cannot read: a quote inside of a text in the same quotes (`'It's'`), words that were to be filled in, loops and conditions of other template languages (`{{#each …}}`), brackets without their other half. In workflows that are not strict the first `}}` ends a block, also inside of a text or an object: write `} }`.",
    says: /^Invalid syntax/,
  },
]

export interface Refusal {
  readonly rule: string
  readonly message: string
  readonly range: Range
}

/** Why a parameter's text is refused; null when it compiles. Throws when no rule explains it. */
export function refusal(text: string, options: CompileOptions = {}): Refusal | null {
  const { error } = compileTemplate(text, options)
  if (error === null) return null
  const { message, range = { start: 0, end: text.length } } = error
  const rule = REFUSAL_RULES.find(({ says }) => says.test(message))
  if (rule === undefined) throw new Error(`No rule explains why ${text} is refused: ${message}`)
  return { rule: rule.name, message, range }
}
