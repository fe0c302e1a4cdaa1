/** Small pieces of Markdown. */

/** Text for a cell of a table: one line, with nothing that a renderer would take for its own. */
export function cell(text: string): string {
  const flat = text.replaceAll('\n', ' ').replaceAll('|', '\\|').trim()
  // Within code, a renderer shows everything as it is.
  return flat.replaceAll(/`[^`]*`|</g, (found) => (found === '<' ? '&lt;' : found))
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export function sentence(text: string): string {
  const whole = text.trim()
  return whole === '' || /[.!?:]$/.test(whole) ? whole : `${whole}.`
}

/** A text as code within a line, whatever quotes it holds. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
