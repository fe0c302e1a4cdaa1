/**
 * Where the canvas looks, told to those who do not draw: commands put new nodes where they are seen, and show them.
 * One camera belongs to a workbench; the canvas attaches itself while it is on screen.
 */
import { type Rectangle, shiftToSee } from './rectangle.ts'
import type { Point } from './scale.ts'

/** What a canvas on screen can answer. All in canvas coordinates. */
export interface View {
  /** What is seen, the floating tools left out. */
  readonly seen: () => Rectangle
  /** Where the pointer is, while it is over the canvas. */
  readonly pointer: () => Point | undefined
  readonly moveBy: (shift: Point) => void
  /** Shows a rectangle that is larger than what is seen. */
  readonly fit: (box: Rectangle) => void
}

export type Camera = ReturnType<typeof createCamera>

export function createCamera() {
  let view: View | undefined
  return {
    /** Returns the way to detach. */
    attach(to: View): () => void {
      view = to
      return () => {
        if (view === to) view = undefined
      }
    },
    pointer: () => view?.pointer(),
    middle(): Point | undefined {
      const seen = view?.seen()
      return seen && { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 }
    },
    sees(box: Rectangle): boolean {
      return view === undefined || isZero(shiftToSee(box, view.seen()))
    },
    /** Moves as little as shows the box; a box that is too large is fitted. */
    reveal(box: Rectangle): void {
      if (!view) return
      const seen = view.seen()
      if (box.width > seen.width || box.height > seen.height) view.fit(box)
      else {
        const shift = shiftToSee(box, seen)
        if (!isZero(shift)) view.moveBy(shift)
      }
    },
  }
}

function isZero({ x, y }: Point): boolean {
  return x === 0 && y === 0
}
