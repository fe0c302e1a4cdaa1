import type { Item, ListResult, RunContext } from '@millrace/sdk'
import { eachItem } from '../values/each-item.ts'

/** What one item comes to: items for the rows of its file, and what was left out of them, as a sentence. */
export interface ReadRows {
  readonly rows: readonly Item[]
  readonly problem?: string | undefined
}

/** The rows of every item's file, and a hint for each file of which not all could be read. */
export async function rowsOfEach(
  items: readonly Item[],
  context: RunContext,
  read: (item: Item, index: number) => Promise<ReadRows>,
): Promise<ListResult> {
  const hints: string[] = []
  const rowsOf = async (item: Item, index: number): Promise<readonly Item[]> => {
    const { rows, problem } = await read(item, index)
    if (problem !== undefined) hints.push(problem)
    return rows
  }
  const made = await eachItem(items, context, rowsOf, { named: true })
  return { kind: 'items', outputs: [made], ...(hints.length > 0 && { hints }) }
}
