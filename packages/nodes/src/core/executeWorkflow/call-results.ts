import type { Item, ItemError, ItemLink, JsonObject, Outcome, WorkflowCallResult } from '@millrace/sdk'

interface Calls {
  readonly mode: 'once' | 'each'
  /** How many items came in. */
  readonly count: number
  readonly version: number
}

type FailedCall = Extract<WorkflowCallResult, { readonly ok: false }>

/** The items that the called workflows gave, on the outputs their last nodes gave them to. */
export function callResults(results: readonly WorkflowCallResult[], calls: Calls): Outcome {
  const outputs: Item[][] = [[]]
  const give = (output: number, item: Item) => {
    while (outputs.length <= output) outputs.push([])
    outputs[output]?.push(item)
  }
  const allItems = Array.from({ length: calls.count }, (_, item) => ({ item }))
  results.forEach((result, index) => {
    const own = calls.mode === 'each' ? { item: index } : undefined
    if (!result.ok) {
      // Up to version 1.2, the failure of an item lies on the output with the item's number.
      const output = calls.version < 1.3 && calls.mode === 'each' ? index : 0
      const error = callError(result)
      give(output, { json: { error: error.message }, pairedItem: own ?? allItems, error })
      return
    }
    result.outputs.forEach((items, output) => {
      const byPlace = items?.length === calls.count
      items?.forEach((item, place) =>
        give(output, linked(item, own ?? (byPlace ? { item: place } : (item.pairedItem ?? allItems)))),
      )
    })
  })
  return { kind: 'items', outputs }
}

function linked({ json, binary }: Item, pairedItem: ItemLink): Item {
  return binary === undefined ? { json, pairedItem } : { json, binary, pairedItem }
}

/** The failure of a call: the one of the node that failed in the called workflow. */
export function callError({ message, error }: FailedCall): ItemError {
  return {
    code: textIn(error, 'code') ?? 'call_failed',
    name: textIn(error, 'name') ?? 'NodeOperationError',
    message,
    ...members(error, ['description', 'hint', 'httpCode', 'node', 'type'], 'string'),
    ...members(error, ['itemIndex', 'runIndex'], 'number'),
  }
}

function members(
  error: JsonObject,
  names: readonly (keyof ItemError)[],
  type: 'string' | 'number',
): Partial<ItemError> {
  return Object.fromEntries(names.flatMap((name) => (typeof error[name] === type ? [[name, error[name]]] : [])))
}

function textIn(error: JsonObject, name: string): string | undefined {
  const value = error[name]
  return typeof value === 'string' ? value : undefined
}
