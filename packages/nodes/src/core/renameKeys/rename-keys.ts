import { replacePattern } from '@millrace/expression'
import * as m from '@millrace/sdk'
import { getField, removeField, setField } from '../values/field-path.ts'

/** An object with a field moved to another name; names may reach into data. What is not there is not moved. */
export function renameField(json: m.JsonObject, from: string, to: string): m.JsonObject {
  if (from === '' || to === '' || from === to) return json
  const value = getField(json, from)
  return value === undefined ? json : setField(removeField(json, from), to, value)
}

export interface PatternRename {
  readonly pattern: RegExp
  /** What the match becomes; `$1` is the first group. */
  readonly replacement: string
  /** How many objects deep: 0 is the outermost only, -1 all of them. */
  readonly depth: number
}

/** An object whose names are changed where they match; in each the first match is replaced. */
export function renameByPattern(json: m.JsonObject, rename: PatternRename): m.JsonObject {
  const { pattern, replacement, depth } = rename
  const inner = { ...rename, depth: depth - 1 }
  const kept: [string, m.Json][] = []
  const renamed: [string, m.Json][] = []
  for (const [name, value] of Object.entries(json)) {
    if (value === undefined) continue
    const newName = replacePattern(name, pattern, replacement)
    const entry: [string, m.Json] = [newName, depth === 0 ? value : renameInside(value, inner)]
    if (newName === name) kept.push(entry)
    else renamed.push(entry)
  }
  return Object.fromEntries([...kept, ...renamed])
}

function renameInside(value: m.Json, rename: PatternRename): m.Json {
  if (typeof value !== 'object' || value === null) return value
  return isList(value) ? value.map((one) => renameInside(one, rename)) : renameByPattern(value, rename)
}

/** The pattern in a text. */
export function readPattern(text: string, caseInsensitive: boolean): RegExp {
  try {
    return new RegExp(text, caseInsensitive ? 'i' : '')
  } catch (cause) {
    throw m.refuse(`"${text.slice(0, 100)}" is no regular expression. Check its brackets and backslashes.`, {
      code: 'pattern_invalid',
      retry: 'no',
      cause,
    })
  }
}

function isList(value: m.Json): value is readonly m.Json[] {
  return Array.isArray(value)
}
