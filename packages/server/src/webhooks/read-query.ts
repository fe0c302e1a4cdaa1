/**
 * Query strings as webhook callers write them: `a=1&a=2` is a list, `a[]=1` too, `a[b]=1` an object. Names are
 * keys of plain data only: `__proto__`, `constructor` and `prototype` are dropped, and so is what is nested
 * deeper than five brackets or comes after the thousandth pair.
 */
import type { Json, JsonObject } from '@millrace/sdk'

const MAX_DEPTH = 5
const MAX_PAIRS = 1000
/** A larger index is a name: `a[100000]=x` must not make a list of that length. */
const MAX_INDEX = 20

const refused: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

type Draft = string | Draft[] | Map<string, Draft>

const empty: JsonObject = Object.freeze({})

export function readQuery(text: string): JsonObject {
  if (text === '') return empty
  const root = new Map<string, Draft>()
  for (const pair of text.split('&', MAX_PAIRS)) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decode(pair.slice(at + 1))
    const path = pathOf(name)
    if (path !== undefined) put(root, path, value)
  }
  return objectOf(root)
}

/** `a[b][]` → `a`, `b`, `''`; undefined where the name is refused. */
function pathOf(name: string): readonly string[] | undefined {
  const open = name.indexOf('[')
  if (open <= 0 || !name.includes(']', open)) return refused.has(name) || name === '' ? undefined : [name]
  const path = [name.slice(0, open)]
  const brackets = /\[([^[\]]*)\]/g
  brackets.lastIndex = open
  for (let match = brackets.exec(name); match !== null && path.length <= MAX_DEPTH; match = brackets.exec(name)) {
    path.push(match[1] ?? '')
  }
  return path.some((segment) => refused.has(segment)) ? undefined : path
}

function put(target: Map<string, Draft>, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path
  target.set(name, merged(target.get(name), rest, value))
}

function merged(known: Draft | undefined, path: readonly string[], value: string): Draft {
  const [name, ...rest] = path
  if (name === undefined) {
    if (known === undefined) return value
    return Array.isArray(known) ? [...known, value] : known instanceof Map ? known : [known, value]
  }
  const index = name === '' ? undefined : /^\d+$/.test(name) ? Number(name) : Number.NaN
  if (index === undefined || index <= MAX_INDEX) {
    if (known === undefined || Array.isArray(known)) {
      const list = [...(known ?? [])]
      const place = index === undefined ? list.length : Math.min(index, list.length)
      list[place] = merged(list[place], rest, value)
      return list
    }
    if (typeof known === 'string') return [known, merged(undefined, rest, value)]
  }
  const object = known instanceof Map ? known : asMap(known)
  put(object, [name === '' ? String(object.size) : name, ...rest], value)
  return object
}

function asMap(known: string | Draft[] | undefined): Map<string, Draft> {
  const map = new Map<string, Draft>()
  if (Array.isArray(known)) known.forEach((value, i) => map.set(String(i), value))
  else if (known !== undefined) map.set(known, 'true')
  return map
}

function objectOf(map: ReadonlyMap<string, Draft>): JsonObject {
  return Object.fromEntries([...map].map(([name, value]) => [name, jsonOf(value)]))
}

function jsonOf(draft: Draft): Json {
  if (typeof draft === 'string') return draft
  return Array.isArray(draft) ? draft.map(jsonOf) : objectOf(draft)
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    // Damaged escapes are somebody's text all the same.
    return spaced
  }
}
