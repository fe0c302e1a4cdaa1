/**
 * What the classic dialect writes otherwise than the parser's own: emphasis in the middle of words, fences that
 * close anywhere, and the parts that options turn on.
 */
import type { MarkedExtension, Token, TokenizerAndRendererExtension, TokenizerThis } from 'marked'
import { encoded, linkAttributes, mailAddress } from './html-text.ts'

export interface SyntaxOptions {
  readonly ghCodeBlocks?: boolean | undefined
  readonly ghMentions?: boolean | undefined
  readonly ghMentionsLink?: string | undefined
  readonly strikethrough?: boolean | undefined
  readonly simplifiedAutoLink?: boolean | undefined
  readonly excludeTrailingPunctuationFromURLs?: boolean | undefined
  readonly openLinksInNewWindow?: boolean | undefined
  readonly encodeEmails?: boolean | undefined
  readonly literalMidWordAsterisks?: boolean | undefined
  readonly literalMidWordUnderscores?: boolean | undefined
  readonly parseImgDimensions?: boolean | undefined
  readonly requireSpaceBeforeHeadingText?: boolean | undefined
  readonly tables?: boolean | undefined
  readonly tablesHeaderId?: boolean | undefined
}

/** The extensions for a set of options, in the order they are tried. */
export function syntax(options: SyntaxOptions): MarkedExtension {
  return {
    extensions: [
      ...(options.ghCodeBlocks === false ? [] : [fences]),
      ...(options.requireSpaceBeforeHeadingText ? [tightHash] : []),
      ...(options.tables ? [tables(options)] : []),
      emphasis('*', options.literalMidWordAsterisks ?? false),
      emphasis('_', options.literalMidWordUnderscores ?? false),
      ...(options.strikethrough ? [strikethrough] : []),
      ...(options.parseImgDimensions ? [sizedImages] : []),
      ...(options.simplifiedAutoLink ? [bareLinks(options), bareMail(options)] : []),
      ...(options.ghMentions ? [mentions(options)] : []),
    ],
    // All emphasis is read above.
    tokenizer: { emStrong: () => undefined },
  }
}

const fences: TokenizerAndRendererExtension = {
  name: 'fences',
  level: 'block',
  start: (text) => /^ {0,3}(?:```|~~~)/m.exec(text)?.index,
  tokenizer(text) {
    const found = /^ {0,3}(`{3,}|~{3,}) *([^\s`~]*)\n(?:([\s\S]*?)\n)? {0,3}\1/.exec(text)
    if (!found) return undefined
    return { type: 'code', raw: found[0], lang: found[2] ?? '', text: found[3] ?? '' }
  },
}

/** `#tag` is text where a heading needs a blank. */
const tightHash: TokenizerAndRendererExtension = {
  name: 'tightHash',
  level: 'block',
  tokenizer(text) {
    const found = /^#+[^#\s][^\n]*/.exec(text)
    if (!found) return undefined
    return { type: 'paragraph', raw: found[0], text: found[0], tokens: this.lexer.inline(found[0]) }
  },
}

/** How far an opening sign looks for its closing one: texts full of signs must not cost their square. */
const reach = 4000

/**
 * Emphasis by `*` or `_`: once, twice for strong, three times for both. `literal` signs inside of words stay.
 */
function emphasis(sign: '*' | '_', literal: boolean): TokenizerAndRendererExtension {
  const s = sign === '*' ? '\\*' : '_'
  const end = literal ? '(?![\\p{L}\\p{N}_])' : ''
  const pattern = (count: number) =>
    new RegExp(`^${s.repeat(count)}(?=[^\\s${s}])([\\s\\S]*?[^\\s${s}])${s.repeat(count)}(?!${s})${end}`, 'u')
  const patterns = [3, 2, 1].map((count) => ({ count, of: pattern(count) }))
  const wordBefore = /[\p{L}\p{N}_]$/u
  return {
    name: sign === '*' ? 'stars' : 'underscores',
    level: 'inline',
    start: (text) => {
      const at = text.indexOf(sign)
      return at < 0 ? undefined : at
    },
    tokenizer(text, before) {
      if (!text.startsWith(sign)) return undefined
      if (literal && wordBefore.test(before.at(-1)?.raw ?? '')) return undefined
      const masked = maskedBeyond(text.slice(0, reach))
      for (const { count, of } of patterns) {
        const inside = of.exec(masked)?.[1]
        if (inside === undefined) continue
        const content = text.slice(count, count + inside.length)
        return emphasized(this, count, content)
      }
      return undefined
    },
  }
}

/** Signs in code, in tags and in the addresses of links are none. */
function maskedBeyond(text: string): string {
  return text.replaceAll(/(`+)[^`]+\1|\]\([^()\s]*|<[^<>\s][^<>]*>/g, (part) => 'x'.repeat(part.length))
}

function emphasized({ lexer }: TokenizerThis, count: number, content: string): Token {
  const signs = 2 * count
  const tokens = lexer.inlineTokens(content)
  const raw = 'x'.repeat(content.length + signs)
  if (count === 1) return { type: 'em', raw, text: content, tokens }
  if (count === 2) return { type: 'strong', raw, text: content, tokens }
  return { type: 'strong', raw, text: content, tokens: [{ type: 'em', raw: content, text: content, tokens }] }
}

const strikethrough: TokenizerAndRendererExtension = {
  name: 'strikethrough',
  level: 'inline',
  start: (text) => found(text.indexOf('~~')),
  tokenizer(text) {
    const inside = /^~~(?=\S)([\s\S]{0,4000}?\S)~~/.exec(text)
    if (!inside) return undefined
    const content = inside[1] ?? ''
    return { type: 'del', raw: inside[0], text: content, tokens: this.lexer.inlineTokens(content) }
  },
}

/** `![text](address =100x80 "title")` */
const sizedImages: TokenizerAndRendererExtension = {
  name: 'sizedImage',
  level: 'inline',
  start: (text) => found(text.indexOf('![')),
  tokenizer(text) {
    const parts =
      /^!\[([^\]\n]*)\]\(\s*<?([^\s<>)]+)>? =([*\d]+[a-z%]{0,4})x([*\d]+[a-z%]{0,4})(?:\s+"([^"\n]*)")?\s*\)/i.exec(
        text,
      )
    if (!parts) return undefined
    const [raw, alt = '', href = '', width = '', height = '', title = ''] = parts
    return { type: 'sizedImage', raw, alt, href, width, height, title }
  },
  renderer: ({ alt, href, width, height, title }) =>
    `<img src="${encoded(String(href), '"')}" alt="${encoded(String(alt), '"')}"${title ? ` title="${encoded(String(title), '"')}"` : ''}` +
    ` width="${String(width) === '*' ? 'auto' : String(width)}" height="${String(height) === '*' ? 'auto' : String(height)}" />`,
}

