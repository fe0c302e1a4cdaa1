/**
 * Feeds as items: RSS 2.0 and the ones before it (https://www.rssboard.org/rss-specification), RSS 1.0
 * (https://web.resource.org/rss/1.0/spec) and Atom (https://www.rfc-editor.org/rfc/rfc4287). Their entries have the
 * members that n8n gives them.
 */
import { type Json, type JsonObject, refuse } from '@millrace/sdk'
import { readXml } from '../xml/read-xml.ts'
import { snippetOf } from './snippet.ts'

/** An element: its attributes beside its text and its elements, each a list. */
type Element = Json | undefined

/**
 * The entries of a feed.
 * @param custom names of further elements that entries shall have, as they are
 * @throws NodeError where it is no feed
 */
export async function readFeed(text: string, custom: readonly string[]): Promise<readonly JsonObject[]> {
  const document = await readXml(text.replace(/^\uFEFF/, ''), { explicitArray: true, mergeAttrs: false })
  const { load } = await import('cheerio')
  const read = readerOf(document, (html) => snippetOf(html, (plainText) => load(plainText, null, false).root().text()))
  return read.entries.map((entry) => ({ ...read.toItem(entry), ...customOf(entry, custom) }))
}

interface FeedReader {
  readonly entries: readonly Element[]
  readonly toItem: (entry: Element) => JsonObject
}

/** The first words of some HTML. */
type Snip = (html: string) => string

function readerOf(document: JsonObject, snip: Snip): FeedReader {
  const { rss, feed } = document
  const rdf = document['rdf:RDF']
  if (rss !== undefined) {
    const podcast = memberOf(memberOf(rss, '$'), 'xmlns:itunes') !== undefined
    return { entries: childrenOf(childOf(rss, 'channel'), 'item'), toItem: (entry) => ofRss(entry, snip, podcast) }
  }
  if (rdf !== undefined) return { entries: childrenOf(rdf, 'item'), toItem: (entry) => ofRss(entry, snip, false) }
  if (feed !== undefined) return { entries: childrenOf(feed, 'entry'), toItem: (entry) => ofAtom(entry, snip) }
  throw refuse('The answer is no feed: neither RSS nor Atom.', { code: 'feed_unknown', retry: 'no' })
}

// RSS

/** Elements by their names, and what they are called besides. */
const rssNames: readonly (readonly [element: string, member: string])[] = [
  ['author', 'creator'],
  ['dc:creator', 'creator'],
  ['dc:date', 'date'],
  ['dc:language', 'language'],
  ['dc:rights', 'rights'],
  ['dc:source', 'source'],
  ['dc:title', 'title'],
  ['title', 'title'],
  ['link', 'link'],
  ['pubDate', 'pubDate'],
  ['author', 'author'],
  ['summary', 'summary'],
  ['content:encoded', 'content:encoded'],
  ['dc:creator', 'dc:creator'],
  ['dc:date', 'dc:date'],
  ['comments', 'comments'],
]

function ofRss(entry: Element, snip: Snip, podcast: boolean): JsonObject {
  const found = new Map<string, Json>()
  for (const [element, member] of rssNames) {
    const value = childOf(entry, element)
    if (value !== undefined) found.set(member, plain(value))
  }
  const full = found.get('content:encoded')
  if (typeof full === 'string') found.set('content:encodedSnippet', snip(full))
  const enclosure = memberOf(childOf(entry, 'enclosure'), '$')
  if (enclosure !== undefined) found.set('enclosure', enclosure)
  setText(found, 'content', childOf(entry, 'description'))
  const content = found.get('content')
  if (typeof content === 'string') found.set('contentSnippet', snip(content))
  setText(found, 'guid', childOf(entry, 'guid'))
  const categories = childrenOf(entry, 'category')
  if (categories.length > 0) found.set('categories', categories.map(plain))
  const moment = isoOf(found.get('date') ?? found.get('pubDate'))
  if (moment !== undefined) found.set('isoDate', moment)
  if (podcast) found.set('itunes', podcastOf(entry))
  return Object.fromEntries(found)
}

const podcastNames = [
  'author',
  'subtitle',
  'summary',
  'explicit',
  'duration',
  'episode',
  'season',
  'keywords',
  'episodeType',
  'title',
]

function podcastOf(entry: Element): JsonObject {
  const members = podcastNames.flatMap((name): readonly [string, Json][] => {
    const value = childOf(entry, `itunes:${name}`)
    return value === undefined ? [] : [[name, plain(value)]]
  })
  const image = memberOf(memberOf(childOf(entry, 'itunes:image'), '$'), 'href')
  return Object.fromEntries(image === undefined ? members : [...members, ['image', image]])
}

// Atom

function ofAtom(entry: Element, snip: Snip): JsonObject {
  const found = new Map<string, Json>()
  setText(found, 'title', childOf(entry, 'title'))
  const links = childrenOf(entry, 'link')
  const link = links.find((one) => relationOf(one) === 'alternate') ?? links[0]
  const address = memberOf(memberOf(link, '$'), 'href')
  if (address !== undefined) found.set('link', address)
  const moment = isoOf(contentOf(childOf(entry, 'published')) ?? contentOf(childOf(entry, 'updated')))
  if (moment !== undefined) found.set('pubDate', moment)
  setText(found, 'author', childOf(childOf(entry, 'author'), 'name'))
  const content = childOf(entry, 'content')
  if (content !== undefined) {
    const text = contentOf(content) ?? ''
    found.set('content', text).set('contentSnippet', snip(text))
  }
  setText(found, 'summary', childOf(entry, 'summary'))
  setText(found, 'id', childOf(entry, 'id'))
  if (moment !== undefined) found.set('isoDate', moment)
  return Object.fromEntries(found)
}

/** A link without a relation leads to the entry itself. */
function relationOf(link: Element): Element {
  return memberOf(memberOf(link, '$'), 'rel') ?? 'alternate'
}

// Elements

function customOf(entry: Element, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name): readonly [string, Json][] => {
      const value = childOf(entry, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function setText(found: Map<string, Json>, member: string, element: Element): void {
  const text = contentOf(element)
  if (text !== undefined) found.set(member, text)
}

/** The text of an element; undefined where it is missing, or has none. */
function contentOf(element: Element): string | undefined {
  const text = typeof element === 'string' ? element : memberOf(element, '_')
  return typeof text === 'string' ? text : undefined
}

/** A text where an element is no more than that, besides its attributes. */
function plain(element: Json | undefined): Json {
  return contentOf(element) ?? element ?? null
}

function childOf(element: Element, name: string): Element {
  return childrenOf(element, name)[0]
}

function childrenOf(element: Element, name: string): readonly Element[] {
  const found = memberOf(element, name)
  return Array.isArray(found) ? found : []
}

function memberOf(element: Element, name: string): Element {
  return isRecord(element) && Object.hasOwn(element, name) ? element[name] : undefined
}

function isRecord(element: Element): element is JsonObject {
  return typeof element === 'object' && element !== null && !Array.isArray(element)
}

function isoOf(moment: Json | undefined): string | undefined {
  if (typeof moment !== 'string') return undefined
  const date = new Date(moment.trim())
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
