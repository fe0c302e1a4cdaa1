/**
 * Runs one operation of a node type without an engine: defaults filled in, items looped, everything outside
 * replaced by memory. A test of a node is one call.
 */
import { withDefaults } from '../form/with-defaults.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'
import type { Item } from '../item.ts'
import type { Json, JsonObject } from '../json.ts'
import type { NodeType } from '../node-type.ts'
import type { Entry, ItemResult, Outcome, Output } from '../outcome.ts'
import type { Files, RunContext } from '../run-context.ts'
import { isItem, toItem } from './item-list.ts'
import { inOnePiece, memoryContext } from './memory-context.ts'

export { itemList } from './item-list.ts'

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
  const memory = memoryContext(type, { version, run, inputs, parametersAt, requests })
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

/** A JSON answer of a service. */
export function answer(value: Json, status = 200): Partial<HttpResponse> {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(value) }
}
