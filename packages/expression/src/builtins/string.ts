/** What texts offer natively. */
import { isPrimitive, toInteger, toNumber, toText } from '../run/convert.ts'
import { invoke } from '../run/invoke.ts'
import { Raised, typeError } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import { findLastText, findText, splitText } from '../run/search.ts'
import { exec, execAll, makeRegExp } from '../regex/regexp.ts'
import { isCallable } from '../values/callable.ts'
import { Iter } from '../values/iter.ts'
import { ownValue } from '../values/plain.ts'
import { localeOf, optionsOf } from './locale.ts'
import { members, type Method } from './members.ts'

type Text = Method<string>

/** The longest text that JavaScript itself could make. */
const MAX_LENGTH = 2 ** 29 - 24

/** Boxed texts come here too. */
function textOf(self: unknown): string {
  return typeof self === 'string' ? self : String(self)
}

/** A method that reads its text once, and pays for long ones. */
function method(run: (rt: Runtime, text: string, args: readonly unknown[]) => unknown): Text {
  return (rt, self, args) => {
    const text = textOf(self)
    if (text.length > 1024) rt.spend(text.length >> 7)
    rt.flat(text)
    return run(rt, text, args)
  }
}

function optional(rt: Runtime, value: unknown): number | undefined {
  return value === undefined ? undefined : toInteger(rt, value)
}

function pad(rt: Runtime, text: string, args: readonly unknown[]): { length: number; fill: string } {
  const length = toInteger(rt, args[0])
  const fill = args[1] === undefined ? ' ' : toText(rt, args[1])
  if (length > text.length && fill !== '') {
    if (length > MAX_LENGTH) throw Raised.error('RangeError', 'Invalid string length')
    rt.text(length)
  }
  return { length, fill }
}

/** Pays for a text that was made anew; parts of a text share its memory. */
function made(rt: Runtime, text: string): string {
  if (text.length > 1024) rt.text(text.length)
  return text
}

function notPattern(value: unknown): void {
  if (value instanceof RegExp) throw typeError('First argument must not be a regular expression')
}

function match(rt: Runtime, text: string, [given]: readonly unknown[]): unknown {
  const pattern = given instanceof RegExp ? given : makeRegExp(rt, given === undefined ? '' : toText(rt, given), '')
  if (!pattern.global) return exec(rt, pattern, text)
  const found: string[] = []
  for (const one of execAll(rt, pattern, text)) {
    rt.list(1)
    found.push(one[0])
  }
  pattern.lastIndex = 0
  return found.length === 0 ? null : found
}

/** Where a replacement puts `$1`, `$&` and the rest. */
function expand(template: string, found: RegExpExecArray, text: string): string {
  if (!template.includes('$')) return template
  return template.replace(/\$(?:\$|&|`|'|(\d{1,2})|<([^>]*)>)/g, (whole: string, digits?: string, name?: string) => {
    if (whole === '$$') return '$'
    if (whole === '$&') return found[0]
    if (whole === '$`') return text.slice(0, found.index)
    if (whole === "$'") return text.slice(found.index + found[0].length)
    if (name !== undefined)
      return found.groups === undefined ? whole : ((ownValue(found.groups, name) as string | undefined) ?? '')
    let number = Number(digits)
    let rest = ''
    if (number >= found.length && digits?.length === 2) {
      number = Number(digits[0])
      rest = digits[1] ?? ''
    }
    return number > 0 && number < found.length ? (found[number] ?? '') + rest : whole
  })
}

function replacer(rt: Runtime, text: string, by: unknown): (found: RegExpExecArray) => string {
  if (!isCallable(by)) {
    const template = toText(rt, by)
    return (found) => {
      rt.allocate(template.length)
      return expand(template, found, text)
    }
  }
  return (found) => {
    const args: unknown[] = [...found, found.index, text]
    if (found.groups !== undefined) args.push({ ...found.groups })
    return toText(rt, invoke(rt, by, undefined, args))
  }
}

/** All places where a fixed text occurs, as matches. */
function* occurrences(rt: Runtime, text: string, wanted: string, all: boolean): Generator<RegExpExecArray> {
  let at = findText(rt, text, wanted)
  while (at >= 0) {
    yield Object.assign([wanted] as [string], { index: at, input: text })
    if (!all) return
    at =
      at + Math.max(1, wanted.length) > text.length ? -1 : findText(rt, text, wanted, at + Math.max(1, wanted.length))
  }
}

