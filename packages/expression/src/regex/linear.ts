/**
 * The linear-time matcher: RE2's algorithm, for patterns that the engine's matcher might never finish.
 */
import { RE2JS } from 're2js'
import { Raised } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { expandedSize } from './size.ts'

export interface Matcher {
  /** Whether there is a match at all. Quick, however long the text: it is not asked where. */
  occurs(text: string): boolean
  /** The first match at or after `from`; exactly at `from` when `sticky`. */
  find(text: string, from: number, sticky: boolean): RegExpExecArray | null
}

/** The largest pattern, in steps. Each takes some hundred bytes. */
const MAX_SIZE = 20_000

/** How many steps all kept patterns may have. */
const CACHE_STEPS = 40_000
const compiled = new Map<string, RE2JS>()
let cachedSteps = 0

export function linearMatcher(rt: Runtime, pattern: RegExp): Matcher {
  const program = compile(rt, pattern)
  return {
    occurs: (text) => program.test(text),
    find(text, from, sticky) {
      const matcher = program.matcher(text)
      if (!matcher.find(from)) return null
      const index = matcher.start(0)
      if (sticky && index !== from) return null
      return asMatch(matcher, text, index)
    },
  }
}

function asMatch(matcher: ReturnType<RE2JS['matcher']>, text: string, index: number): RegExpExecArray {
  const groups: (string | undefined)[] = []
  for (let i = 0; i <= matcher.groupCount(); i++) groups.push(matcher.group(i) ?? undefined)
  const match: RegExpExecArray = Object.assign([groups[0] ?? '', ...groups.slice(1)] as [string, ...string[]], {
    index,
    input: text,
  })
  const named = matcher.getNamedGroups()
  if (Object.keys(named).length > 0) {
    match.groups = Object.fromEntries(Object.entries(named).map(([name, value]) => [name, value ?? ''])) as Record<
      string,
      string
    >
  }
  return match
}

function compile(rt: Runtime, pattern: RegExp): RE2JS {
  const key = `${pattern.flags}/${pattern.source}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const size = expandedSize(pattern.source)
  if (size > MAX_SIZE) {
    throw Raised.error('SyntaxError', 'This pattern is too large to be matched in bounded time')
  }
  rt.spend(size * 4)
  rt.allocate(size * 256)
  try {
    let flags = RE2JS.LOOKBEHINDS
    if (pattern.ignoreCase) flags |= RE2JS.CASE_INSENSITIVE
    if (pattern.multiline) flags |= RE2JS.MULTILINE
    if (pattern.dotAll) flags |= RE2JS.DOTALL
    const program = RE2JS.compile(RE2JS.translateRegExp(pattern.source), flags)
    if ((cachedSteps += size) > CACHE_STEPS) {
      compiled.clear()
      cachedSteps = size
    }
    compiled.set(key, program)
    return program
  } catch (error) {
    throw Raised.error(
      'SyntaxError',
      `This pattern cannot be matched in bounded time: ${error instanceof Error ? error.message : 'unknown feature'}`,
    )
  }
}
