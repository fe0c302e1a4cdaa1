/**
 * The reference page of the language, written from the tables that the language itself uses.
 */
import { NAME_DOCS } from './assist/names.ts'
import { signature } from './assist/complete.ts'
import { functions } from './extensions/functions.ts'
import { REFUSAL_RULES } from './refusals.ts'
import type { LanguageFunction, Receiver } from './extensions/table.ts'

const KINDS: readonly (readonly [Receiver, string])[] = [
  ['string', 'Text'],
  ['number', 'Numbers'],
  ['boolean', 'True and false'],
  ['array', 'Lists'],
  ['object', 'Objects'],
  ['date', 'Dates'],
]

/** The page as Markdown. */
export function referencePage(): string {
  return `${[INTRODUCTION, refusals(), names(), ...KINDS.map(([kind, title]) => section(kind, title))].join('\n\n')}\n`
}

const INTRODUCTION = `# Expressions: reference

This page is written from the tables of \`packages/expression\`; its examples are run as tests.

A parameter whose text begins with \`=\` is an expression: text with JavaScript between \`{{\` and \`}}\`. A single block and
nothing else keeps the type of its value; otherwise the parts are joined as text, and null, undefined and NaN give nothing.
Ordinary errors inside a block (a missing field, a \`throw\`) give undefined; errors about nodes, links, arguments, limits
and safety stop the node.

Functions marked with ★ are Millrace's own; the others are as in n8n.`

function refusals(): string {
  const introduction =
    'An expression is refused before it runs, with the place marked, by one of these rules. ' +
    '`node tests/corpus/expressions.ts <file>` sorts the expressions of a file (one JSON string on each line) by them.'
  const rules = REFUSAL_RULES.map(({ name, doc }) => `- **${name}**: ${doc}`)
  return ['## What is refused', '', introduction, '', ...rules].join('\n')
}

function names(): string {
  const rows = [...NAME_DOCS].map(([name, doc]) => `| \`${name}\` | ${doc} |`)
  return ['## Names', '', '| name | what it is |', '| --- | --- |', ...rows].join('\n')
}

function section(kind: Receiver, title: string): string {
  const own = functions.filter(({ on }) => on === kind).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return [`## ${title}`, ...own.map(entry)].join('\n\n')
}

function entry(one: LanguageFunction): string {
  const examples = one.examples.map(({ code, gives }) => `${code}  // ${shown(gives)}`)
  return [
    `### ${one.name}${one.own === true ? ' ★' : ''}`,
    `\`${signature(one)}\``,
    one.doc,
    `\`\`\`js\n${examples.join('\n')}\n\`\`\``,
  ].join('\n\n')
}

function shown(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value)
}
