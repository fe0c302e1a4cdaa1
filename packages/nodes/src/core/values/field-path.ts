/**
 * Fields by the names people write: with dot notation `a.b[0].c` reaches into objects and lists, unless an
 * own member has exactly that name. Writing goes through the one function that keeps prototypes safe.
 */
import { getPath, hasPath, setPath, unsetPath } from '@millrace/expression'
import type { Json, JsonObject } from '@millrace/sdk'

type Segment = string | number

/** `a.b[0]` as segments; digits are places in lists. Empty names between dots count. */
export function fieldSegments(name: string): readonly Segment[] {
  const segments: Segment[] = []
  let part = ''
  let afterBracket = false
  for (let i = 0; i < name.length; i++) {
    const char = name[i] ?? ''
    const end = char === '[' ? name.indexOf(']', i) : -1
    if (char === '.' || end > 0) {
      if (!(afterBracket && part === '')) segments.push(toSegment(part, i === 0 && end > 0))
      part = ''
      afterBracket = false
      if (end > 0) {
        segments.push(toSegment(name.slice(i + 1, end).replace(/^(["'])(.*)\1$/, '$2'), false))
        i = end
        afterBracket = true
      }
    } else part += char
  }
  if (!(afterBracket && part === '')) segments.push(toSegment(part, false))
  return segments.filter((segment) => segment !== nothing)
}

/** Stands for no name at all: a path that begins with a bracket. */
const nothing = '\0'

function toSegment(part: string, leading: boolean): Segment {
  if (leading) return nothing
  return /^\d+$/.test(part) ? Number(part) : part
}

function isPlainName(name: string, dots: boolean): boolean {
  return !dots || (!name.includes('.') && !name.includes('['))
}

/** The path of a field in an object: one segment where the name is meant or found literally. */
function pathIn(json: JsonObject, name: string, dots: boolean): readonly Segment[] {
  return isPlainName(name, dots) || Object.hasOwn(json, name) ? [name] : fieldSegments(name)
}

/** The value of a field; undefined where it is missing. All data of an item is JSON, so what it holds is too. */
export function getField(json: JsonObject, name: string, dots = true): Json | undefined {
  return getPath(json, pathIn(json, name, dots)) as Json | undefined
}

export function hasField(json: JsonObject, name: string, dots = true): boolean {
  return hasPath(json, pathIn(json, name, dots))
}

/** An object like `json` with a field set; a name that would reach a prototype changes nothing. */
export function setField(json: JsonObject, name: string, value: Json | undefined, dots = true): JsonObject {
  return setPath(json, pathIn(json, name, dots), value)
}

/** An object like `json` without a field. */
export function removeField(json: JsonObject, name: string, dots = true): JsonObject {
  return unsetPath(json, pathIn(json, name, dots))
}

/** The last name of a path: what a field is called when it is taken out. */
export function lastName(name: string, json: JsonObject, dots = true): string {
  return String(fieldOrLast(pathIn(json, name, dots), name, dots))
}

function fieldOrLast(path: readonly Segment[], name: string, dots: boolean): Segment {
  // A literal member whose name has dots is still called by its last part.
  return (isPlainName(name, dots) ? path : fieldSegments(name)).at(-1) ?? name
}

/** Names from a text with commas. */
export function fieldNames(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
