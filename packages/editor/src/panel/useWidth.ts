import { useSyncExternalStore } from 'react'

function subscribe(changed: () => void): () => void {
  window.addEventListener('resize', changed)
  return () => window.removeEventListener('resize', changed)
}

/** The width of the window, for layouts that change their parts and not only their style. */
export function useWidth(): number {
  return useSyncExternalStore(subscribe, () => window.innerWidth)
}
