/**
 * Other nodes' data: `$('Name')`, `$node['Name']`, `$items()`. Only what is asked for crosses into the
 * isolate, once per call; the caller keeps everything else.
 */
import { requireCall } from './active.ts'
import { askNow } from './ask.ts'

type Get =
  | 'first'
  | 'last'
  | 'all'
  | 'item'
  | 'itemMatching'
  | 'pairedItem'
  | 'isExecuted'
  | 'params'
  | 'context'
  | 'runIndex'
  | 'sameIndex'

/** Answers of this call by question, so that two reads of one item are the same object. */
function askNode(question: { readonly node: unknown; readonly get: Get } & Record<string, unknown>): unknown {
  const call = requireCall()
  const cache = nodeAnswers(call.values)
  const key = JSON.stringify(question)
  if (!cache.has(key)) cache.set(key, askNow('node', question))
  return cache.get(key)
}

function nodeAnswers(values: Record<string, unknown>): Map<string, unknown> {
  const held = values['%answers']
  if (held instanceof Map) return held
  const made = new Map<string, unknown>()
  values['%answers'] = made
  return made
}

export function otherNode(node: unknown): object {
  if (typeof node !== 'string') throw new TypeError('$() takes the name of a node, as text.')
  const ask = (get: Get, more: Record<string, unknown> = {}) =>
    askNode({ node, get, item: requireCall().index, ...more })
  return {
    first: (branch?: unknown, run?: unknown) => ask('first', { branch, run }),
    last: (branch?: unknown, run?: unknown) => ask('last', { branch, run }),
    all: (branch?: unknown, run?: unknown) => ask('all', { branch, run }),
    itemMatching: (index: unknown) => ask('itemMatching', { index }),
    pairedItem: (index?: unknown) => ask('pairedItem', { index }),
    get item() {
      return ask('item')
    },
    get isExecuted() {
      return ask('isExecuted')
    },
    get params() {
      return ask('params')
    },
    get context() {
      return ask('context')
    },
  }
}

/** `$node`: every name is a node, and its item is the one at the index of the item at hand. */
export function nodesByName(index?: number): object {
  return new Proxy(Object.create(null), {
    get(_, node) {
      if (typeof node !== 'string') return undefined
      const ask = (get: Get) => askNode({ node, get, item: index ?? requireCall().index })
      const part = (key: string) => {
        const item = ask('sameIndex')
        return typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined
      }
      return {
        get json() {
          return part('json')
        },
        get binary() {
          return part('binary') ?? {}
        },
        get runIndex() {
          return ask('runIndex')
        },
        get context() {
          return ask('context')
        },
        get parameter() {
          return ask('params')
        },
      }
    },
  })
}

/** `$items()`: the input; with a name, what that node gave on an output in a run. */
export function itemsOf(node?: unknown, output?: unknown, run?: unknown): unknown {
  return node === undefined ? requireCall().items() : askNow('items', { node, output, run })
}

/** `$item(2)`: the names of the item at another index. */
export function itemAt(index: unknown): object {
  const at = Number(index)
  const item = requireCall().items()[at]
  return { $json: item?.json, $binary: item?.binary, $itemIndex: at, $node: nodesByName(at) }
}
