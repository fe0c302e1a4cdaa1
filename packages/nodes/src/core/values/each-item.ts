import { type Item, type RunContext, toItemError } from '@millrace/sdk'

/**
 * Makes items of every item, for nodes on the whole list: a failed one is marked, and the engine puts it where the
 * node says. Where the node stops instead, the failure names its item only if it is `named`.
 */
export async function eachItem(
  items: readonly Item[],
  context: RunContext,
  make: (item: Item, index: number) => Item | readonly Item[] | Promise<Item | readonly Item[]>,
  { named = false } = {},
): Promise<readonly Item[]> {
  const made: Item[] = []
  for (const [index, item] of items.entries()) {
    const pairedItem = { item: index }
    try {
      const result = await make(item, index)
      for (const one of isList(result) ? result : [result]) made.push({ ...one, pairedItem })
    } catch (thrown) {
      const error = toItemError(thrown, { node: context.node.name, ...(named && { itemIndex: index }) })
      made.push({ json: { error: error.message }, error, pairedItem })
    }
  }
  return made
}

function isList(result: Item | readonly Item[]): result is readonly Item[] {
  return Array.isArray(result)
}
