/**
 * `$parameter`: the node's own parameters. Expressions among them are resolved when they are read.
 */
import type { Runtime } from '../run/runtime.ts'
import { View } from '../values/callable.ts'
import { isPlain, ownValue } from '../values/plain.ts'
import { once } from './once.ts'

export function parametersView(rt: Runtime): unknown {
  return once(rt, '$parameter', () => {
    const { scope } = rt
    const given = scope.parameters?.()
    return given === undefined ? lazily(rt, scope.current.parameters(), true) : given
  })
}

/** A view of parameters whose members are resolved one by one, when asked for. */
function lazily(rt: Runtime, parameters: object, top: boolean): View {
  return new View(
    '$parameter',
    (key) => {
      if (top && key.startsWith('&')) {
        const siblings = rt.scope.siblings?.()
        return siblings === undefined ? undefined : resolved(rt, ownValue(siblings, key.slice(1)))
      }
      return resolved(rt, ownValue(parameters, key))
    },
    () => Object.keys(parameters),
  )
}

function resolved(rt: Runtime, value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('=')) return rt.nested(value, rt.scope.itemIndex)
  if (Array.isArray(value)) return value.map((element) => resolved(rt, element))
  return isPlain(value) ? lazily(rt, value, false) : value
}
