/** Elements that begin a line of their own. */
const blocks = new Set('blockquote br div h1 h2 h3 h4 h5 h6 hr li ol p section table tr ul'.split(' '))

/**
 * The text in some HTML, each block in a line of its own: what a reader shows beside a title.
 * @param decode gives a text without elements as it is meant, its entities replaced
 */
export function snippetOf(html: string, decode: (text: string) => string): string {
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const close = open < 0 ? -1 : html.indexOf('>', open)
    if (close < 0) break
    text += html.slice(at, open)
    const name = /^<\/?([a-z\d]+)/i.exec(html.slice(open, open + 20))?.[1]?.toLowerCase() ?? ''
    const next = html[close + 1]
    if (blocks.has(name) && text !== '' && !text.endsWith('\n') && next !== undefined && next !== '\n') text += '\n'
    at = close + 1
  }
  return decode(text + html.slice(at)).trim()
}