function replace(all: boolean) {
  return (rt: Runtime, text: string, [what, by]: readonly unknown[]): string => {
    if (what instanceof RegExp && all && !what.global) throw typeError('replaceAll must be called with a global RegExp')
    const matches = what instanceof RegExp ? execAll(rt, what, text) : occurrences(rt, text, toText(rt, what), all)
    const make = replacer(rt, text, by)
    let made = ''
    let at = 0
    for (const found of matches) {
      rt.spend(2)
      made += text.slice(at, found.index) + make(found)
      at = found.index + found[0].length
      if (made.length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
    }
    made += text.slice(at)
    rt.text(made.length)
    return made
  }
}

function split(rt: Runtime, text: string, [by, most]: readonly unknown[]): unknown[] {
  const limit = most === undefined ? LIMITS.array + 1 : toNumber(rt, most) >>> 0
  if (limit === 0) return []
  if (by === undefined) return [text]
  if (!(by instanceof RegExp)) {
    const separator = toText(rt, by)
    rt.list(separator === '' ? Math.min(text.length, limit) : 0)
    const parts = splitText(rt, text, separator, limit)
    rt.list(parts.length)
    return parts
  }
  return splitByPattern(rt, text, by, limit)
}

function splitByPattern(rt: Runtime, text: string, by: RegExp, limit: number): unknown[] {
  const parts: unknown[] = []
  const pattern = new RegExp(by.source, `${by.flags.replace(/[gy]/g, '')}g`)
  if (text === '') return exec(rt, pattern, text) === null ? [text] : []
  let at = 0
  for (const found of execAll(rt, pattern, text)) {
    const end = found.index + found[0].length
    if (found[0] === '' && ((found.index === at && found.index === 0) || found.index >= text.length)) continue
    if (found[0] === '' && found.index === at) continue
    rt.list(1)
    parts.push(text.slice(at, found.index), ...found.slice(1))
    at = end
    if (parts.length >= limit) return parts.slice(0, limit)
  }
  parts.push(text.slice(at))
  return parts.slice(0, limit)
}

function search(rt: Runtime, text: string, [given]: readonly unknown[]): number {
  const pattern =
    given instanceof RegExp
      ? new RegExp(given.source, given.flags.replace(/[gy]/g, ''))
      : makeRegExp(rt, given === undefined ? '' : toText(rt, given), '')
  return exec(rt, pattern, text)?.index ?? -1
}

/** Calls a native text method that takes and gives primitives. */
function simple(run: (text: string, a: unknown, b: unknown) => string): Text {
  return method((rt, text, [a, b]) =>
    made(rt, run(text, isPrimitive(a) ? a : toText(rt, a), isPrimitive(b) ? b : toText(rt, b))),
  )
}

export const stringMembers = members<string>(
  {
    at: method((rt, text, [i]) => text.at(toInteger(rt, i))),
    charAt: method((rt, text, [i]) => text.charAt(toInteger(rt, i))),
    charCodeAt: method((rt, text, [i]) => text.charCodeAt(toInteger(rt, i))),
    codePointAt: method((rt, text, [i]) => text.codePointAt(toInteger(rt, i))),
    concat: method((rt, text, args) => {
      let made = text
      for (const arg of args) made += toText(rt, arg)
      rt.text(made.length)
      return made
    }),
    endsWith: method((rt, text, [part, end]) => {
      notPattern(part)
      return text.endsWith(toText(rt, part), optional(rt, end))
    }),
    includes: method((rt, text, [part, from]) => {
      notPattern(part)
      return findText(rt, text, toText(rt, part), toInteger(rt, from)) >= 0
    }),
    indexOf: method((rt, text, [part, from]) => findText(rt, text, toText(rt, part), toInteger(rt, from))),
    isWellFormed: method((_, text) => text.isWellFormed()),
    lastIndexOf: method((rt, text, [part, from]) =>
      findLastText(rt, text, toText(rt, part), from === undefined ? Number.POSITIVE_INFINITY : toNumber(rt, from)),
    ),
    localeCompare: method((rt, text, [other, locale, options]) => {
      rt.spend(50)
      return text.localeCompare(toText(rt, other), localeOf(locale), optionsOf(rt, options))
    }),
    match,
    matchAll: method((rt, text, [given]) => {
      if (given instanceof RegExp && !given.global) throw typeError('matchAll must be called with a global RegExp')
      const pattern =
        given instanceof RegExp ? given : makeRegExp(rt, given === undefined ? '' : toText(rt, given), 'g')
      return new Iter(execAll(rt, pattern, text), 'RegExp String Iterator')
    }),
    normalize: method((rt, text, [form]) => {
      rt.text(text.length * 4)
      const name = form === undefined ? 'NFC' : toText(rt, form)
      if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(name))
        throw Raised.error('RangeError', `The normalization form should be one of NFC, NFD, NFKC, NFKD.`)
      return text.normalize(name)
    }),
    padEnd: method((rt, text, args) => {
      const { length, fill } = pad(rt, text, args)
      return text.padEnd(length, fill)
    }),
    padStart: method((rt, text, args) => {
      const { length, fill } = pad(rt, text, args)
      return text.padStart(length, fill)
    }),
    repeat: method((rt, text, [times]) => {
      const count = toInteger(rt, times)
      if (count < 0 || count === Number.POSITIVE_INFINITY)
        throw Raised.error('RangeError', `Invalid count value: ${count}`)
      if (text.length * count > MAX_LENGTH) throw Raised.error('RangeError', 'Invalid string length')
      rt.text(text.length * count)
      return text.repeat(count)
    }),
    replace: method(replace(false)),
    replaceAll: method(replace(true)),
    search: method(search),
    slice: method((rt, text, [from, to]) => text.slice(toInteger(rt, from), optional(rt, to))),
    split: method(split),
    startsWith: method((rt, text, [part, from]) => {
      notPattern(part)
      return text.startsWith(toText(rt, part), toInteger(rt, from))
    }),
    substr: method((rt, text, [from, length]) => {
      const start = toInteger(rt, from)
      const begin = start < 0 ? Math.max(0, text.length + start) : start
      return length === undefined ? text.slice(begin) : text.slice(begin, begin + Math.max(0, toInteger(rt, length)))
    }),
    substring: method((rt, text, [from, to]) => text.substring(toInteger(rt, from), optional(rt, to))),
    toLocaleLowerCase: method((rt, text, [locale]) => made(rt, text.toLocaleLowerCase(localeOf(locale)))),
    toLocaleUpperCase: method((rt, text, [locale]) => made(rt, text.toLocaleUpperCase(localeOf(locale)))),
    toLowerCase: method((rt, text) => made(rt, text.toLowerCase())),
    toString: method((_, text) => text),
    toUpperCase: method((rt, text) => made(rt, text.toUpperCase())),
    toWellFormed: method((rt, text) => made(rt, text.toWellFormed())),
    trim: method((_, text) => text.trim()),
    trimEnd: method((_, text) => text.trimEnd()),
    trimLeft: method((_, text) => text.trimStart()),
    trimRight: method((_, text) => text.trimEnd()),
    trimStart: method((_, text) => text.trimStart()),
    valueOf: method((_, text) => text),
    anchor: simple((text, name) => `<a name="${String(name)}">${text}</a>`),
    bold: simple((text) => `<b>${text}</b>`),
    blink: simple((text) => `<blink>${text}</blink>`),
    fixed: simple((text) => `<tt>${text}</tt>`),
    fontcolor: simple((text, color) => `<font color="${String(color)}">${text}</font>`),
    fontsize: simple((text, size) => `<font size="${String(size)}">${text}</font>`),
    big: simple((text) => `<big>${text}</big>`),
    small: simple((text) => `<small>${text}</small>`),
    italics: simple((text) => `<i>${text}</i>`),
    strike: simple((text) => `<strike>${text}</strike>`),
    sub: simple((text) => `<sub>${text}</sub>`),
    sup: simple((text) => `<sup>${text}</sup>`),
    link: simple((text, url) => `<a href="${String(url)}">${text}</a>`),
  },
  { length: (_, self) => textOf(self).length },
)
