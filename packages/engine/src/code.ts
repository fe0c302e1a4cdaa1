/**
 * Between a Code node and the sandbox: what the code may see goes out as JSON and callbacks, what it changed
 * comes back checked. The sandbox knows nothing of runs, this file nothing of processes.
 */
import { compileTemplate, evaluate } from '@millrace/expression'
import type { CodeRunner, CodeScope, Item, Json, JsonObject } from '@millrace/sdk'
import { NodeError, refuse } from '@millrace/sdk'
import { linkTo } from '@millrace/workflow'
import type { NodeContext } from './context.ts'
import { namedSources } from './scope.ts'

/** The names code sees, and what it may ask for. */
export function codeScope(context: NodeContext, index: number): CodeScope {
  const { run, planned, scope, runIndex } = context
  const [previous] = namedSources(run.plan, scope.sourceRefs)
  const names = {
    workflow: context.workflow,
    execution: {
      id: run.executionId,
      mode: run.mode === 'manual' ? 'test' : 'production',
      resumeUrl: run.resumeUrl,
      resumeFormUrl: run.resumeFormUrl,
      customData: run.allCustomData,
    },
    vars: run.vars,
    ...(previous === undefined || previous === null
      ? undefined
      : {
          prevNode: {
            name: previous.previousNode,
            outputIndex: previous.previousNodeOutput,
            runIndex: previous.previousNodeRun,
          },
        }),
    runIndex,
    nodeName: planned.name,
    nodeId: planned.id,
    parameters: planned.parameters.raw,
    nodeContext: context.state,
    now: run.now(),
    zone: run.zone,
    staticData: { global: run.staticData('global'), node: run.staticData(`node:${planned.name}`) },
  }
  return { names: JSON.stringify(names), callbacks: callbacks(context, index) }
}

type Callback = (args: string) => Promise<string>

function callbacks(context: NodeContext, index: number): ReadonlyMap<string, Callback> {
  const map = new Map<string, Callback>()
  map.set('node', async (args) => answer(nodeData(context, index, firstRecord(args))))
  map.set('items', async (args) => answer(itemsOf(context, firstRecord(args))))
  map.set('evaluate', async (args) => {
    const [text, at] = parseArguments(args)
    if (typeof text !== 'string') throw refuse('An expression must be text.')
    return answer(context.evaluate(text, typeof at === 'number' ? at : index))
  })
  return map
}

function parseArguments(args: string): readonly unknown[] {
  const parsed: unknown = JSON.parse(args)
  return Array.isArray(parsed) ? parsed : []
}

function firstRecord(args: string): Readonly<Record<string, unknown>> {
  const [first] = parseArguments(args)
  return isRecord(first) ? first : {}
}

