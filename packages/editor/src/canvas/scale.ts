import { type Position, displayScale, toCanvas as scaled, toDocument as unscaled } from '@millrace/workflow'

/** The document's own scale for display, as the points that the canvas library uses. */
export const stretch = displayScale

export interface Point {
  readonly x: number
  readonly y: number
}

export function toCanvas(position: Position): Point {
  const [x, y] = scaled(position)
  return { x, y }
}

export function toDocument({ x, y }: Point): Position {
  return unscaled([x, y])
}
