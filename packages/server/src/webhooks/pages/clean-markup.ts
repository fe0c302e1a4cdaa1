/**
 * An author's markup, so that a page can hold it: what structures and stresses text stays, what runs, asks, frames or
 * loads goes. Nothing survives as it was written: it is read tag by tag, and written anew from what is known to be
 * harmless, with all text escaped; so it does not matter how odd markup is understood. What a page must not load
 * becomes a link to it. It may hold what visitors sent, so the time it takes grows with its length and no faster.
 */
import { cleanCss } from './clean-css.ts'
import { escapeHtml, Html } from './html.ts'

export interface CleanMarkup {
  readonly html: Html
  /** Rules that stood in the markup, cleaned. */
  readonly css: string
  /** Whether it makes paragraphs of its own; otherwise line breaks of the text count. */
  readonly hasBlocks: boolean
}

const blocks =
  /^(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/
const inline =
  /^(?:a|abbr|b|bdi|bdo|br|caption|cite|code|col|colgroup|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|u|var|wbr)$/
const empty = /^(?:br|col|hr|img|wbr)$/
/** What is left out with all it holds. Other unknown elements leave their text behind. */
const dropped =
  /^(?:script|style|template|noscript|object|embed|applet|svg|math|input|select|textarea|button|option|datalist|title|base|link|meta|xmp|plaintext|noembed|noframes|frameset|canvas|map|area|dialog|portal|fencedframe|iframe|video|audio)$/
/** Of these the page could show only what it loads. */
const media = /^(?:iframe|video|audio)$/

const attributes =
  /^(?:class|title|lang|dir|style|aria-label|alt|width|height|align|valign|colspan|rowspan|scope|start|type|value|datetime|cite|open|color|size)$/
const addresses = /^(?:https?:|mailto:|tel:)/i
const pictures = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[\w+/=\s]*$/i

/** Deeper than this nobody writes; what is deeper is shown as the text it is. */
const DEPTH = 200

/** Cleans markup; text without any is text. */
export async function cleanMarkup(markup: string): Promise<CleanMarkup> {
  const asText = { html: Html.trusted(escapeHtml(markup)), css: '', hasBlocks: false }
  if (!/[<&]/.test(markup)) return asText
  const { Parser } = await import('htmlparser2')
  const cleaning = new Cleaning(() => parser.pause())
  const parser = new Parser(cleaning)
  parser.end(markup)
  const { text, css, hasBlocks, isTooDeep } = cleaning
  return isTooDeep ? asText : { html: Html.trusted(text), css, hasBlocks }
}

type Attributes = Readonly<Record<string, string>>

/** Hears of tags and texts in order, and writes what stays of them. */
class Cleaning {
  text = ''
  css = ''
  hasBlocks = false
  isTooDeep = false
  #depth = 0
  /** How many elements that are left out are open, and the outermost of them. */
  #dropped = 0
  #within = ''
  readonly #stop: () => void

  constructor(stop: () => void) {
    this.#stop = stop
  }

  onopentag(name: string, given: Attributes): void {
    if (++this.#depth > DEPTH) {
      this.isTooDeep = true
      this.#stop()
    } else if (this.#dropped > 0 || dropped.test(name)) this.#drop(name, given)
    else if (name === 'img' && !pictures.test(given['src'] ?? '')) this.#picture(given)
    else if (blocks.test(name) || inline.test(name)) {
      this.hasBlocks ||= blocks.test(name)
      this.text += `<${name}${attributesOf(name, given)}>`
    }
  }

  ontext(text: string): void {
    if (this.#dropped === 0) this.text += escapeHtml(text)
    else if (this.#dropped === 1 && this.#within === 'style') this.css += text
  }

  onclosetag(name: string): void {
    this.#depth--
    if (this.#dropped > 0) {
      if (--this.#dropped === 0 && name === 'style') this.css = cleanCss(this.css)
    } else if (!empty.test(name) && (blocks.test(name) || inline.test(name))) this.text += `</${name}>`
  }

  #drop(name: string, given: Attributes): void {
    if (this.#dropped++ === 0) this.#within = name
    const isSource = name === 'source' ? media.test(this.#within) : media.test(name)
    if (isSource && given['src'] !== undefined) this.#link(given['src'], given['title'] ?? '')
  }

  #picture({ src = '', alt = '' }: Attributes): void {
    if (alt !== '') this.#link(src, alt)
  }

  #link(url: string, label: string): void {
    const target = /^https?:/i.test(url) ? URL.parse(url) : null
    if (target === null) this.text += escapeHtml(label)
    else this.text += `<a ${linkTo(target.href)}>${escapeHtml(label || target.host)}</a>`
  }
}

function attributesOf(element: string, given: Attributes): string {
  let text = ''
  for (const [name, value] of Object.entries(given)) {
    const kept = name === 'style' ? cleanCss(value) : value
    if (attributes.test(name)) text += ` ${name}="${escapeHtml(kept)}"`
    else if (element === 'a' && name === 'href' && addresses.test(value.trim())) text += ` ${linkTo(value.trim())}`
    else if (element === 'img' && name === 'src') text += ` src="${escapeHtml(value)}"`
  }
  return text
}

/** A link leaves the page as it is: what was filled in must not be lost. */
function linkTo(url: string): string {
  return `href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer"`
}
