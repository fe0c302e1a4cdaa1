import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { ShownItems } from './useItems.ts'

/**
 * A box cannot be higher than browsers count pixels, and every row that can be scrolled to is measured: of more rows,
 * those around the chosen one are there. The others are gone to by their number.
 */
const mostRows = 100_000

/** The rows in sight, by their items' places. What comes into sight is asked for, and the chosen one is brought there. */
export function useRows(parts: {
  readonly box: RefObject<HTMLElement | null>
  readonly items: ShownItems
  readonly current: number
  readonly heightOf: (index: number) => number
}) {
  const { box, items, current, heightOf } = parts
  const base = Math.floor(current / mostRows) * mostRows
  // Its functions are not memoized and are not passed on.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: Math.min(items.total - base, mostRows),
    getScrollElement: () => box.current,
    estimateSize: (row) => heightOf(base + row),
    overscan: 12,
  })
  const seen = rows.getVirtualItems()
  const first = base + (seen[0]?.index ?? 0)
  const last = base + (seen.at(-1)?.index ?? 0)
  const { need } = items
  useEffect(() => need(first, last + 1), [need, first, last])
  useEffect(() => {
    rows.scrollToIndex(current - base, { align: 'auto' })
    // Only another item moves the rows, not another height of theirs.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [current, base])
  return { rows, seen, base }
}