function answer(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

const WAYS: ReadonlySet<string> = new Set([
  'first',
  'last',
  'all',
  'item',
  'itemMatching',
  'pairedItem',
  'isExecuted',
  'params',
  'context',
  'runIndex',
])

/** Another node's data, asked for as an expression would: one implementation of links and runs. */
function nodeData(context: NodeContext, index: number, asked: Readonly<Record<string, unknown>>): unknown {
  const { node, get } = asked
  if (typeof node !== 'string' || typeof get !== 'string' || !WAYS.has(get)) throw refuse('Unknown question of code.')
  const name = `$(${JSON.stringify(node)})`
  const at = typeof asked.item === 'number' ? asked.item : index
  const branchAndRun = [asked.branch, asked.run].map((one) => (typeof one === 'number' ? String(one) : 'undefined'))
  switch (get) {
    case 'first':
    case 'last':
    case 'all':
      return inScope(context, `${name}.${get}(${branchAndRun.join(', ')})`, at)
    case 'itemMatching':
    case 'pairedItem':
      return inScope(context, `${name}.${get}(${typeof asked.index === 'number' ? asked.index : ''})`, at)
    default:
      return inScope(context, `${name}.${get}`, at)
  }
}

function inScope(context: NodeContext, expression: string, index: number): unknown {
  const { scope } = context
  scope.itemIndex = index
  return evaluate(compileTemplate(`={{ ${expression} }}`), scope)
}

function itemsOf(context: NodeContext, asked: Readonly<Record<string, unknown>>): unknown {
  const { node, output, run } = asked
  if (typeof node !== 'string') throw refuse('Unknown question of code.')
  const places = [output, run].filter((one) => typeof one === 'number').join(', ')
  return inScope(context, `$items(${JSON.stringify(node)}${places === '' ? '' : `, ${places}`})`, 0)
}

/** Runs code in the sandbox for a node. */
export async function runCode(
  context: NodeContext,
  call: Parameters<CodeRunner['run']>[0],
): Promise<{ readonly items: readonly (Item | null)[]; readonly staticData?: JsonObject }> {
  const { run, planned } = context
  const continues = planned.onError !== 'stopWorkflow'
  try {
    const result = await run.host.sandbox.run({
      language: call.language,
      code: call.code,
      mode: call.mode,
      items: JSON.stringify(call.items),
      context: call.scope.names,
      callbacks: call.scope.callbacks,
      tenant: run.project,
      version: `${run.plan.id}:${run.version}`,
      keepGoing: continues,
      signal: call.signal,
      console: (line) => call.console(line.text),
    })
    keepChanges(context, result)
    const good = result.items.flatMap((item) => toItem(item) ?? [])
    if (result.failures.length === 0) return { items: good }
    const failedOnes = result.failures.map(({ itemIndex, message, description }): Item => ({
      json: { error: message },
      pairedItem: linkTo(itemIndex),
      error: {
        code: 'code_threw',
        name: 'WrappedExecutionError',
        message,
        itemIndex,
        ...(description === undefined ? undefined : { description }),
      },
    }))
    return { items: [...good, ...failedOnes].sort((a, b) => placeOf(a) - placeOf(b)) }
  } catch (thrown) {
    // The two older nodes run in the workflow's own process in n8n: what they changed is changed.
    if (continues || call.mode.startsWith('function')) keepChanges(context, changesIn(thrown))
    throw asNodeError(thrown)
  }
}

function placeOf({ pairedItem }: Item): number {
  if (typeof pairedItem === 'number') return pairedItem
  return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : 0
}

interface Changes {
  readonly staticData?: { readonly global?: unknown; readonly node?: unknown }
  readonly customData?: unknown
}

function changesIn(thrown: unknown): Changes {
  const changes = isRecord(thrown) || thrown instanceof Error ? Reflect.get(thrown, 'changes') : undefined
  return isRecord(changes) ? { staticData: isRecord(changes.staticData) ? changes.staticData : undefined } : {}
}

function keepChanges(context: NodeContext, { staticData, customData }: Changes): void {
  const { run, planned } = context
  if (isRecord(staticData?.global)) replace(run.staticData('global'), staticData.global)
  if (isRecord(staticData?.node)) replace(run.staticData(`node:${planned.name}`), staticData.node)
  if (isRecord(customData)) for (const [key, value] of Object.entries(customData)) run.setCustomData(key, String(value))
}

/** Makes an object's members those of another, key by key, without assigning to inherited names. */
function replace(target: Record<string, Json | undefined>, source: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(target)) if (!Object.hasOwn(source, key)) delete target[key]
  for (const [key, value] of Object.entries(source)) {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  }
}

/** The sandbox checked the answer: items are objects with a `json` object, links and files as code gave them. */
function toItem(value: unknown): Item | null {
  if (!isRecord(value)) return null
  return value as unknown as Item
}

function asNodeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('kind' in thrown)) return thrown
  const { kind } = thrown
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'code_failed'
  const description = 'description' in thrown && typeof thrown.description === 'string' ? thrown.description : undefined
  const itemIndex = 'itemIndex' in thrown && typeof thrown.itemIndex === 'number' ? thrown.itemIndex : undefined
  const invalid = kind === 'result'
  return new NodeError('WrappedExecutionError', thrown.message, {
    code,
    ...(description === undefined ? undefined : { description }),
    ...(invalid && itemIndex !== undefined ? { itemIndex } : undefined),
    ...(invalid ? { reach: 'node' as const } : undefined),
    cause: thrown,
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
