import { type RefObject, useEffect, useMemo, useRef } from 'react'

export interface Moving {
  /** The view begins to move, by this event; by none where a command moves it. */
  readonly start: (event: MouseEvent | TouchEvent | null) => void
  /** Cards begin to move. */
  readonly hold: () => void
  readonly end: () => void
}

/** So long after a movement another is likely to follow, in milliseconds. */
const restMs = 200

/**
 * While one pans and zooms, what is drawn is one picture that the browser moves without drawing it anew; at rest it is
 * drawn sharply at its size. While the pointer holds something, the browser does not look for what is below it. Told by
 * attributes, so that nothing is rendered for it.
 */
export function useMoving(): readonly [canvas: RefObject<HTMLDivElement | null>, moving: Moving] {
  const canvas = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const moving = useMemo((): Moving => {
    const hold = () => canvas.current?.setAttribute('data-held', '')
    return {
      start(event) {
        clearTimeout(timer.current)
        canvas.current?.setAttribute('data-moving', '')
        // Who scrolls may press something a moment later; who holds the canvas may not.
        if (event && event.type !== 'wheel') hold()
      },
      hold,
      end() {
        canvas.current?.removeAttribute('data-held')
        clearTimeout(timer.current)
        timer.current = setTimeout(() => canvas.current?.removeAttribute('data-moving'), restMs)
      },
    }
  }, [])
  return [canvas, moving]
}
