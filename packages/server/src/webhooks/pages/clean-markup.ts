/**
 * An author's markup, so that a page can hold it: what structures and stresses text stays, what runs, asks, frames or
 * loads goes. Nothing of the text survives as it was written: it is parsed as a browser parses it, and written anew from
 * what is known to be harmless. What a page must not load becomes a link to it.
 */
import type { DefaultTreeAdapterMap } from 'parse5'
import { cleanCss } from './clean-css.ts'
import { escapeHtml, Html } from './html.ts'

type Node = DefaultTreeAdapterMap['childNode']
type Element = DefaultTreeAdapterMap['element']

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
  /^(?:script|style|template|noscript|object|embed|applet|svg|math|input|select|textarea|button|option|datalist|title|base|link|meta|xmp|plaintext|noembed|noframes|frameset|canvas|map|area|dialog|portal|fencedframe)$/
const media = /^(?:iframe|video|audio)$/

const attributes =
  /^(?:class|title|lang|dir|style|aria-label|alt|width|height|align|valign|colspan|rowspan|scope|start|type|value|datetime|cite|open|color|size)$/
const addresses = /^(?:https?:|mailto:|tel:)/i
const pictures = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[\w+/=\s]*$/i

/** Deeper than this nobody writes. */
const DEPTH = 100

/** Cleans markup; text without any is text. */
export async function cleanMarkup(markup: string): Promise<CleanMarkup> {
  if (!/[<&]/.test(markup)) return { html: Html.trusted(escapeHtml(markup)), css: '', hasBlocks: false }
  const { parseFragment } = await import('parse5')
  const cleaning = new Cleaning()
  cleaning.write(parseFragment(markup).childNodes, 0)
  return { html: Html.trusted(cleaning.text), css: cleaning.css, hasBlocks: cleaning.hasBlocks }
}

class Cleaning {
  text = ''
  css = ''
  hasBlocks = false

  write(nodes: readonly Node[], depth: number): void {
    if (depth > DEPTH) return
    for (const node of nodes) {
      if ('value' in node) this.text += escapeHtml(node.value)
      else if ('tagName' in node) this.#element(node, depth)
    }
  }

  #element(element: Element, depth: number): void {
    const { tagName, childNodes } = element
    if (tagName === 'style') this.css += cleanCss(textIn(childNodes))
    if (dropped.test(tagName)) return
    if (media.test(tagName)) {
      this.#link(sourceOf(element), attributeOf(element, 'title'))
      return
    }
    const isBlock = blocks.test(tagName)
    if (isBlock) this.hasBlocks = true
    if (!isBlock && !inline.test(tagName)) {
      this.write(childNodes, depth + 1)
      return
    }
    if (tagName === 'img' && !pictures.test(attributeOf(element, 'src'))) {
      const alt = attributeOf(element, 'alt')
      if (alt !== '') this.#link(attributeOf(element, 'src'), alt)
      return
    }
    this.text += `<${tagName}${attributesOf(element)}>`
    if (empty.test(tagName)) return
    this.write(childNodes, depth + 1)
    this.text += `</${tagName}>`
  }

  #link(url: string, label: string): void {
    const target = /^https?:/i.test(url) ? URL.parse(url) : null
    if (target === null) this.text += escapeHtml(label)
    else this.text += `<a ${linkTo(target.href)}>${escapeHtml(label || target.host)}</a>`
  }
}

function attributesOf({ tagName, attrs }: Element): string {
  let text = ''
  for (const { name, value } of attrs) {
    const kept = name === 'style' ? cleanCss(value) : value
    if (attributes.test(name)) text += ` ${name}="${escapeHtml(kept)}"`
    else if (tagName === 'a' && name === 'href' && addresses.test(value.trim())) text += ` ${linkTo(value.trim())}`
    else if (tagName === 'img' && name === 'src') text += ` src="${escapeHtml(value)}"`
  }
  return text
}

/** A link leaves the page as it is: what was filled in must not be lost. */
function linkTo(url: string): string {
  return `href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer"`
}

function attributeOf({ attrs }: Element, wanted: string): string {
  return attrs.find(({ name }) => name === wanted)?.value ?? ''
}

function sourceOf(element: Element): string {
  const own = attributeOf(element, 'src')
  if (own !== '') return own
  for (const child of element.childNodes) {
    if ('tagName' in child && child.tagName === 'source') return attributeOf(child, 'src')
  }
  return ''
}

function textIn(nodes: readonly Node[]): string {
  return nodes.map((node) => ('value' in node ? node.value : '')).join('')
}
