/**
 * Runs one operation of a node type without an engine: defaults filled in, items looped, everything outside
 * replaced by memory. A test of a node is one call.
 */
import { withDefaults } from '../form/with-defaults.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'
import type { BinaryData, Item } from '../item.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { NodeType } from '../node-type.ts'
import type { Entry, ItemResult, Outcome, Output } from '../outcome.ts'
import type { Files, ItemList, RunContext } from '../run-context.ts'

export interface NodeRun {
  /** As a document stores them, or a function that gives them resolved for an item. */
  readonly parameters?: JsonObject | ((item: Item, index: number) => JsonObject)
  readonly version?: number
  /** The items of the first input; `inputs` where there are several. */
  readonly items?: readonly (Item | JsonObject)[]
  readonly inputs?: readonly (readonly Item[])[]
  readonly entry?: Entry
  readonly state?: JsonObject
  /** What the node's earlier runs in this execution got on their first input, each from a run of the node `Before`. */
  readonly earlier?: readonly (readonly (Item | JsonObject)[])[]
  /** Answers requests; without it every request is refused. */
  readonly http?: (request: HttpRequest) => Partial<HttpResponse> | Promise<Partial<HttpResponse>>
  /** Secret fields by credential type. */
  readonly credentials?: Readonly<Record<string, JsonObject>>
  /** Parts of the context; files are read piece by piece in one piece. */
  readonly context?: Partial<Omit<RunContext, 'files'>> & { readonly files?: Omit<Files, 'chunks'> }
}

export interface NodeRunResult {
  readonly outcome: Outcome
  /** The items of each output; empty where the node did not end with items. */
  readonly outputs: readonly Output[]
  /** The JSON of the first output's items. */
  readonly json: readonly JsonObject[]
  readonly requests: readonly HttpRequest[]
}

/**
 * Performs the operation that the parameters choose.
 * @throws whatever the node throws: nothing is continued here
 */
export async function runNode(type: NodeType, run: NodeRun = {}): Promise<NodeRunResult> {
  const requests: HttpRequest[] = []
  const inputs = run.inputs ?? [(run.items ?? [{ json: {} }]).map(toItem)]
  const version = run.version ?? type.description.defaultVersion
  const parametersAt = (index: number): JsonObject => {
    const { parameters = {} } = run
    const stored = typeof parameters === 'function' ? parameters(inputs[0]?.[index] ?? { json: {} }, index) : parameters
    return withDefaults(type.description, stored, version)
  }
  const memory = memoryContext(type, version, run, inputs, parametersAt, requests)
  const context = { ...memory, ...run.context, files: inOnePiece(run.context?.files ?? memory.files) }
  const operation = type.operation?.(parametersAt(0), version)
  if (!operation) throw new TypeError(`${type.description.name} has no operation to run.`)
  const outcome: Outcome =
    operation.per === 'list'
      ? await operation.run(context)
      : {
          kind: 'items',
          outputs: await eachItem(inputs[0] ?? [], (item, index) => operation.run(context, item, index)),
        }
  const outputs = outcome.kind === 'items' ? outcome.outputs : []
  return { outcome, outputs, json: (outputs[0] ?? []).map((item) => item.json), requests }
}

async function eachItem(
  items: readonly Item[],
  run: (item: Item, index: number) => ItemResult | Promise<ItemResult>,
): Promise<readonly Output[]> {
  const outputs: Item[][] = [[]]
  const add = (output: number, found: readonly Item[] | null, index: number) => {
    while (outputs.length <= output) outputs.push([])
    for (const item of found ?? []) {
      outputs[output]?.push(item.pairedItem === undefined ? { ...item, pairedItem: { item: index } } : item)
    }
  }
  for (const [index, item] of items.entries()) {
    const result = await run(item, index)
    if (result === null) continue
    if ('outputs' in result) result.outputs.forEach((found, output) => add(output, found, index))
    else if (Symbol.asyncIterator in result) add(0, await Array.fromAsync(result), index)
    else add(0, isItem(result) ? [result] : result, index)
  }
  return outputs
}

