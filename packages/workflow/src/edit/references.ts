/** Expressions and code name nodes; when a node is renamed they follow. */
import type { NodeReference } from '@millrace/expression'
import type { Json, JsonObject } from '@millrace/sdk'
import type { Path } from '../diagnostic.ts'
import { isJsonList, isJsonObject } from '../json.ts'

/** A piece of JavaScript with the references to one node changed to another name. */
export type RenameInCode = (code: string, from: string, to: string) => string

/** What finds names in texts. A parser is large: who has none searches expressions as they search program text. */
export interface TextTools {
  readonly rename: RenameInCode
  /** Where an expression (with its leading `=`) names nodes; null when it cannot be read, or nobody here can. */
  readonly mentions: (text: string) => readonly NodeReference[] | null
}

export interface ChangedText {
  readonly path: Path
  readonly before: string
  readonly after: string
}

/** The texts among the parameters that change when a node is renamed: expressions, and what `isCode` says. */
export function renamedTexts(
  parameters: JsonObject,
  from: string,
  to: string,
  tools: TextTools,
  isCode: (path: Path) => boolean,
): readonly ChangedText[] {
  const changed: ChangedText[] = []
  const visit = (value: Json | undefined, path: Path) => {
    if (typeof value === 'string') {
      const after = renameInParameter(value, from, to, tools, isCode(path))
      if (after !== value) changed.push({ path, before: value, after })
    } else if (isJsonList(value)) value.forEach((entry, index) => visit(entry, [...path, index]))
    else if (isJsonObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key])
  }
  visit(parameters, [])
  return changed
}

function renameInParameter(text: string, from: string, to: string, tools: TextTools, code: boolean): string {
  if (!mayName(text, from)) return text
  if (code) return tools.rename(text, from, to)
  return text.startsWith('=') ? renameInExpression(text, from, to, tools) : text
}

/** An expression tells where it names nodes; one that cannot be read yet is searched, block by block. */
function renameInExpression(text: string, from: string, to: string, { rename, mentions: find }: TextTools): string {
  const mentions = find(text)
  if (mentions === null) return text.replace(/\{\{[\s\S]*?(?:\}\}|$)/gu, (block) => rename(block, from, to))
  return mentions
    .filter(({ name }) => name === from)
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((whole, { range }) => withName(whole, range.start, range.end, to), text)
}

/** The name at a place replaced: in the quotes it stands in, or after its dot. */
function withName(text: string, start: number, end: number, to: string): string {
  const before = text.slice(0, start)
  const after = text.slice(end)
  const quote = text.charAt(start)
  if (/['"`]/u.test(quote)) return before + quote + escapeFor(quote, to) + quote + after
  if (isIdentifier(to)) return before + to + after
  const chained = before.trimEnd().endsWith('?.')
  return (chained ? before : before.trimEnd().slice(0, -1)) + `["${escapeFor('"', to)}"]` + after
}

/** A name stands in a text as it is, unless quotes in it are escaped there. */
function mayName(text: string, name: string): boolean {
  return text.includes(name) || /['"`\\$}\n]/u.test(name)
}

/**
 * The ways to name a node: `$('X')`, `$node["X"]`, `$items('X')` in any quotes, and `$node.X`. A name that
 * is no identifier moves from the dot into brackets.
 */
export const renameInCode: RenameInCode = (code, from, to) =>
  code
    .replace(quoted, (whole, before: string, quote: string, inner: string, after: string) =>
      unquote(inner) === from ? before + quote + escapeFor(quote, to) + quote + after : whole,
    )
    .replace(dotted, (whole, name: string) => (name === from ? `$node${member(to)}` : whole))

const quoted = /(\$\(\s*|\$node\s*\[\s*|\$items\(\s*)(['"`])((?:\\.|(?!\2)[^\\])*)\2(\s*[\]),])/gu
const dotted = /\$node\.([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu

function unquote(inner: string): string {
  return inner.replace(/\\(.)/gsu, '$1')
}

function escapeFor(quote: string, name: string): string {
  const special = quote === '`' ? /[\\`$]/gu : quote === '"' ? /[\\"]/gu : /[\\']/gu
  // Two braces would end the expression's block; a backslash keeps them apart.
  return name
    .replace(special, (character) => `\\${character}`)
    .replaceAll('}}', '}\\}')
    .replaceAll('\n', '\\n')
}

function member(name: string): string {
  return isIdentifier(name) ? `.${name}` : `["${escapeFor('"', name)}"]`
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
}
