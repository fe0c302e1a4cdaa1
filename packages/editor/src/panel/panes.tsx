/** What both data panes have: how data is shown, and the walk from item to item. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { DataView, type View } from '../data/DataView.tsx'
import { IconButton } from '../parts/Button.tsx'
import { Skeleton } from '../parts/Empty.tsx'
import { hasModifier, isAbovePage, isTyping } from '../parts/keys.ts'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { count } from '../parts/numbers.ts'
import { useWorkbench } from '../workbench/workbench.ts'
import styles from './DataPanes.module.css'
import type { PanelData } from './usePanelData.ts'

export const views = [
  { value: 'table', label: 'Table' },
  { value: 'json', label: 'JSON' },
  { value: 'schema', label: 'Schema' },
] as const

/** `1`, `2`, `3` choose how data is shown, in both panes. */
export function useView(key: string, first: View): readonly [View, (view: View) => void] {
  const stored = localStorage.getItem(key)
  const [view, setView] = useState<View>(
    stored === 'table' || stored === 'json' || stored === 'schema' ? stored : first,
  )
  const choose = useCallback(
    (next: View) => {
      localStorage.setItem(key, next)
      setView(next)
    },
    [key],
  )
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || isAbovePage(event) || hasModifier(event)) return
      const chosen = views[Number(event.key) - 1]
      if (chosen && /^[123]$/.test(event.key)) choose(chosen.value)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [choose])
  return [view, choose]
}

/** The items of a pane, where they are or why they did not come; what is inside, where there are none. */
export function PaneItems({
  items,
  data,
  view,
  from,
  children,
}: {
  readonly items: PanelData['input' | 'output']
  readonly data: PanelData
  readonly view: View
  /** The node that gave them, by name, where it is not the one before. */
  readonly from: string | undefined
  readonly children: ReactNode
}) {
  const { readOnly } = useWorkbench()
  if (items.isLoading) return <Skeleton rows={6} height={28} />
  if (items.error) return <NotLoaded what="The items" error={items.error} onRetry={items.tryAgain} />
  if (items.total === 0) return children
  return (
    <DataView
      items={items}
      view={view}
      current={Math.min(data.item, items.total - 1)}
      execution={data.execution}
      onCurrent={data.chooseItem}
      from={readOnly ? false : from}
    />
  )
}

/** From item to item, or to one by its number. */
export function Walk({
  at,
  of,
  onGo,
}: {
  readonly at: number
  readonly of: number
  readonly onGo: (index: number) => void
}) {
  const [asking, setAsking] = useState(false)
  const number = Math.min(at, of - 1) + 1
  const go = (text: string) => {
    setAsking(false)
    const wanted = Math.round(Number(text.replaceAll(/[\s.,’']/g, '')))
    if (wanted >= 1) onGo(Math.min(wanted, of) - 1)
  }
  return (
    <span className={styles.walk}>
      <IconButton label="Item before" keys="K" side="top" disabled={at <= 0} onClick={() => onGo(at - 1)}>
        <ChevronLeft size={16} strokeWidth={1.75} />
      </IconButton>
      {asking ? (
        <input
          className={styles.number}
          aria-label="Number of the item"
          inputMode="numeric"
          defaultValue={number}
          autoFocus
          onFocus={(event) => event.target.select()}
          onBlur={() => setAsking(false)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return
            event.stopPropagation()
            if (event.key === 'Enter') go(event.currentTarget.value)
            else setAsking(false)
          }}
        />
      ) : (
        <button type="button" title="Go to an item by its number" onClick={() => setAsking(true)}>
          Item {count(number)} of {count(of)}
        </button>
      )}
      <IconButton label="Next item" keys="J" side="top" disabled={at >= of - 1} onClick={() => onGo(at + 1)}>
        <ChevronRight size={16} strokeWidth={1.75} />
      </IconButton>
    </span>
  )
}
