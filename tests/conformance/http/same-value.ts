/** Equality of what was recorded and what came, with places where any value will do. */
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@millrace/sdk'
import { show } from '../workflows/matches.ts'

export interface Judge {
  /** Places, as paths, that hold some value. */
  readonly volatile: ReadonlySet<string>
}

/** The first difference in words; an absent member is one that is undefined. */
export function sameValue(
  expected: Json | undefined,
  given: Json | undefined,
  at: string,
  judge: Judge,
): string | undefined {
  if (judge.volatile.has(at)) return given === undefined ? `${at}: nothing where some value was` : undefined
  if (typeof expected === 'string' && typeof given === 'string') {
    return sameText(expected, given) ? undefined : differs(expected, given, at)
  }
  if (Array.isArray(expected) && Array.isArray(given)) {
    if (expected.length !== given.length) return differs(expected, given, at)
    return first(expected.map((one: Json, index) => () => sameValue(one, given[index], `${at}/${index}`, judge)))
  }
  if (isObject(expected) && isObject(given)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(given)])]
    return first(names.map((name) => () => sameValue(expected[name], given[name], `${at}/${name}`, judge)))
  }
  return Object.is(expected, given) || (expected === 0 && given === 0) ? undefined : differs(expected, given, at)
}

/** Signatures in links are not judged, nor is the order of members where a text is JSON. */
function sameText(expected: string, given: string): boolean {
  if (expected === given) return true
  const [a, b] = [jsonOf(expected), jsonOf(given)]
  if (a !== undefined && b !== undefined) return isDeepStrictEqual(a, b)
  if (!expected.includes('{{SIGNATURE}}')) return false
  const pieces = expected.split('{{SIGNATURE}}').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pieces.join('[^&"\\s]*')}$`).test(given)
}

/** What a text holds that is JSON, as it is or as base64. */
function jsonOf(text: string): unknown {
  const plain = /^[\w+/]{8,}={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : text
  if (!/^\s*[[{]/.test(plain)) return undefined
  try {
    return JSON.parse(plain)
  } catch {
    // Text that merely begins like JSON is text.
    return undefined
  }
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const difference = check()
    if (difference !== undefined) return difference
  }
  return undefined
}

function isObject(value: Json | undefined): value is { [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function differs(expected: Json | undefined, given: Json | undefined, at: string): string {
  return `${at}: ${show(given)} for ${show(expected)}`
}
