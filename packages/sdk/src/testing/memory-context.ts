/** A run's context whose outside is memory, or is refused with what a test has to pass. */
import type { DataTables } from '../data-tables.ts'
import type { HttpRequest } from '../http.ts'
import type { BinaryData, Item } from '../item.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { Machine } from '../machine.ts'
import type { NodeType } from '../node-type.ts'
import type { Files, Http, ItemList, RunContext, Tables } from '../run-context.ts'
import { itemList, toItem } from './item-list.ts'
import type { NodeRun } from './run-node.ts'

export interface MemoryRun {
  readonly version: number
  readonly run: NodeRun
  readonly inputs: readonly (readonly Item[])[]
  readonly parametersAt: (index: number) => JsonObject
  /** Takes the requests that the node sends. */
  readonly requests: HttpRequest[]
}

export function memoryContext(
  type: NodeType,
  { version, run, inputs, parametersAt, requests }: MemoryRun,
): Omit<RunContext, 'files'> & { readonly files: Omit<Files, 'chunks'> } {
  const statics = { global: {}, node: {} }
  const earlier = (run.earlier ?? []).map((given) => given.map(toItem))
  const listAt = (at: number) => itemList(earlier[at] ?? [], sourceAt(at))
  const here = inputs.map((one, input) => itemList(one, input === 0 ? sourceAt(earlier.length) : undefined))
  const parameters = once(parametersAt)
  return {
    node: { id: 'node', name: type.description.defaultName, type: type.description.type, version },
    workflow: { id: 'workflow', name: 'A workflow', active: false },
    execution: FACTS,
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
    http: httpOf(run, requests),
    network: { addressOf: () => refused('connects to a server: pass a `network`') },
    files: memoryFiles(),
    machine: closedMachine,
    code: { run: () => refused('runs code: pass a `code`') },
    codeScope: () => ({ names: '{}', callbacks: new Map() }),
    credential: (name, use) => {
      const fields = run.credentials?.[name]
      if (!fields) throw new TypeError(`This test uses the credential "${name}": pass it.`)
      return use(fields)
    },
    hasCredential: (name) => run.credentials?.[name] !== undefined,
    staticData: (scope) => statics[scope],
    setCustomData: () => undefined,
    tables: memoryTables(),
    dataTables: closedDataTables,
    log: () => undefined,
    stream: () => undefined,
    progress: () => undefined,
    attached: () => [],
    parents: () => [],
  }
}

const FACTS: RunContext['execution'] = {
  id: '1',
  rootId: '1',
  mode: 'manual',
  resumeUrl: 'http://localhost/webhook-waiting/1',
  resumeFormUrl: 'http://localhost/form-waiting/1',
  customData: {},
}

/** Files that are read piece by piece in one piece. */
export function inOnePiece(files: Omit<Files, 'chunks'>): Files {
  return {
    ...files,
    async *chunks(file) {
      yield await files.read(file)
    },
  }
}

function once(parametersAt: MemoryRun['parametersAt']): (index?: number) => JsonObject {
  const resolved = new Map<number, JsonObject>()
  return (index = 0) => {
    let found = resolved.get(index)
    if (!found) resolved.set(index, (found = parametersAt(index)))
    return found
  }
}

function httpOf(run: NodeRun, requests: HttpRequest[]): Http {
  return {
    send: async (request) => {
      requests.push(request)
      if (!run.http) throw new TypeError(`This test sends ${request.method} ${request.url}: pass \`http\`.`)
      const answer = await run.http(request)
      return { status: 200, statusText: 'OK', headers: {}, url: request.url, ...answer }
    },
  }
}

function memoryFiles(): Omit<Files, 'chunks'> {
  const files = new Map<string, Uint8Array>()
  return {
    store: (bytes, { fileName, mimeType = 'application/octet-stream' }) => {
      const id = `file-${files.size + 1}`
      files.set(id, bytes)
      const file: BinaryData = { id, mimeType, bytes: bytes.length, ...(fileName !== undefined && { fileName }) }
      return Promise.resolve(file)
    },
    read: (file) => Promise.resolve(files.get(file.id ?? '') ?? decoded(file.data ?? '')),
  }
}

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

function memoryTables(): Tables {
  const sets = new Map<string, string[]>()
  const numbers = new Map<string, number>()
  return {
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
  }
}

function refused(what: string): Promise<never> {
  return Promise.reject(new TypeError(`This test ${what} in its context.`))
}

const noTables = () => refused('uses data tables: pass `dataTables`')

/** Data tables that a test did not pass: it gives those of their doors that are used. */
export const closedDataTables: DataTables = {
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
}

const noMachine = () => refused('uses the disk or other programs: pass a `machine`')

const closedMachine: Machine = {
  disk: {
    entries: noMachine,
    stamped: noMachine,
    read: noMachine,
    chunks: () => ({ [Symbol.asyncIterator]: () => ({ next: noMachine }) }),
    write: noMachine,
    about: noMachine,
    makeFolder: noMachine,
    remove: noMachine,
  },
  programs: { open: 'no', run: noMachine },
  git: { open: false },
}

function sourceAt(run: number): ItemList['source'] {
  return { previousNode: 'Before', previousNodeOutput: 0, previousNodeRun: run }
}
