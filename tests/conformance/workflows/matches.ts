/**
 * Whether what came out is what was recorded, by the rules of the cases' README. The answer is the first
 * difference in words, or undefined.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import { isDeepStrictEqual } from 'node:util'
import { listOf, objectOf } from './recorded.ts'

export const MESSAGE = '⟪message⟫'
const VOLATILE = '⟪volatile⟫'

export function sameJson(expected: Json | undefined, actual: Json | undefined, at: string): string | undefined {
  if (expected === undefined) return actual === undefined ? undefined : `${at}: ${show(actual)} where nothing was`
  if (expected === VOLATILE) return actual === undefined ? `${at}: nothing where any value was` : undefined
  if (typeof expected === 'string') return sameText(expected, actual, at)
  if (Array.isArray(expected)) return sameList(expected, actual, at)
  if (typeof expected === 'object' && expected !== null) return sameObject(expected as JsonObject, actual, at)
  return expected === actual ? undefined : differs(expected, actual, at)
}

function sameText(expected: string, actual: Json | undefined, at: string): string | undefined {
  if (expected === actual) return undefined
  if (typeof actual === 'string' && expected.includes('⟪')) {
    const pattern = expected.split(/(⟪message⟫|⟪volatile⟫)/).map((part) => {
      if (part === MESSAGE) return '[\\s\\S]+'
      return part === VOLATILE ? '[\\s\\S]*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    })
    if (new RegExp(`^${pattern.join('')}$`).test(actual)) return undefined
  }
  return differs(expected, actual, at)
}

function sameList(expected: readonly Json[], actual: Json | undefined, at: string): string | undefined {
  if (!Array.isArray(actual)) return differs(expected, actual, at)
  if (actual.length !== expected.length) return `${at}: ${actual.length} entries for ${expected.length}`
  for (let i = 0; i < expected.length; i++) {
    const difference = sameJson(expected[i], actual[i], `${at}[${i}]`)
    if (difference !== undefined) return difference
  }
  return undefined
}

function sameObject(expected: JsonObject, actual: Json | undefined, at: string): string | undefined {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return differs(expected, actual, at)
  const given = objectOf(actual)
  const { $keys, $circular } = expected
  const named = $keys ?? $circular
  if (named !== undefined) {
    return isDeepStrictEqual(listOf(named).toSorted(), Object.keys(given).toSorted())
      ? undefined
      : differs(named, Object.keys(given), at)
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(given)])) {
    const difference = sameJson(expected[key], given[key], `${at}.${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

function differs(expected: Json, actual: Json | undefined, at: string): string {
  return `${at}: ${show(actual)} for ${show(expected)}`
}

export function show(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}

/** Links in one form: a list of `[item, input, overwrite]`. */
export function linkForm(link: Json | undefined): Json {
  if (link === undefined || link === null) return null
  if (typeof link === 'number') return [oneLink({ item: link })]
  if (Array.isArray(link))
    return link.map((one: Json) => (typeof one === 'number' ? oneLink({ item: one }) : oneLink(objectOf(one))))
  return [oneLink(objectOf(link))]
}

function oneLink({ item, input, sourceOverwrite }: JsonObject): Json {
  const from = sourceOverwrite === undefined ? null : objectOf(sourceOverwrite)
  return [
    item ?? 0,
    input ?? 0,
    from === null ? null : [from.previousNode ?? '', from.previousNodeOutput ?? 0, from.previousNodeRun ?? 0],
  ]
}
