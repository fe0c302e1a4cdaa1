import type { Item } from '../item.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { ItemList } from '../run-context.ts'

/** A list of items in memory. */
export function itemList(items: readonly Item[], source?: ItemList['source']): ItemList {
  return {
    length: items.length,
    all: () => Promise.resolve(items),
    slice: (start, end) => Promise.resolve(items.slice(start, end)),
    ...(source && { source }),
    chunks: async function* (size = 1000) {
      for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
    },
  }
}

/** An item, or what is to be the fields of one. */
export function toItem(value: Item | JsonObject): Item {
  return isItem(value) ? value : { json: value }
}

export function isItem(value: Item | JsonObject | readonly Item[]): value is Item {
  return 'json' in value && isJsonObject(value.json)
}
