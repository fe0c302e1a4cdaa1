/**
 * A command line as words, as a shell would make them. Quotes of a POSIX shell (`'…'`, `"…"`, `$'…'`), its escapes and
 * continued lines; and, where `^` stands before quotes or line ends, those of the Windows command line, which browsers
 * write too. Nothing is expanded: `$NAME` stays what it is. What comes behind a pipe or a redirection is another
 * program's.
 */

/** The words of the first command in a text. */
export function shellWords(text: string): readonly string[] {
  return isForWindows(text) ? wordsOf(uncaretted(text), windowsQuotes) : wordsOf(text, posixQuotes)
}

/** The first quotes of the text stand behind `^`, or its first line is joined by it. */
function isForWindows(text: string): boolean {
  return /^[^'"\\]*\s\^"/.test(text) || /^[^'"\\]*(?:"[^'"\\]*"[^'"\\]*)*\s\^\r?\n/.test(text)
}

/** `^` takes the next character out of its meaning; before a line end, the line goes on. */
function uncaretted(text: string): string {
  return text.replaceAll(/\^(\r\n|[\s\S])/g, (_, next: string) => (/^\r?\n$/.test(next) ? ' ' : next))
}

/** What a quotation says, and where it ends. An empty one makes a word; a joined line says nothing at all. */
interface Read {
  readonly text: string | undefined
  readonly end: number
}

type Quotes = (text: string, at: number) => Read | undefined

function wordsOf(text: string, quotes: Quotes): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let at = 0
  while (at < text.length) {
    const quoted = quotes(text, at)
    const character = text[at] ?? ''
    if (quoted) {
      if (quoted.text !== undefined) word = (word ?? '') + quoted.text
      at = quoted.end
      continue
    }
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (word === undefined && /^(?:[|;&]|\d?>|<)/.test(text.slice(at, at + 2))) {
      return words
    } else word = (word ?? '') + character
    at += 1
  }
  if (word !== undefined) words.push(word)
  return words
}

function posixQuotes(text: string, at: number): Read | undefined {
  if (text.startsWith("$'", at)) return ansiQuoted(text, at + 2)
  switch (text[at]) {
    case "'": {
      const end = text.indexOf("'", at + 1)
      return end < 0 ? { text: text.slice(at + 1), end: text.length } : { text: text.slice(at + 1, end), end: end + 1 }
    }
    case '"':
      return untilQuote(text, at + 1, '"', (next) => (/["\\$`]/.test(next) ? next : next === '\n' ? '' : `\\${next}`))
    case '\\':
      return escaped(text, at)
    default:
      return undefined
  }
}

/** Outside of quotes a backslash keeps the next character, and joins lines. */
function escaped(text: string, at: number): Read {
  const lineEnd = /^\\\r?\n/.exec(text.slice(at, at + 3))
  if (lineEnd) return { text: undefined, end: at + lineEnd[0].length }
  return { text: text[at + 1] ?? '', end: at + 2 }
}

function windowsQuotes(text: string, at: number): Read | undefined {
  if (text[at] !== '"') return text.startsWith('\\"', at) ? { text: '"', end: at + 2 } : undefined
  return untilQuote(text, at + 1, '"', (next) => (/["\\]/.test(next) ? next : `\\${next}`))
}

function untilQuote(text: string, from: number, quote: string, unescape: (next: string) => string): Read {
  let read = ''
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === quote) return { text: read, end: at + 1 }
    if (character === '\\' && at + 1 < text.length) {
      at += 1
      read += unescape(text[at] ?? '')
    } else read += character
  }
  return { text: read, end: text.length }
}

const named: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001B',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** `$'…'`: escapes as in C. Bytes that are written one by one are read as UTF-8 together. */
function ansiQuoted(text: string, from: number): Read {
  const escape =
    /\\(?:u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|((?:x[\dA-Fa-f]{1,2}|[0-7]{1,3})(?:\\x[\dA-Fa-f]{1,2}|\\[0-7]{1,3})*)|([\s\S]))/y
  let read = ''
  let at = from
  while (at < text.length && text[at] !== "'") {
    escape.lastIndex = at
    const [whole, short, long, bytes, letter = ''] = escape.exec(text) ?? []
    if (whole === undefined) {
      read += text[at]
      at += 1
      continue
    }
    const code = short ?? long
    if (code !== undefined) read += String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10_ff_ff))
    else if (bytes !== undefined) read += utf8(bytes)
    else read += named[letter] ?? letter
    at += whole.length
  }
  return { text: read, end: at + 1 }
}

function utf8(escapes: string): string {
  const bytes = escapes
    .split('\\')
    .map((one) => (one.startsWith('x') ? Number.parseInt(one.slice(1), 16) : Number.parseInt(one, 8)))
  return new TextDecoder().decode(Uint8Array.from(bytes))
}
