import type { Item } from '@millrace/sdk'

/** The items at these places, in their own order. */
export function pickItems(items: readonly Item[], places: Iterable<number>): readonly Item[] {
  const wanted = new Set(places)
  return items.filter((_, index) => wanted.has(index))
}
