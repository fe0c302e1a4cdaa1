/**
 * Regular expressions as values, and the few operations that run them.
 *
 * A pattern runs on the engine's own matcher only when `isHarmless` proves that it cannot backtrack badly and the text
 * is short; otherwise on a linear-time matcher (`linear.ts`), which refuses what it cannot express.
 */
import { Raised } from '../run/raised.ts'
import { LIMITS, type Runtime } from '../run/runtime.ts'
import { isHarmless } from './harmless.ts'
import { linearMatcher, type Matcher } from './linear.ts'

export function makeRegExp(rt: Runtime, source: string, flags: string): RegExp {
  rt.spend(4)
  rt.allocate(64)
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw Raised.error('SyntaxError', error instanceof Error ? error.message : 'Invalid regular expression')
  }
}

const CACHE_SIZE = 500
const harmless = new Map<string, boolean>()

function provenHarmless(pattern: RegExp): boolean {
  const key = `${pattern.flags}/${pattern.source}`
  let known = harmless.get(key)
  if (known === undefined) {
    known = isHarmless(pattern.source, pattern.flags)
    if (harmless.size >= CACHE_SIZE) harmless.clear()
    harmless.set(key, known)
  }
  return known
}

/** One match from `lastIndex` on, as `RegExp.prototype.exec` finds it. */
export function exec(rt: Runtime, pattern: RegExp, text: string): RegExpExecArray | null {
  rt.spend(8 + (text.length >> 5))
  if (text.length <= LIMITS.regexInput && provenHarmless(pattern)) return pattern.exec(text)
  return linearExec(rt, pattern, text)
}

function linearExec(rt: Runtime, pattern: RegExp, text: string): RegExpExecArray | null {
  const matcher: Matcher = linearMatcher(pattern)
  rt.allocate(text.length >> 2)
  const moves = pattern.global || pattern.sticky
  const from = moves ? pattern.lastIndex : 0
  const found = from > text.length ? null : matcher.find(text, from, pattern.sticky)
  if (moves) pattern.lastIndex = found === null ? 0 : found.index + (found[0]?.length ?? 0)
  return found
}

/** All matches of a global pattern (or the first of another), without touching `lastIndex`. */
export function* execAll(rt: Runtime, pattern: RegExp, text: string): Generator<RegExpExecArray> {
  const own = new RegExp(pattern.source, pattern.flags)
  for (;;) {
    const match = exec(rt, own, text)
    if (match === null) return
    yield match
    if (!own.global && !own.sticky) return
    if (match[0] === '')
      own.lastIndex += own.unicode || own.unicodeSets ? ((text.codePointAt(own.lastIndex) ?? 0) > 0xffff ? 2 : 1) : 1
  }
}
