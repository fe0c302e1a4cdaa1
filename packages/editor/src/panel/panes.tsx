/** What both data panes have: how data is shown, and the walk from item to item. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { View } from '../data/DataView.tsx'
import { IconButton } from '../parts/Button.tsx'
import { hasModifier, isAbovePage, isTyping } from '../parts/keys.ts'
import { count } from '../parts/numbers.ts'
import styles from './DataPanes.module.css'

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
