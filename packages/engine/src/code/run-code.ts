/** Runs people's code for a node: what it may see goes to the sandbox, what it gave and changed comes back checked. */
import type { CodeRunner, Item, Json, JsonObject } from '@millrace/sdk'
import { isJsonObject, NodeError } from '@millrace/sdk'
import { linkTo } from '@millrace/workflow'
import type { NodeContext } from '../context.ts'

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
  const changes = isJsonObject(thrown) || thrown instanceof Error ? Reflect.get(thrown, 'changes') : undefined
  return isJsonObject(changes) ? { staticData: isJsonObject(changes.staticData) ? changes.staticData : undefined } : {}
}

function keepChanges(context: NodeContext, { staticData, customData }: Changes): void {
  const { run, planned } = context
  if (isJsonObject(staticData?.global)) replace(run.staticData('global'), staticData.global)
  if (isJsonObject(staticData?.node)) replace(run.staticData(`node:${planned.name}`), staticData.node)
  if (isJsonObject(customData))
    for (const [key, value] of Object.entries(customData)) run.setCustomData(key, String(value))
}

/** Makes an object's members those of another, key by key, without assigning to inherited names. */
function replace(target: Record<string, Json | undefined>, source: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(target)) if (!Object.hasOwn(source, key)) delete target[key]
  for (const [key, value] of Object.entries(source)) {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  }
}

/**
 * The sandbox checked that items are objects with their data; files that are none are left out here. The data of
 * Function Item may be anything, as in n8n: the type says more than is known.
 */
function toItem(value: unknown): Item | null {
  if (!isJsonObject(value)) return null
  const item = value as unknown as Item
  if (item.binary === undefined) return item
  const files = Object.entries(item.binary).filter(([, file]) => isJsonObject(file))
  return { ...item, binary: Object.fromEntries(files) }
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
