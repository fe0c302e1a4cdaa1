/**
 * The global names of people's code. Each is an accessor of the global object that reads the running call,
 * made when first used; assigning to one lasts as long as the call. A variable of the code's own with the
 * same name simply hides it.
 */
import { type ActiveCall, type InputItem, activeCall, requireCall } from './active.ts'
import { askNow } from './ask.ts'
import { Buffer } from './buffer.ts'
import { codeConsole } from './console.ts'
import { Blob, File, FormData } from './form-data.ts'
import { helpers } from './helpers.ts'
import { asRecord } from './host.ts'
import { requireModule } from './modules.ts'
import { itemAt, itemsOf, nodesByName, otherNode } from './nodes.ts'
import { luxon, nowOfCall, searchData, withDates } from './packages.ts'
import { isPerItem } from './result-shape.ts'
import { timers } from './timers.ts'
import { TextDecoder, TextEncoder, URL, URLSearchParams, atob, btoa, structuredClone, webCrypto } from './web.ts'

type Names = Readonly<Record<string, (call: ActiveCall) => unknown>>

/** Names whose value lasts for the call. */
const callNames: Names = {
  items: (call) => {
    if (call.mode !== 'eachItem') return call.items()
    throw new ReferenceError('items is not there when the code runs once for each item: use item.')
  },
  $runIndex: (call) => call.context().runIndex ?? 0,
  $workflow: (call) => asRecord(call.context().workflow),
  $prevNode: (call) => asRecord(call.context().prevNode),
  $vars: (call) => asRecord(call.context().vars),
  $parameter: (call) => asRecord(call.context().parameters),
  $mode: (call) => asRecord(call.context().execution).mode,
  $execution: (call) => ({ ...asRecord(call.context().execution), customData: customDataOf(call) }),
  $env: () => closedEnvironment(),
  $now: () => withDates(() => nowOfCall()),
  $today: () => withDates(() => nowOfCall().startOf('day')),
  DateTime: () => withDates(() => luxon().DateTime),
  Interval: () => withDates(() => luxon().Interval),
  Duration: () => withDates(() => luxon().Duration),
  $: () => otherNode,
  $node: () => nodesByName(),
  $items: () => itemsOf,
  $item: () => itemAt,
  $nodeName: (call) => call.context().nodeName,
  $nodeId: (call) => call.context().nodeId,
  $evaluateExpression: () => (text: unknown, index?: unknown) => askNow('evaluate', text, index ?? requireCall().index),
  $getWorkflowStaticData: (call) => (kind: unknown) => staticDataOf(call, kind),
  getWorkflowStaticData: (call) =>
    call.mode === 'function' || call.mode === 'functionItem' ? (kind: unknown) => staticDataOf(call, kind) : undefined,
  $jmespath: () => searchData,
  $jmesPath: () => searchData,
  helpers: () => helpers,
  require: () => requireModule,
  module: () => ({ exports: {} }),
  exports: () => ({}),
  global: () => globalThis,
  getBinaryDataAsync: (call) => async (item?: InputItem) => (item ?? currentItem(call))?.binary,
  setBinaryDataAsync: (call) => async (first: unknown, second?: unknown) =>
    second === undefined ? setFiles(call, first) : Object.assign(asRecord(first), { binary: second }),
  getBinaryData: (call) => () => currentItem(call)?.binary,
  setBinaryData: (call) => (files: unknown) => setFiles(call, files),
}

/** Names whose value is that of the item at hand. */
const itemNames: Names = {
  item: (call) => {
    if (call.mode === 'functionItem') return currentItem(call)?.json
    if (call.mode === 'eachItem') return currentItem(call)
    throw new ReferenceError('item is not defined')
  },
  $input: inputOf,
  $json: (call) => currentItem(call)?.json,
  $binary: (call) => currentItem(call)?.binary ?? {},
  $itemIndex: (call) => call.index,
  $data: (call) => currentItem(call)?.json,
}

/** Names that are the same for every call, and exist in a strict n8n too. */
const plainNames: Readonly<Record<string, unknown>> = {
  console: codeConsole,
  Buffer,
  TextEncoder,
  TextDecoder,
  atob,
  btoa,
  ...timers,
}

/** Names that n8n's own sandbox lacks; left out where the code must see exactly n8n's. */
const webNames: Readonly<Record<string, unknown>> = {
  URL,
  URLSearchParams,
  FormData,
  Blob,
  File,
  crypto: webCrypto,
  structuredClone,
}

