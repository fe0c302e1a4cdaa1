import type { BinaryData, Item } from '@millrace/sdk'

/** The item with a file more. */
export function withFile(item: Item, name: string, file: BinaryData): Item {
  return { ...item, binary: Object.fromEntries([...Object.entries(item.binary ?? {}), [name, file]]) }
}
