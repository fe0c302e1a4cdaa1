import type { Point } from './scale.ts'

export interface Rectangle extends Point {
  readonly width: number
  readonly height: number
}

/** The rectangle around some; none around none. */
export function boundsOf(boxes: readonly Rectangle[]): Rectangle | undefined {
  if (boxes.length === 0) return undefined
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

/** How far what is seen has to move for a box to be inside of it. */
export function shiftToSee(box: Rectangle, seen: Rectangle): Point {
  return {
    x: shiftOn(box.x, box.width, seen.x, seen.width),
    y: shiftOn(box.y, box.height, seen.y, seen.height),
  }
}

function shiftOn(at: number, size: number, from: number, length: number): number {
  if (at < from) return at - from
  return Math.max(0, at + size - (from + length))
}
