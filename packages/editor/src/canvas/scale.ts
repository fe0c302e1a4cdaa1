import { type Position, displayScale, toCanvas as scaled, toDocument as unscaled } from '@millrace/workflow'

/** The document's own scale for display, as the points that the canvas library uses. */
export const stretch = displayScale

export interface Point {
  readonly x: number
  readonly y: number
}

/** Cards stand on a grid of so many pixels. */
export const grid = 8

export function onGrid({ x, y }: Point): Point {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid }
}

export function toCanvas(position: Position): Point {
  const [x, y] = scaled(position)
  return { x, y }
}

export function toDocument({ x, y }: Point): Position {
  return unscaled([x, y])
}
