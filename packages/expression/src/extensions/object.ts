/** Functions on objects. */
import { stringify } from '../builtins/json.ts'
import { toText } from '../run/convert.ts'
import { ownEntries, ownKeys } from '../run/entries.ts'
import type { Runtime } from '../run/runtime.ts'
import { findText } from '../run/search.ts'
import { define, isInherited, isPlain, type PlainObject } from '../values/plain.ts'
import { compactObject } from './compact.ts'
import { functionsOn } from './define.ts'
import { badArgument } from './errors.ts'

function isBare(rt: Runtime, self: object): boolean {
  return ownKeys(rt, self).length === 0
}

function kept(rt: Runtime, self: object, keep: (key: string, value: unknown) => boolean): PlainObject {
  const made: PlainObject = {}
  for (const [key, value] of ownEntries(rt, self)) {
    if (!keep(key, value)) continue
    rt.addKey(made)
    define(made, key, value)
  }
  return made
}

function needText(name: string, [value]: readonly unknown[]): string {
  if (typeof value === 'string' && value !== '') return value
  throw badArgument(name, 'give it the text to look for.')
}

function urlEncode(rt: Runtime, self: object): string {
  const encode = (text: string): string =>
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return ownEntries(rt, self)
    .map(([key, value]) => {
      const text = toText(rt, value)
      rt.text(text.length * 3)
      return `${encode(key)}=${encode(text)}`
    })
    .join('&')
}

function holds(rt: Runtime, value: unknown, text: string): boolean {
  if (typeof value !== 'string') return false
  rt.read(value)
  return findText(rt, value, text) >= 0
}

export const objectFunctions = functionsOn<object>('object', {
  compact: {
    gives: 'object',
    doc: 'Drops members that are null, undefined or empty, at every depth.',
    examples: [['({ a: 1, b: null, c: "" }).compact()', { a: 1 }]],
    run: (rt, self) => (isPlain(self) ? compactObject(rt, self) : {}),
  },
  hasField: {
    takes: ['name: string'],
    gives: 'boolean',
    doc: 'True when the object has a member of that name.',
    examples: [['({ a: 1 }).hasField("a")', true]],
    run: (rt, self, [name]) => {
      const key = toText(rt, name)
      return (isPlain(self) && Object.hasOwn(self, key)) || isInherited(key)
    },
  },
  isEmpty: {
    gives: 'boolean',
    doc: 'True for an object without members.',
    examples: [['({}).isEmpty()', true]],
    run: isBare,
  },
  isNotEmpty: {
    gives: 'boolean',
    doc: 'True for an object with members.',
    examples: [['({ a: 1 }).isNotEmpty()', true]],
    run: (rt, self) => !isBare(rt, self),
  },
  keepFieldsContaining: {
    takes: ['text: string'],
    gives: 'object',
    doc: 'Keeps the members whose text holds a text.',
    examples: [['({ a: "hello", b: "x" }).keepFieldsContaining("ell")', { a: 'hello' }]],
    run: (rt, self, args) => {
      const text = needText('keepFieldsContaining', args)
      return kept(rt, self, (_, value) => holds(rt, value, text))
    },
  },
  keys: {
    gives: 'array',
    doc: 'The names of the members.',
    examples: [['({ a: 1, b: 2 }).keys()', ['a', 'b']]],
    run: (rt, self) => ownKeys(rt, self),
  },
  removeField: {
    takes: ['name: string'],
    gives: 'object',
    doc: 'Gives the object without a member.',
    examples: [['({ a: 1, b: 2 }).removeField("a")', { b: 2 }]],
    run: (rt, self, names) => {
      if (!isPlain(self)) return self
      const removed = new Set(names.map((name) => toText(rt, name)))
      return kept(rt, self, (key) => !removed.has(key))
    },
  },
  removeFieldsContaining: {
    takes: ['text: string'],
    gives: 'object',
    doc: 'Drops the members whose text holds a text.',
    examples: [['({ a: "hello", b: "x" }).removeFieldsContaining("ell")', { b: 'x' }]],
    run: (rt, self, args) => {
      const text = needText('removeFieldsContaining', args)
      return kept(rt, self, (_, value) => !holds(rt, value, text))
    },
  },
  toJsonString: {
    gives: 'string',
    doc: 'Writes the object as JSON.',
    examples: [['({ a: 1 }).toJsonString()', '{"a":1}']],
    run: (rt, self) => stringify(rt, self),
  },
  urlEncode: {
    gives: 'string',
    doc: 'Writes the members as the query of an address.',
    examples: [['({ a: 1, b: "x y" }).urlEncode()', 'a=1&b=x+y']],
    run: urlEncode,
  },
  values: {
    gives: 'array',
    doc: 'The values of the members.',
    examples: [['({ a: 1, b: 2 }).values()', [1, 2]]],
    run: (rt, self) => ownEntries(rt, self).map(([, value]) => value),
  },
})
