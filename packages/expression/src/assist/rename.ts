/**
 * Renames a node in the expressions that name it.
 */
import type { Mode } from '../parse.ts'
import { compileTemplate } from '../template.ts'

/**
 * The text with every fixed mention of a node (`$('A')`, `$node["A"]`, `$node.A`, `$items("A")`) under its new name.
 * Text that cannot be parsed stays as it is.
 */
export function renameNode(text: string, from: string, to: string, mode: Mode = 'n8n'): string {
  const { error, summary } = compileTemplate(text, { mode })
  if (error !== null) return text
  let made = text
  const mentions = summary.nodes.filter(({ name }) => name === from)
  for (const { range } of mentions.toSorted((a, b) => b.range.start - a.range.start)) {
    const written = made.slice(range.start, range.end)
    made = made.slice(0, range.start) + spelled(written, to, made[range.start - 1] === '.') + made.slice(range.end)
    if (made[range.start] === '[' && made[range.start - 1] === '.')
      made = made.slice(0, range.start - 1) + made.slice(range.start)
  }
  return made
}

/** The name in the quotes that the old one had; `$node.A` needs brackets when the new name is no identifier. */
function spelled(written: string, name: string, bare: boolean): string {
  const quote = written[0]
  if (quote === '"') return JSON.stringify(name).replaceAll('}}', '}\\u007d')
  if (quote === "'" || quote === '`') {
    const escaped = name.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n')
    return quote + (quote === '`' ? escaped.replaceAll('${', '\\${') : escaped).replaceAll('}}', '}\\u007d') + quote
  }
  return bare && !/^[A-Za-z_$][\w$]*$/.test(name) ? `[${JSON.stringify(name)}]` : name
}
