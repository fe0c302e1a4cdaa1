/** Functions on texts. */
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { sha3_512 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { guarded } from '../builtins/luxon/arguments.ts'
import { ExpressionError } from '../error.ts'
import { parse, stringify } from '../builtins/json.ts'
import { toInteger, toText } from '../run/convert.ts'
import { Raised } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { readDateByFormat } from '../values/date-format.ts'
import { numberToDateTime, parseDateTime, withClock, type NumberFormat } from '../values/dates.ts'
import { functionsOn } from './define.ts'
import { badArgument, notConvertible } from './errors.ts'
import { domainOf, findEmail, findUrl, isDomain, isEmail, isUrl, pathOf } from './text-patterns.ts'
import { removeMarkdown } from './markdown.ts'
import { sentenceCase, snakeCase, titleCase } from './cases.ts'
import { transliterate } from './transliterate.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

const HASHES: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map([
  ['md5', md5],
  ['sha1', sha1],
  ['sha224', sha224],
  ['sha256', sha256],
  ['sha384', sha384],
  ['sha512', sha512],
  ['sha3', sha3_512],
])

function hash(rt: Runtime, text: string, [given]: readonly unknown[]): string {
  if (given !== undefined && given !== null && typeof given !== 'string')
    throw Raised.error('TypeError', 'The algorithm is no text')
  const name = (given ?? 'md5').toLowerCase()
  rt.text(text.length)
  if (name === 'base64') {
    rt.slowText(text.length)
    return encodeBase64(text)
  }
  const digest = HASHES.get(name)
  if (digest === undefined) {
    throw badArgument('hash', `unknown algorithm. Use one of base64, ${[...HASHES.keys()].join(', ')}.`)
  }
  rt.spend(text.length >> 2)
  return bytesToHex(digest(new TextEncoder().encode(text)))
}

/** Signs that may stand before a number. */
const CURRENCY = /^\s*(?:CHF|R\$|kr\.?|zł|Kč|Ft|lei|[BCDEGKLNPQRST$€£¥₹₩₽₺₪₫฿₴₦₱₡₲₵])\s*(?=[-+.\d])/

function withoutCurrency(text: string): string {
  return text.replace(CURRENCY, '')
}

function wholeNumber(name: string, rt: Runtime, text: string, [radix]: readonly unknown[]): number {
  const value = Number.parseInt(withoutCurrency(text), radix === undefined ? undefined : toInteger(rt, radix))
  if (Number.isNaN(value)) throw notConvertible(name, 'number')
  return value
}

function decimalNumber(name: string, text: string): number {
  const value = text.includes(',') ? Number.NaN : Number.parseFloat(withoutCurrency(text))
  if (Number.isNaN(value)) throw notConvertible(name, 'number')
  return value
}

function escapedQuote(rt: Runtime, text: string, [mark]: readonly unknown[]): string {
  const quote = mark === undefined ? '"' : toText(rt, mark)
  if (quote === '') throw Raised.error('Error', 'The quote must not be empty')
  rt.slowText(text.length)
  const escaped = text.replaceAll('\\', '\\\\')
  const made = quote + ('"\'`'.includes(quote) ? escaped.replaceAll(quote, `\\${quote}`) : escaped) + quote
  rt.text(made.length)
  return made
}

function uri(rt: Runtime, text: string, convert: (text: string) => string): string {
  rt.text(text.length * 3)
  try {
    return convert(text)
  } catch {
    throw Raised.error('URIError', 'URI malformed')
  }
}

function parseJson(rt: Runtime, text: string): unknown {
  try {
    return parse(rt, text)
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    throw new ExpressionError('parse_json', `parseJson(): ${error.message}.`, {
      description:
        'The text is not valid JSON. Single quotes, trailing commas and names without quotes are not allowed.',
    })
  }
}

function isFormat(value: string): value is NumberFormat {
  return value === 'ms' || value === 's' || value === 'us' || value === 'excel'
}

/** With a format: one of the ways to count time, or a pattern of Luxon tokens; what does not fit is an invalid date. */
function dateTime(rt: Runtime, text: string, [format]: readonly unknown[]): unknown {
  const context = { zone: rt.scope.zone, now: rt.scope.now() }
  if (format !== undefined && format !== null && format !== '') {
    const name = toText(rt, format)
    if (isFormat(name)) return numberToDateTime(Number(text), name, context.zone)
    return guarded(() =>
      withClock(context.now, () => readDateByFormat(text.slice(0, 1000), name.slice(0, 1000), { zone: context.zone })),
    )
  }
  const parsed = parseDateTime(text, context)
  if (!parsed.isValid) throw notConvertible('toDateTime', 'date')
  return parsed
}

function nativeDate(rt: Runtime, text: string): Date {
  const date = new Date(text.slice(0, 1000))
  if (Number.isNaN(date.getTime())) throw notConvertible('toDate', 'date')
  return rt.ownDate(date)
}

const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0', 'no', ''])

export const stringFunctions = functionsOn<string>('string', {
  base64Decode: {
    gives: 'string',
    doc: 'Decodes base64 (also the URL-safe form) as UTF-8 text.',
    examples: [['"aGVsbG8=".base64Decode()', 'hello']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return decodeBase64(text)
    },
  },
  base64Encode: {
    gives: 'string',
    doc: 'Encodes the text as base64.',
    examples: [['"hello".base64Encode()', 'aGVsbG8=']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return encodeBase64(text)
    },
  },
  extractDomain: {
    gives: 'string | undefined',
    doc: 'Gives the host of a web address, a mail address or a bare domain.',
    examples: [
      ['"https://docs.example.com/a".extractDomain()', 'docs.example.com'],
      ['"ada@example.com".extractDomain()', 'example.com'],
    ],
    run: (rt, text) => domainOf(rt, text),
  },
  extractEmail: {
    gives: 'string | undefined',
    doc: 'Gives the first mail address in the text.',
    examples: [['"Write to ada@example.com today".extractEmail()', 'ada@example.com']],
    run: (rt, text) => findEmail(rt, text),
  },
  extractUrl: {
    gives: 'string | undefined',
    doc: 'Gives the first web address in the text.',
    examples: [['"see https://example.com/a now".extractUrl()', 'https://example.com/a']],
    run: (rt, text) => findUrl(rt, text),
  },
  extractUrlPath: {
    gives: 'string | undefined',
    doc: 'Gives the path of a web address.',
    examples: [['"https://example.com/a/b?c=1".extractUrlPath()', '/a/b']],
    run: (rt, text) => pathOf(rt, text),
  },
  hash: {
    takes: ['algorithm?: "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512" | "sha3" | "base64"'],
    gives: 'string',
    doc: 'Hashes the text; md5 unless another algorithm is named.',
    examples: [['"hello".hash()', '5d41402abc4b2a76b9719d911017c592']],
    run: hash,
  },
  isDomain: {
    gives: 'boolean',
    doc: 'True when the text is a domain name (or localhost, or an IPv4 address).',
    examples: [['"example.com".isDomain()', true]],
    run: (rt, text) => isDomain(rt, text),
  },
  isEmail: {
    gives: 'boolean',
    doc: 'True when the text is a mail address.',
    examples: [['"ada@example.com".isEmail()', true]],
    run: (rt, text) => isEmail(rt, text),
  },
  isEmpty: {
    gives: 'boolean',
    doc: 'True for the empty text; null and undefined are empty too.',
    examples: [['"".isEmpty()', true]],
    run: (_, text) => text === '',
  },
  isNotEmpty: {
    gives: 'boolean',
    doc: 'True for any text but the empty one.',
    examples: [['"a".isNotEmpty()', true]],
    run: (_, text) => text !== '',
  },
  isNumeric: {
    gives: 'boolean',
    doc: 'True when the text is a number.',
    examples: [
      ['"12.5".isNumeric()', true],
      ['"1,5".isNumeric()', false],
    ],
    run: (_, text) =>
      !text.includes(' ') && text !== '' && !Number.isNaN(Number(text)) && !Number.isNaN(Number.parseFloat(text)),
  },
  isUrl: {
    gives: 'boolean',
    doc: 'True when the text is a web address (http or https).',
    examples: [['"https://example.com".isUrl()', true]],
    run: (rt, text) => isUrl(rt, text),
  },
  length: {
    gives: 'number',
    doc: 'Counts the characters.',
    examples: [['"hello".length()', 5]],
    run: (_, text) => text.length,
  },
  parseJson: {
    gives: 'any',
    doc: 'Reads the text as JSON.',
    examples: [['\'{"a": 1}\'.parseJson()', { a: 1 }]],
    run: parseJson,
  },
  quote: {
    takes: ['mark?: string'],
    gives: 'string',
    doc: 'Puts quotes around the text and escapes the ones inside.',
    examples: [['"it".quote()', '"it"']],
    run: escapedQuote,
  },
  removeMarkdown: {
    gives: 'string',
    doc: 'Takes Markdown marks out of the text.',
    examples: [['"**bold** and *it*".removeMarkdown()', 'bold and it']],
    run: (rt, text) => removeMarkdown(rt, text),
  },
  removeTags: {
    gives: 'string',
    doc: 'Takes HTML and XML tags out of the text.',
    examples: [['"<b>x</b>".removeTags()', 'x']],
    run: (rt, text) => {
      rt.text(text.length)
      return text.replace(/<[^>]*(?:>|$)/g, '')
    },
  },
  replaceSpecialChars: {
    gives: 'string',
    doc: 'Replaces letters with marks and other scripts by plain Latin letters.',
    examples: [['"déjà".replaceSpecialChars()', 'deja']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return transliterate(text)
    },
  },
  toBoolean: {
    gives: 'boolean',
    doc: 'False for "false", "0", "no" and the empty text (in any case), otherwise true.',
    examples: [['"no".toBoolean()', false]],
    run: (_, text) => !FALSE_WORDS.has(text.slice(0, 6).toLowerCase()),
  },
  toDate: {
    gives: 'Date',
    doc: 'Reads the text as a JavaScript date.',
    examples: [['"2024-02-29".toDate().getUTCDate()', 29]],
    run: nativeDate,
  },
  toDateTime: {
    takes: ['format?: "ms" | "s" | "us" | "excel"'],
    gives: 'DateTime',
    doc: 'Reads the text as a date; without an offset it is taken in the workflow zone.',
    examples: [['"2024-02-29".toDateTime().day', 29]],
    run: dateTime,
  },
  toDecimalNumber: {
    gives: 'number',
    doc: 'Reads the number that the text begins with.',
    examples: [['"12.5abc".toDecimalNumber()', 12.5]],
    run: (_, text) => decimalNumber('toDecimalNumber', text),
  },
  toFloat: {
    gives: 'number',
    doc: 'Reads the number that the text begins with.',
    examples: [['"12.5".toFloat()', 12.5]],
    run: (_, text) => decimalNumber('toFloat', text),
  },
  toInt: {
    takes: ['radix?: number'],
    gives: 'number',
    doc: 'Reads the whole number that the text begins with.',
    examples: [['"12.7".toInt()', 12]],
    run: (rt, text, args) => wholeNumber('toInt', rt, text, args),
  },
  toJsonString: {
    gives: 'string',
    doc: 'Writes the text as JSON.',
    examples: [['"a".toJsonString()', '"a"']],
    run: (rt, text) => stringify(rt, text),
  },
  toNumber: {
    gives: 'number',
    doc: 'Reads the whole text as a number.',
    examples: [['"12.5".toNumber()', 12.5]],
    run: (_, text) => {
      const value = Number(withoutCurrency(text))
      if (Number.isNaN(value)) throw notConvertible('toNumber', 'number')
      return value
    },
  },
  toSentenceCase: {
    gives: 'string',
    doc: 'Begins each sentence with a capital and makes the rest small.',
    examples: [['"ALL CAPS. two".toSentenceCase()', 'All caps. Two']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return sentenceCase(text)
    },
  },
  toSnakeCase: {
    gives: 'string',
    doc: 'Makes the text small, with underscores for blanks and hyphens.',
    examples: [['"Quick brown-fox".toSnakeCase()', 'quick_brown_fox']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return snakeCase(text)
    },
  },
  toTitleCase: {
    gives: 'string',
    doc: 'Begins each word with a capital, except small words.',
    examples: [['"of mice and men".toTitleCase()', 'Of Mice and Men']],
    run: (rt, text) => {
      rt.slowText(text.length)
      return titleCase(text)
    },
  },
  toWholeNumber: {
    takes: ['radix?: number'],
    gives: 'number',
    doc: 'Reads the whole number that the text begins with.',
    examples: [['"12.7".toWholeNumber()', 12]],
    run: (rt, text, args) => wholeNumber('toWholeNumber', rt, text, args),
  },
  urlDecode: {
    takes: ['entireUrl?: boolean'],
    gives: 'string',
    doc: 'Decodes percent signs; `true` leaves the marks that structure an address.',
    examples: [['"a%26b".urlDecode()', 'a&b']],
    run: (rt, text, [entire]) => uri(rt, text, entire ? decodeURI : decodeURIComponent),
  },
  urlEncode: {
    takes: ['entireUrl?: boolean'],
    gives: 'string',
    doc: 'Encodes for an address; `true` leaves the marks that structure an address.',
    examples: [['"a&b".urlEncode()', 'a%26b']],
    run: (rt, text, [entire]) => uri(rt, text, entire ? encodeURI : encodeURIComponent),
  },
})
