import type { Item, RunContext } from '@millrace/sdk'
import { bytesOf } from '../values/file-of.ts'

/** Writes a file of an item to the disk; the item then says where. */
export async function writeFile(
  item: Item,
  property: string,
  path: string,
  append: boolean,
  context: RunContext,
): Promise<Item> {
  await context.machine.disk.write(path, await bytesOf(item, property, context), { append })
  return { ...item, json: { ...item.json, fileName: path } }
}
