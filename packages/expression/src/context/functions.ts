/** Functions that stand alone: `$if`, `$ifEmpty`, `$min`, `$jmespath`, … */
import { Native } from '../values/callable.ts'

export const contextFunctions: ReadonlyMap<string, Native> = new Map([
  ['$if', new Native('$if', { call: (_, __, [test, yes, no]) => (test ? yes : no) })],
])
