import { listItems } from '@millrace/api'
import type { Item } from '@millrace/sdk'
import { client } from '../api/client.ts'

const pageSize = 500

/** Every item that the first output of a node run gave. */
export async function allItems(execution: string, node: string, run: number): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let total = 1; items.length < total;) {
    const page = await client.call(listItems, {
      params: { id: execution },
      query: { node, run, output: 0, offset: items.length, limit: pageSize },
    })
    if (page.items.length === 0) break
    items.push(...page.items)
    total = page.total
  }
  return items
}