export function defineNames(target: object, { web }: { readonly web: boolean }) {
  for (const [name, value] of Object.entries({ ...plainNames, ...(web ? webNames : {}) })) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
  }
  for (const [name, make] of Object.entries(callNames)) defineName(target, name, make, (call) => call.values)
  for (const [name, make] of Object.entries(itemNames)) defineName(target, name, make, (call) => call.itemValues)
}

/** The names a caller adds for this call; they go the way of all new globals when it ends. */
export function defineCallNames(call: ActiveCall, context: string) {
  if (!context.includes('"names"')) return
  for (const [name, value] of Object.entries(asRecord(call.context().names))) {
    if (name in globalThis) continue
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }
}

type Values = (call: ActiveCall) => Record<string, unknown>

function defineName(target: object, name: string, make: (call: ActiveCall) => unknown, values: Values) {
  Object.defineProperty(target, name, {
    get() {
      const call = activeCall()
      if (!call) return undefined
      const held = values(call)
      return name in held ? held[name] : (held[name] = make(call))
    },
    set(value: unknown) {
      const call = activeCall()
      if (call) values(call)[name] = value
    },
    enumerable: false,
    configurable: true,
  })
}

export function staticDataOf(call: ActiveCall, kind: unknown): Record<string, unknown> {
  if (kind !== 'global' && kind !== 'node') {
    throw new Error(`Static data is kept for "global" or "node", not for "${String(kind)}".`)
  }
  const name = `%static ${kind}`
  if (!(name in call.values)) {
    const data = asRecord(asRecord(call.context().staticData)[kind])
    call.values[name] = data
    call.values[`${name} before`] = JSON.stringify(data)
  }
  return asRecord(call.values[name])
}

/** The static data that no longer reads as it did. */
export function changedStaticData(call: ActiveCall): Record<string, unknown> | undefined {
  const changed = (['global', 'node'] as const).filter((kind) => {
    const name = `%static ${kind}`
    return name in call.values && JSON.stringify(call.values[name]) !== call.values[`${name} before`]
  })
  if (changed.length === 0) return undefined
  return Object.fromEntries(changed.map((kind) => [kind, call.values[`%static ${kind}`]]))
}

function currentItem(call: ActiveCall): InputItem | undefined {
  return call.items()[call.index]
}

/** The older Function Item changes the files of its item aside from its data. */
function setFiles(call: ActiveCall, files: unknown) {
  call.itemValues['%binary'] = files
}

function inputOf(call: ActiveCall): object {
  const items = () => {
    if (call.mode !== 'eachItem') return call.items()
    throw new Error('The other items are not there when the code runs once for each item: use $input.item.')
  }
  return {
    all: () => items(),
    first: () => items()[0],
    last: () => items().at(-1),
    itemMatching: (index: unknown) => items()[Number(index)],
    get item() {
      return currentItem(call)
    },
    get params() {
      return asRecord(call.context().parameters)
    },
    get context() {
      return asRecord(call.context().nodeContext)
    },
  }
}

function customDataOf(call: ActiveCall): object {
  const held = new Map<string, string>()
  for (const [key, value] of Object.entries(asRecord(asRecord(call.context().execution).customData))) {
    held.set(key, String(value))
  }
  const set = (key: unknown, value: unknown) => {
    if (typeof key !== 'string' || !/^[\w-]{1,50}$/.test(key)) {
      throw new Error('A key of custom data is text of letters, digits, _ and -, at most 50 of them.')
    }
    if (!['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
      throw new Error(`Custom data holds text, but "${key}" was given something else.`)
    }
    held.set(key, String(value).slice(0, 512))
    call.values['%customData'] = held
  }
  return {
    set,
    setAll: (entries: unknown) => {
      for (const [key, value] of Object.entries(asRecord(entries))) set(key, value)
    },
    get: (key: unknown) => held.get(String(key)),
    getAll: () => Object.fromEntries(held),
  }
}

function closedEnvironment(): object {
  const refuse = (): never => {
    const error = new Error('access to env vars denied: the environment of the server is not shown to workflows.')
    throw Object.defineProperty(error, 'name', { value: 'ExpressionError' })
  }
  return new Proxy(Object.create(null), { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse })
}

/** Whether a name's value belongs to one item, so that it must be made anew for the next. */
export function nextItem(call: ActiveCall, index: number) {
  call.index = index
  if (isPerItem(call.mode)) call.itemValues = Object.create(null)
}
