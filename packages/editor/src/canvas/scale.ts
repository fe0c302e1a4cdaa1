import type { Position } from '@millrace/workflow'

/**
 * Documents were laid out for boxes of 96 pixels; our cards are 216 wide. The canvas therefore shows a
 * document stretched. The factor belongs to the view alone: what is saved keeps its coordinates.
 */
export const stretch = { x: 1.5, y: 1.25 } as const

export interface Point {
  readonly x: number
  readonly y: number
}

export function toCanvas([x, y]: Position): Point {
  return { x: x * stretch.x, y: y * stretch.y }
}

/** Rounded to whole document pixels, as people's documents are. */
export function toDocument({ x, y }: Point): Position {
  return [Math.round(x / stretch.x), Math.round(y / stretch.y)]
}
