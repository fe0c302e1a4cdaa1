import { useEffect } from 'react'
import { hasModifier, isAbovePage, isTyping } from '../parts/keys.ts'

/** A key that does something on the page, while nobody types and nothing lies above it. Keep `act` the same. */
export function usePageKey(key: string, act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== key || isTyping(event) || isAbovePage(event) || hasModifier(event)) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [key, act])
}
