/** More functions on texts: names for addresses, filling in, CSV, HTML, comparison. Nothing is ever evaluated again. */
import { toInteger, toText } from '../../run/convert.ts'
import type { Runtime } from '../../run/runtime.ts'
import { getPath } from '../../values/path.ts'
import { define, type PlainObject } from '../../values/plain.ts'
import { functionsOn } from '../define.ts'
import { badArgument } from '../errors.ts'
import { transliterate } from '../transliterate.ts'

function slugify(rt: Runtime, text: string): string {
  rt.slowText(text.length)
  return transliterate(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g,
    (whole: string, ten?: string, hex?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole
      const code = ten === undefined ? Number.parseInt(hex ?? '', 16) : Number(ten)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

/** `"Dear [name]".fill({ name })`: places in brackets by path. What is put in is not looked at again. */
function fill(rt: Runtime, text: string, [values]: readonly unknown[]): string {
  rt.slowText(text.length)
  let made = ''
  let at = 0
  for (const found of text.matchAll(/\[([\w$.]{1,100})\]/g)) {
    const value = getPath(values, found[1] ?? '', rt)
    made += text.slice(at, found.index) + (value === undefined ? found[0] : value === null ? '' : toText(rt, value))
    at = found.index + found[0].length
    rt.text(made.length)
  }
  return made + text.slice(at)
}

/** Rows of CSV, quotes and line breaks inside cells understood. */
function rowsOf(rt: Runtime, text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = (): void => {
    row.push(cell)
    rt.list(row.length)
    if (row.length > 1 || cell !== '') rows.push(row)
    row = []
    cell = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ''
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') cell += text[i++]
      else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '') quoted = true
    else if (c === separator) {
      row.push(cell)
      cell = ''
    } else if (c === '\n') endRow()
    else if (c !== '\r') cell += c
  }
  endRow()
  return rows
}

function parseCsv(rt: Runtime, text: string, [given]: readonly unknown[]): PlainObject[] {
  rt.slowText(text.length)
  const separator = given === undefined ? ',' : toText(rt, given)
  if (separator.length !== 1) throw badArgument('parseCsv', 'the separator is one character.')
  const [names = [], ...rows] = rowsOf(rt, text, separator)
  return rows.map((row) => {
    const made: PlainObject = {}
    names.forEach((name, i) => {
      rt.addKey(made)
      if (name !== '__proto__') define(made, name, row[i] ?? '')
    })
    return made
  })
}

/** How alike two texts are, from 0 to 1: the share of letters that need no change. */
function similarity(rt: Runtime, text: string, [other]: readonly unknown[]): number {
  const a = [...text.toLowerCase()]
  const b = [...toText(rt, other).toLowerCase()]
  if (a.length > 2_000 || b.length > 2_000)
    throw badArgument('similarity', 'the texts may have at most 2000 characters.')
  rt.spend(a.length * b.length)
  let before = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++) {
      row.push(Math.min((before[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, (before[j] ?? 0) + (a[i] === b[j] ? 0 : 1)))
    }
    before = row
  }
  const longest = Math.max(a.length, b.length)
  return longest === 0 ? 1 : 1 - (before.at(-1) ?? 0) / longest
}

const ADDRESS =
  /^([a-z][a-z0-9+.-]*):\/\/(?:([^\s/?#@]*)@)?([^\s/?#:@]*)(?::(\d{1,5}))?([^\s?#]*)(?:\?([^\s#]*))?(?:#(\S*))?$/i

function parseUrl(rt: Runtime, text: string): PlainObject | undefined {
  if (text.length > 10_000) throw badArgument('parseUrl', 'an address has at most 10000 characters.')
  const found = ADDRESS.exec(text)
  if (found === null) return undefined
  rt.spend(text.length >> 4)
  const [, protocol = '', user, host = '', port, path = '', query, hash] = found
  return {
    protocol,
    user,
    host,
    port: port === undefined ? undefined : Number(port),
    path: path === '' ? '/' : path,
    query: parseQuery(query ?? ''),
    hash,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    // A stray percent sign stands for itself.
    return text
  }
}

function parseQuery(text: string): PlainObject {
  const made: PlainObject = {}
  for (const pair of text.replace(/^\?/, '').split('&')) {
    if (pair === '') continue
    const [name = '', ...rest] = pair.split('=')
    const key = decoded(name)
    if (key !== '__proto__') define(made, key, decoded(rest.join('=')))
  }
  return made
}

export const moreStringFunctions = functionsOn<string>('string', {
  capitalize: {
    gives: 'string',
    doc: 'Begins with a capital and leaves the rest as it is.',
    examples: [['"ada lovelace".capitalize()', 'Ada lovelace']],
    run: (_, text) => text.charAt(0).toUpperCase() + text.slice(1),
  },
  escapeHtml: {
    gives: 'string',
    doc: 'Writes the text so that HTML shows it as it is.',
    examples: [['"a < b".escapeHtml()', 'a &lt; b']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return text.replace(/[&<>"']/g, (c) => HTML[c] ?? c)
    },
  },
  fill: {
    takes: ['values: object'],
    gives: 'string',
    doc: 'Puts values in the places marked by brackets; what is put in is never evaluated.',
    examples: [['"Dear [name]".fill({ name: "Ada" })', 'Dear Ada']],
    run: fill,
  },
  parseCsv: {
    takes: ['separator?: string'],
    gives: 'array',
    doc: 'Reads CSV whose first line holds the names, as a list of objects.',
    examples: [['"a,b\\n1,2".parseCsv()', [{ a: '1', b: '2' }]]],
    run: parseCsv,
  },
  parseQuery: {
    gives: 'object',
    doc: 'Reads the query of an address.',
    examples: [['"a=1&b=x+y".parseQuery()', { a: '1', b: 'x y' }]],
    run: (rt, text) => {
      rt.slowText(text.length)
      return parseQuery(text)
    },
  },
  parseUrl: {
    gives: 'object | undefined',
    doc: 'The parts of an address: protocol, user, host, port, path, query, hash.',
    examples: [['"https://example.com:8080/a?b=1".parseUrl().port', 8080]],
    run: parseUrl,
  },
  similarity: {
    takes: ['other: string'],
    gives: 'number',
    doc: 'How alike two texts are, from 0 to 1, without regard to case.',
    examples: [['"kitten".similarity("Kitten")', 1]],
    run: similarity,
  },
  slugify: {
    gives: 'string',
    doc: 'A name for an address: small Latin letters, digits and hyphens.',
    examples: [['"Über uns & mehr".slugify()', 'uber-uns-mehr']],
    run: slugify,
  },
  truncate: {
    takes: ['length: number', 'ending?: string'],
    gives: 'string',
    doc: 'At most so many characters, with an ending when some were cut.',
    examples: [['"abcdef".truncate(4)', 'abc…']],
    run: (rt, text, [length, ending]) => {
      const most = toInteger(rt, length)
      const end = ending === undefined ? '…' : toText(rt, ending)
      return text.length <= most ? text : text.slice(0, Math.max(0, most - end.length)) + end
    },
  },
  unescapeHtml: {
    gives: 'string',
    doc: 'Turns HTML entities back into characters.',
    examples: [['"a &lt; b".unescapeHtml()', 'a < b']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return unescapeHtml(text)
    },
  },
})