/** A context whose outside is memory. */
function memoryContext(
  type: NodeType,
  version: number,
  run: NodeRun,
  inputs: readonly (readonly Item[])[],
  parametersAt: (index: number) => JsonObject,
  requests: HttpRequest[],
): Omit<RunContext, 'files'> & { readonly files: Omit<Files, 'chunks'> } {
  const files = new Map<string, Uint8Array>()
  const sets = new Map<string, string[]>()
  const numbers = new Map<string, number>()
  const statics = { global: {}, node: {} }
  const resolved = new Map<number, JsonObject>()
  const earlier = (run.earlier ?? []).map((given) => given.map(toItem))
  const listAt = (at: number) => itemList(earlier[at] ?? [], sourceAt(at))
  const here = inputs.map((one, input) => itemList(one, input === 0 ? sourceAt(earlier.length) : undefined))
  const parameters = (index = 0): JsonObject => {
    let found = resolved.get(index)
    if (!found) resolved.set(index, (found = parametersAt(index)))
    return found
  }
  return {
    node: { id: 'node', name: type.description.defaultName, type: type.description.type, version },
    workflow: { id: 'workflow', name: 'A workflow', active: false },
    execution: {
      id: '1',
      rootId: '1',
      mode: 'manual',
      resumeUrl: 'http://localhost/webhook-waiting/1',
      resumeFormUrl: 'http://localhost/form-waiting/1',
      customData: {},
    },
    runIndex: earlier.length,
    inputs: here,
    inputsOf: (at) => (at === earlier.length ? here : at in earlier ? [listAt(at)] : []),
    entry: run.entry ?? { by: 'input' },
    state: run.state ?? {},
    zone: 'UTC',
    signal: new AbortController().signal,
    parameters,
    parameter: (path, index = 0) =>
      path
        .split('.')
        .reduce<unknown>((value, part) => (isJsonObject(value) ? value[part] : undefined), parameters(index)),
    rawParameters: parametersAt(0),
    evaluate: (text) => {
      throw new TypeError(`This test evaluates "${text}": pass an \`evaluate\` in its context.`)
    },
    key: (index) => `key-${index ?? 'all'}`,
    now: () => new Date('2024-01-01T00:00:00.000Z'),
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    http: {
      send: async (request) => {
        requests.push(request)
        if (!run.http) throw new TypeError(`This test sends ${request.method} ${request.url}: pass \`http\`.`)
        const answer = await run.http(request)
        return { status: 200, statusText: 'OK', headers: {}, url: request.url, ...answer }
      },
    },
    network: {
      addressOf: () =>
        Promise.reject(new TypeError('This test connects to a server: pass a `network` in its context.')),
    },
    files: {
      store: (bytes, { fileName, mimeType = 'application/octet-stream' }) => {
        const id = `file-${files.size + 1}`
        files.set(id, bytes)
        const file: BinaryData = { id, mimeType, bytes: bytes.length, ...(fileName !== undefined && { fileName }) }
        return Promise.resolve(file)
      },
      read: (file) => Promise.resolve(files.get(file.id ?? '') ?? decoded(file.data ?? '')),
    },
    machine: {
      disk: {
        entries: noMachine,
        stamped: noMachine,
        read: noMachine,
        chunks: noChunks,
        write: noMachine,
        about: noMachine,
        makeFolder: noMachine,
        remove: noMachine,
      },
      programs: { open: 'no', run: noMachine },
      git: { open: false },
    },
    code: { run: () => Promise.reject(new TypeError('This test runs code: pass a `code` in its context.')) },
    codeScope: () => ({ names: '{}', callbacks: new Map() }),
    credential: (name, use) => {
      const fields = run.credentials?.[name]
      if (!fields) throw new TypeError(`This test uses the credential "${name}": pass it.`)
      return use(fields)
    },
    hasCredential: (name) => run.credentials?.[name] !== undefined,
    staticData: (scope) => statics[scope],
    setCustomData: () => undefined,
    tables: {
      addNew: (set, values, limit) => {
        const known = sets.get(set) ?? []
        const isNew = values.map((value) => {
          if (known.includes(value)) return false
          known.push(value)
          return true
        })
        sets.set(set, known.slice(-limit))
        return Promise.resolve(isNew)
      },
      raise: (set, value) => {
        const before = numbers.get(set)
        numbers.set(set, Math.max(value, before ?? value))
        return Promise.resolve(before)
      },
      clear: (set) => {
        sets.delete(set)
        numbers.delete(set)
        return Promise.resolve()
      },
    },
    dataTables: {
      list: noTables,
      find: noTables,
      create: noTables,
      rename: noTables,
      delete: noTables,
      clear: noTables,
      rows: noTables,
      insert: noTables,
      update: noTables,
      deleteRows: noTables,
    },
    log: () => undefined,
    stream: () => undefined,
    progress: () => undefined,
    attached: () => [],
    parents: () => [],
  }
}

function inOnePiece(files: Omit<Files, 'chunks'>): Files {
  return {
    ...files,
    async *chunks(file) {
      yield await files.read(file)
    },
  }
}

function noTables(): Promise<never> {
  return Promise.reject(new TypeError('This test uses data tables: pass `dataTables` in its context.'))
}

function noMachine(): Promise<never> {
  return Promise.reject(new TypeError('This test uses the disk or other programs: pass a `machine` in its context.'))
}

function noChunks(): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: noMachine }) }
}

function sourceAt(run: number): ItemList['source'] {
  return { previousNode: 'Before', previousNodeOutput: 0, previousNodeRun: run }
}

/** A list of items in memory. */
export function itemList(items: readonly Item[], source?: ItemList['source']): ItemList {
  return {
    length: items.length,
    all: () => Promise.resolve(items),
    slice: (start, end) => Promise.resolve(items.slice(start, end)),
    ...(source && { source }),
    chunks: async function* (size = 1000) {
      for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
    },
  }
}

/** A JSON answer of a service. */
export function answer(value: Json, status = 200): Partial<HttpResponse> {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(value) }
}

function toItem(value: Item | JsonObject): Item {
  return isItem(value) ? value : { json: value }
}

function isItem(value: Item | JsonObject | readonly Item[]): value is Item {
  return 'json' in value && isJsonObject(value.json)
}

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
