/**
 * For authors of nodes: the language's values without its evaluation. Dates, conversions, paths, JMESPath.
 */
import { search } from '../context/jmespath.ts'
import { ExpressionError } from '../error.ts'
import { Raised } from '../run/raised.ts'
import { DEFAULT_BUDGET, Runtime, type Budget } from '../run/runtime.ts'
import { dataScope } from '../scope.ts'

/** The value of a JMESPath in data. Throws an `ExpressionError` for a bad path. */
export function searchJmespath(data: unknown, path: string, budget: Budget = DEFAULT_BUDGET): unknown {
  const rt = new Runtime(dataScope(), budget, () => undefined)
  try {
    return search(rt, data, path)
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    throw new ExpressionError('bad_argument', `JMESPath: ${error.message}.`)
  }
}