function bareLinks(options: SyntaxOptions): TokenizerAndRendererExtension {
  return {
    name: 'bareLink',
    level: 'inline',
    start: (text) => /\b(?:https?:\/\/|ftp:\/\/|www\.)/i.exec(text)?.index,
    tokenizer(text) {
      const whole = /^(?:(?:https?|ftp):\/\/|www\.)[^\s<>"']+\.[^\s<>"']+/i.exec(text)?.[0]
      if (whole === undefined) return undefined
      const address = options.excludeTrailingPunctuationFromURLs ? whole.replace(/[.!?,;:()[\]]+$/, '') : whole
      return { type: 'bareLink', raw: address, address }
    },
    renderer: ({ raw: address }) => {
      const href = /^www\./i.test(address) ? `http://${address}` : address
      return `<a href="${encoded(href, '"')}"${linkAttributes(href, options)}>${encoded(address)}</a>`
    },
  }
}

function bareMail(options: SyntaxOptions): TokenizerAndRendererExtension {
  return {
    name: 'bareMail',
    level: 'inline',
    start: (text) => /(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]*[a-z]/i.exec(text)?.index,
    tokenizer(text) {
      const raw = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-z]+(?=$|\s)/i.exec(text)?.[0]
      return raw === undefined ? undefined : { type: 'bareMail', raw }
    },
    renderer: ({ raw }) => mailAddress(raw, options.encodeEmails ?? true),
  }
}

function mentions(options: SyntaxOptions): TokenizerAndRendererExtension {
  const target = options.ghMentionsLink ?? 'https://github.com/{u}'
  return {
    name: 'mention',
    level: 'inline',
    start: (text) => /(?<=^|\s)@[a-z\d]/i.exec(text)?.index,
    tokenizer(text, before) {
      const raw = /^@[a-z\d](?:[\w.-]*[a-z\d])?/i.exec(text)?.[0]
      if (raw === undefined || /\S$/.test(before.at(-1)?.raw ?? '')) return undefined
      return { type: 'mention', raw }
    },
    renderer: ({ raw }) => {
      const href = target.replaceAll('{u}', raw.slice(1))
      return `<a href="${encoded(href, '"')}"${linkAttributes(href, options)}>${encoded(raw)}</a>`
    },
  }
}

function tables({ tablesHeaderId }: SyntaxOptions): TokenizerAndRendererExtension {
  return {
    name: 'tables',
    level: 'block',
    tokenizer(text) {
      const raw = /^ {0,3}\|?[^\n]*\|[^\n]*\n {0,3}\|?[ :|-]*-[ :|-]*\n?(?: {0,3}[^\n]*\|[^\n]*(?:\n|$))*/.exec(
        text,
      )?.[0]
      const [head, rule, ...body] = raw?.trimEnd().split('\n') ?? []
      if (raw === undefined || head === undefined || rule === undefined || !rule.includes('|')) return undefined
      const cells = (line: string) => cellsOf(line).map((cell) => this.lexer.inlineTokens(cell))
      const names = cellsOf(head).map((cell) => cell.replaceAll(' ', '_').toLowerCase())
      return {
        type: 'tables',
        raw,
        styles: cellsOf(rule).map(alignment),
        names,
        head: cells(head),
        body: body.map(cells),
      }
    },
    renderer(token) {
      const styles: readonly string[] = token['styles']
      const names: readonly string[] = token['names']
      const head: readonly Token[][] = token['head']
      const body: readonly (readonly Token[][])[] = token['body']
      const cell = (tag: string, tokens: Token[], column: number) => {
        const id = tag === 'th' && tablesHeaderId ? ` id="${encoded(names[column] ?? '', '"')}"` : ''
        return `<${tag}${id}${styles[column] ?? ''}>${this.parser.parseInline(tokens)}</${tag}>\n`
      }
      const row = (tag: string, cells: readonly Token[][]) =>
        `<tr>\n${cells.map((tokens, column) => cell(tag, tokens, column)).join('')}</tr>\n`
      const rows = body.map((cells) => row('td', cells)).join('')
      return `<table>\n<thead>\n${row('th', head)}</thead>\n<tbody>\n${rows}</tbody>\n</table>\n`
    },
  }
}

function cellsOf(line: string): readonly string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return cells.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

function alignment(cell: string): string {
  const [left, right] = [cell.startsWith(':'), cell.endsWith(':')]
  const side = left && right ? 'center' : right ? 'right' : left ? 'left' : undefined
  return side === undefined ? '' : ` style="text-align:${side};"`
}

function found(index: number): number | undefined {
  return index < 0 ? undefined : index
}
