import type { Item, RunContext } from '@millrace/sdk'
import { fileOf } from '../values/file-of.ts'

/** Writes a file of an item to the disk, whatever its size; the item then says where. */
export async function writeFile(
  item: Item,
  property: string,
  path: string,
  append: boolean,
  context: RunContext,
): Promise<Item> {
  await context.machine.disk.write(path, context.files.chunks(fileOf(item, property)), { append })
  return { ...item, json: { ...item.json, fileName: path } }
}
