/**
 * Markdown to HTML in the classic dialect, as the node has always written it: headings need no blank and have ids,
 * lists nest by four blanks, tables and the like only when an option turns them on.
 */
import type { MarkedExtension, Tokens } from 'marked'
import { withEmoji } from './emoji.ts'
import { HeaderIds, type HeaderIdOptions, withoutCustomId } from './header-ids.ts'
import { encoded, encodedCode, linkAttributes, mailAddress } from './html-text.ts'
import { type DialectOptions, prepare } from './prepare.ts'
import { type SyntaxOptions, syntax } from './syntax.ts'

export interface HtmlOptions extends HeaderIdOptions, DialectOptions, SyntaxOptions {
  readonly completeHTMLDocument?: boolean | undefined
  readonly emoji?: boolean | undefined
  readonly headerLevelStart?: number | undefined
  readonly simpleLineBreaks?: boolean | undefined
  readonly tasklists?: boolean | undefined
}

/** The HTML of a text. */
export async function toHtml(text: string, options: HtmlOptions): Promise<string> {
  const { Marked } = await import('marked')
  const marked = new Marked({ pedantic: true, async: false }, syntax(options), { renderer: renderer(options) })
  const html = String(marked.parse(prepare(text, options))).trim()
  return options.completeHTMLDocument && html !== '' ? document(html) : html
}

function document(body: string): string {
  return `<!DOCTYPE HTML>\n<html>\n<head>\n<meta charset="utf-8">\n</head>\n<body>\n${body}\n</body>\n</html>`
}

type Renderer = NonNullable<MarkedExtension['renderer']>

function renderer(options: HtmlOptions): Renderer {
  const ids = new HeaderIds(options)
  return { ...blocks(options, ids), ...lists(options), ...inlines(options) }
}

function blocks(options: HtmlOptions, ids: HeaderIds): Renderer {
  return {
    heading({ text, tokens, depth }) {
      const id = ids.next(text)
      const level = depth + (options.headerLevelStart ?? 1) - 1
      const shown = options.customizedHeaderId
        ? withoutCustomId(this.parser.parseInline(tokens))
        : this.parser.parseInline(tokens)
      return `<h${level}${id === undefined ? '' : ` id="${encoded(id, '"')}"`}>${shown}</h${level}>\n`
    },
    paragraph({ tokens }) {
      return `<p>${this.parser.parseInline(tokens).trim()}</p>\n`
    },
    code({ text, lang = '' }) {
      const language = encoded(lang, '"')
      const label = language === '' ? '' : ` class="${language} language-${language}"`
      return `<pre><code${label}>${encodedCode(text.replace(/\n+$/, ''))}\n</code></pre>\n`
    },
    blockquote({ tokens }) {
      return `<blockquote>\n${indented(this.parser.parse(tokens).trim())}\n</blockquote>\n`
    },
    hr: () => '<hr />\n',
    html: (token) => ('block' in token && token.block ? `${token.text.trim()}\n` : token.text),
    space: () => '',
  }
}

/** Two blanks before every line, except in code, where they would be seen. */
function indented(html: string): string {
  return html
    .replaceAll(/^/gm, '  ')
    .replaceAll(/ {2}<pre>[\s\S]*?<\/pre>/g, (code) => `  ${code.slice(2).replaceAll(/^ {2}/gm, '')}`)
}

function lists({ tasklists }: HtmlOptions): Renderer {
  let depth = 0
  return {
    list({ ordered, start, items }) {
      const tag = ordered ? 'ol' : 'ul'
      depth++
      const entries = items.map((item) => this.listitem(item)).join('')
      depth--
      const from = ordered && start !== '' && start !== 1 ? ` start="${start}"` : ''
      const list = `<${tag}${from}>\n${entries}`
      return depth > 0 ? `${list.trimEnd()}</${tag}>` : `${list}</${tag}>\n`
    },
    listitem(item) {
      const style = tasklists && item.task ? ' class="task-list-item" style="list-style-type: none;"' : ''
      return `<li${style}>${this.parser.parse(item.tokens).trim()}</li>\n`
    },
    checkbox({ raw, checked }) {
      if (!tasklists) return raw
      const look = 'margin: 0px 0.35em 0.25em -1.6em; vertical-align: middle;'
      return `<input type="checkbox" disabled style="${look}"${checked ? ' checked' : ''}> `
    },
  }
}

function inlines(options: HtmlOptions): Renderer {
  return {
    text(token) {
      if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens)
      const plain = encoded(options.emoji ? withEmoji(token.text) : token.text).replaceAll('...', '…')
      return options.simpleLineBreaks ? plain.replaceAll('\n', '<br />\n') : plain
    },
    br: () => '<br />\n',
    codespan: ({ text }) => `<code>${encodedCode(text)}</code>`,
    link(token) {
      const { href, title, tokens } = token
      if (isMail(token)) return mailAddress(token.text, options.encodeEmails ?? true)
      const named = title ? ` title="${encoded(title, '"')}"` : ''
      const shown = this.parser.parseInline(tokens)
      return `<a href="${encoded(href, '"')}"${named}${linkAttributes(href, options)}>${shown}</a>`
    },
    image: ({ href, title, text }) =>
      `<img src="${encoded(href, '"')}" alt="${encoded(text, '"')}"${title ? ` title="${encoded(title, '"')}"` : ''} />`,
  }
}

/** An address between angle brackets. */
function isMail({ raw, href, text }: Tokens.Link): boolean {
  return raw.startsWith('<') && href === `mailto:${text}`
}
