/** Values found in HTML by CSS selectors. */
import { type Item, type Json, type JsonObject, refuse, type RunContext } from '@millrace/sdk'
import type { Cheerio, CheerioAPI } from 'cheerio'
import type { AnyNode, Element } from './dom.ts'
import { getField } from '../values/field-path.ts'
import { bytesOf } from '../values/file-of.ts'
import { plainText } from './plain-text.ts'

/** What to find, and what of it to take. */
export interface Extraction {
  readonly key: string
  readonly cssSelector: string
  readonly returnValue: 'attribute' | 'html' | 'text' | 'value'
  readonly attribute?: string | undefined
  readonly skipSelectors?: string | undefined
  /** A list of what is found, or only the first. */
  readonly returnArray: boolean
}

export interface Manner {
  /** Text as people read it, with lines; or the characters as they stand. */
  readonly readable: boolean
  readonly trim: boolean
  /** One line with single blanks. */
  readonly clean: boolean
}

/** Where the HTML is. */
export interface Source {
  readonly sourceData: 'binary' | 'json'
  readonly dataPropertyName?: string | undefined
}

/** The longest HTML that is read at once. */
const longest = 20 * 1024 * 1024

/** An item with the values for every piece of HTML that an item's file or field holds. */
export async function extractItems(
  item: Item,
  { sourceData, dataPropertyName = '' }: Source,
  extractions: readonly Extraction[],
  manner: Manner,
  context: RunContext,
): Promise<readonly Item[]> {
  const source =
    sourceData === 'binary'
      ? new TextDecoder().decode(await bytesOf(item, dataPropertyName, context))
      : getField(item.json, dataPropertyName)
  const pieces: readonly unknown[] = Array.isArray(source) ? source : [source]
  return Promise.all(pieces.map(async (html) => ({ json: await extractValues(html, extractions, manner) })))
}

/**
 * The values that a piece of HTML holds, by the keys of the extractions; those that are not there are left out.
 * @throws NodeError where the source is no text or a selector is wrong
 */
async function extractValues(html: unknown, extractions: readonly Extraction[], manner: Manner): Promise<JsonObject> {
  if (typeof html !== 'string') {
    throw refuse(`The HTML is ${html === undefined ? 'missing' : JSON.stringify(html)}, but a text is needed.`, {
      code: 'html_no_text',
      hint: 'Check the name of the field.',
      retry: 'no',
    })
  }
  if (html.length > longest) {
    throw refuse(`The HTML has ${html.length} characters; ${longest} are the most that are read at once.`, {
      code: 'text_too_long',
      retry: 'no',
    })
  }
  const { load } = await import('cheerio')
  const $ = load(html)
  const found: Record<string, Json> = {}
  for (const extraction of extractions) {
    const value = extracted($, extraction, manner)
    // Keys come from outside: `__proto__` must become a field like any other.
    if (value !== undefined) Object.defineProperty(found, extraction.key, { ...field, value })
  }
  return found
}

const field = { enumerable: true, configurable: true, writable: true }

function extracted($: CheerioAPI, extraction: Extraction, manner: Manner): Json | undefined {
  const elements = select($, extraction.cssSelector)
  const take = (one: Cheerio<Element>) => finished(taken($, one, extraction, manner), manner)
  if (!extraction.returnArray) return take(elements)
  return elements.toArray().map((one) => take($(one)) ?? null)
}

function select($: CheerioAPI, selector: string): Cheerio<Element> {
  try {
    return $<Element, string>(selector)
  } catch (cause) {
    throw refuse(`"${selector}" is no CSS selector.`, { code: 'selector_invalid', retry: 'no', cause })
  }
}

function taken(
  $: CheerioAPI,
  elements: Cheerio<Element>,
  { returnValue, attribute, skipSelectors = '' }: Extraction,
  { readable }: Manner,
): Json | undefined {
  switch (returnValue) {
    case 'attribute':
      return elements.attr(attribute ?? '')
    case 'html':
      return elements.html() || undefined
    case 'value':
      return valueOf(elements)
    case 'text':
      return readable ? plainText(contentOf($, elements, skipSelectors)) : elements.text()
  }
}

/** The content of the first element without what is to be skipped; the element itself stays as it is. */
function contentOf($: CheerioAPI, elements: Cheerio<Element>, skipSelectors: string): readonly AnyNode[] {
  if (skipSelectors.trim() === '') return elements.first().contents().toArray()
  const copy = elements.first().clone()
  select($, skipSelectors)
  copy.find(skipSelectors).remove()
  return copy.contents().toArray()
}

function valueOf(elements: Cheerio<Element>): Json | undefined {
  const value: unknown = elements.val()
  return typeof value === 'string' || Array.isArray(value) ? value : undefined
}

function finished(value: Json | undefined, { trim, clean }: Manner): Json | undefined {
  if (typeof value !== 'string') return value
  const trimmed = trim ? value.trim() : value
  return clean
    ? trimmed
        .trim()
        .replaceAll(/[\r\n]+/g, '')
        .replaceAll(/\s+/g, ' ')
    : trimmed
}
