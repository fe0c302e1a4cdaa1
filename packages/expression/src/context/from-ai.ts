/**
 * `$fromAI(key, description?, type?, default?)`: a value that a language model supplied for a tool. In an ordinary run
 * it is the field of that name in the current item.
 */
import { ExpressionError } from '../error.ts'
import { toText } from '../run/convert.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { isForbidden } from '../values/forbidden.ts'
import { isPlain, ownValue } from '../values/plain.ts'

export function fromAI(rt: Runtime, args: readonly unknown[]): unknown {
  const [key, , , fallback] = args
  // Nothing in place of a text is an ordinary mistake, which gives nothing; no key at all is not.
  if (key === null) throw typeError('$fromAI() takes a text')
  const name = key === undefined ? '' : toText(rt, key)
  if (name === '') {
    throw new ExpressionError('bad_key', '$fromAI() needs a key, e.g. $fromAI("name").')
  }
  if (isForbidden(name)) throw new ExpressionError('bad_key', `$fromAI() cannot use the key "${name}".`)
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw new ExpressionError('bad_argument', 'A $fromAI() key has 1 to 64 letters, digits, "_" or "-".')
  }
  // n8n picks the item by the number of the run, since a tool is called once per run.
  const items = rt.scope.items(0)
  if (items === null) throw new ExpressionError('no_execution_data', 'There is no execution data yet.')
  const json = (items[rt.scope.runIndex] ?? items[0])?.json
  if (!isPlain(json)) return fallback
  const query = ownValue(json, 'query')
  const given = isPlain(query) && Object.hasOwn(query, name) ? ownValue(query, name) : ownValue(json, name)
  return given ?? fallback
}
