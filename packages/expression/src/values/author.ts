/**
 * For authors of nodes: the language's values without its evaluation. Dates, conversions, paths, JMESPath, patterns.
 */
import { stringMembers } from '../builtins/string.ts'
import { search } from '../context/jmespath.ts'
import { ExpressionError } from '../error.ts'
import { exec } from '../regex/regexp.ts'
import { Raised } from '../run/raised.ts'
import { DEFAULT_BUDGET, Runtime, type Budget } from '../run/runtime.ts'
import { dataScope } from '../scope.ts'

/** Does something of the language's within a budget of its own; what went wrong is told as `what` had it wrong. */
function inBudget<T>(what: string, budget: Budget, run: (rt: Runtime) => T): T {
  const rt = new Runtime(dataScope(), budget, () => undefined)
  try {
    return run(rt)
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    throw new ExpressionError('bad_argument', `${what}: ${error.message}.`)
  }
}

/** The value of a JMESPath in data. Throws an `ExpressionError` for a bad path. */
export function searchJmespath(data: unknown, path: string, budget: Budget = DEFAULT_BUDGET): unknown {
  return inBudget('JMESPath', budget, (rt) => search(rt, data, path))
}

/**
 * Whether a pattern of somebody's matches a text, in bounded time: on the engine's matcher where that is proven
 * harmless, else on a linear one. Throws an `ExpressionError` for what neither can do.
 */
export function testPattern(pattern: RegExp, text: string, budget: Budget = DEFAULT_BUDGET): boolean {
  return inBudget('Pattern', budget, (rt) => exec(rt, pattern, text) !== null)
}

/** `text.replace(pattern, replacement)`, in bounded time as `testPattern`. */
export function replacePattern(
  text: string,
  pattern: RegExp,
  replacement: string,
  budget: Budget = DEFAULT_BUDGET,
): string {
  const replace = stringMembers.methods.get('replace')
  return inBudget('Pattern', budget, (rt) => String(replace?.(rt, text, [pattern, replacement])))
}
