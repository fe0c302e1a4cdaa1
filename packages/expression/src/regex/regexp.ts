/**
 * Regular expressions as values, and the few operations that run them.
 *
 * A pattern runs on the engine's own matcher only when `costOf` proves that it cannot backtrack badly on a text
 * of that length; otherwise on a linear-time matcher (`linear.ts`), which refuses what it cannot express.
 */
import { Raised } from '../run/raised.ts'
import { overBudget, type Runtime } from '../run/runtime.ts'
import { costOf, searchSteps, type Cost } from './harmless.ts'
import { linearMatcher, type Matcher } from './linear.ts'

const MAX_SOURCE = 32 * 1024

export function makeRegExp(rt: Runtime, source: string, flags: string): RegExp {
  if (source.length > MAX_SOURCE)
    throw Raised.error('SyntaxError', `A pattern may have at most ${MAX_SOURCE} characters`)
  rt.spend(4 + source.length)
  rt.allocate(64)
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw Raised.error('SyntaxError', error instanceof Error ? error.message : 'Invalid regular expression')
  }
}

const CACHE_SIZE = 500
const costs = new Map<string, Cost>()

function cost(rt: Runtime, pattern: RegExp): Cost {
  const key = `${pattern.flags}/${pattern.source}`
  let known = costs.get(key)
  if (known === undefined) {
    // Judging a pattern is real work, and an expression may make many of them.
    rt.spend(Math.min(1_000, pattern.source.length) * 8)
    known = costOf(pattern.source, pattern.flags)
    if (costs.size >= CACHE_SIZE) costs.clear()
    costs.set(key, known)
  }
  return known
}

/** The most steps that the engine's matcher may take at one go: some ten milliseconds at worst. */
const MOST_STEPS = 4_096 * 4_096
/** The longest text for the linear matcher to find places in, which is slow per character. */
const SLOW_TEXT = 256 * 1024

/** One match from `lastIndex` on, as `RegExp.prototype.exec` finds it. Paid for by the distance travelled. */
export function exec(rt: Runtime, pattern: RegExp, text: string): RegExpExecArray | null {
  const from = pattern.global || pattern.sticky ? pattern.lastIndex : 0
  const left = Math.max(0, text.length - from)
  rt.flat(text)
  const steps = stepsFor(rt, pattern, text, left)
  if (steps > MOST_STEPS) return linearExec(rt, pattern, text)
  const found = pattern.exec(text)
  // Paid for by the distance travelled, and as if the steps were spread evenly.
  rt.spend(2 + ((travelled(found, from, left) * (steps / Math.max(1, left))) >> 6))
  return found
}

/** How many steps of the engine's matcher a search may take, at worst. */
function stepsFor(rt: Runtime, pattern: RegExp, text: string, left: number): number {
  const { order, factor, search } = cost(rt, pattern)
  if (order === 'unknown') return Number.POSITIVE_INFINITY
  if (search === null) return left * factor
  const atMost = left * left * factor
  if (atMost <= MOST_STEPS) return atMost
  // Texts are searched again and again by the same pattern; what was found of the last one is kept.
  const known = rt.searched
  if (known !== null && known.text === text && known.search === search) return known.steps
  rt.spend(text.length >> 4)
  const steps = searchSteps(text, search, factor)
  rt.searched = { text, search, steps }
  return steps
}

function travelled(found: RegExpExecArray | null, from: number, left: number): number {
  return found === null ? left : found.index + (found[0]?.length ?? 0) - from
}

function linearExec(rt: Runtime, pattern: RegExp, text: string): RegExpExecArray | null {
  const matcher: Matcher = linearMatcher(rt, pattern)
  if (text.length > SLOW_TEXT) {
    rt.spend(text.length >> 5)
    if (!matcher.occurs(text)) {
      if (pattern.global || pattern.sticky) pattern.lastIndex = 0
      return null
    }
    throw overBudget('text length for this pattern', `${SLOW_TEXT} characters`)
  }
  const moves = pattern.global || pattern.sticky
  const from = moves ? pattern.lastIndex : 0
  rt.spend(8)
  const found = from > text.length ? null : matcher.find(text, from, pattern.sticky)
  const end = found === null ? text.length : found.index + (found[0]?.length ?? 0)
  rt.spend(Math.max(0, end - from) >> 1)
  if (moves) pattern.lastIndex = found === null ? 0 : end
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
