/**
 * `$execution`: the execution under way, its resume addresses and its custom data.
 */
import type { Runtime } from '../run/runtime.ts'
import { toText } from '../run/convert.ts'
import { ownEntries } from '../run/entries.ts'
import { Native, View } from '../values/callable.ts'
import { once } from './once.ts'

export function executionView(rt: Runtime): View {
  return once(rt, '$execution', () => {
    const execution = rt.scope.execution?.() ?? {}
    const data = customData(rt)
    return new View(
      '$execution',
      (key) => {
        switch (key) {
          case 'id':
            return execution.id ?? '__UNKNOWN__'
          case 'mode':
            return rt.scope.mode === 'manual' ? 'test' : 'production'
          case 'resumeUrl':
            return execution.resumeUrl
          case 'resumeFormUrl':
            return execution.resumeFormUrl
          case 'customData':
            return execution.customData === undefined ? undefined : data
          default:
            return undefined
        }
      },
      () => ['id', 'mode', 'resumeUrl', 'resumeFormUrl', 'customData'],
    )
  })
}

/** No data at all is undefined rather than an empty object, as in n8n. */
function orNothing(data: Readonly<Record<string, unknown>> | undefined): unknown {
  return data === undefined || Object.keys(data).length === 0 ? undefined : data
}

function customData(rt: Runtime): View {
  const port = rt.scope.execution?.().customData
  const members = new Map<string, Native>([
    ['set', new Native('set', { call: (runtime, _, [key, value]) => void port?.set(toText(runtime, key), value) })],
    [
      'setAll',
      new Native('setAll', {
        call: (runtime, _, [all]) => {
          for (const [key, value] of ownEntries(runtime, all)) port?.set(key, value)
        },
      }),
    ],
    ['get', new Native('get', { call: (runtime, _, [key]) => port?.get(toText(runtime, key)) })],
    ['getAll', new Native('getAll', { call: () => orNothing(port?.all()) })],
  ])
  return new View(
    'customData',
    (key) => members.get(key),
    () => [...members.keys()],
  )
}
