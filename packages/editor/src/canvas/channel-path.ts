import { Position, getSmoothStepPath } from '@xyflow/react'
import type { Point } from './scale.ts'

const bend = 16
const clearance = 28

export interface Route {
  readonly path: string
  /** Where a pill or a button sits. */
  readonly middle: Point
  /** Whether the channel runs back over the cards it passes. */
  readonly back: boolean
}

/** A channel's way: straight steps with round bends; one that leads back runs above the cards. */
export function channelRoute(from: Point, to: Point, over?: number): Route {
  if (to.x >= from.x + 8) {
    const [path, x, y] = getSmoothStepPath({
      sourceX: from.x,
      sourceY: from.y,
      sourcePosition: Position.Right,
      targetX: to.x,
      targetY: to.y,
      targetPosition: Position.Left,
      borderRadius: bend,
      offset: Math.min(26, Math.max(8, (to.x - from.x) / 2)),
    })
    return { path, middle: { x, y }, back: false }
  }
  const top = over ?? Math.min(from.y, to.y) - 76
  const right = from.x + clearance
  const left = to.x - clearance
  const path = rounded([
    from,
    { x: right, y: from.y },
    { x: right, y: top },
    { x: left, y: top },
    { x: left, y: to.y },
    to,
  ])
  return { path, middle: { x: (left + right) / 2, y: top }, back: true }
}

/** A line through points, its corners rounded as far as their sides allow. */
function rounded(points: readonly Point[]): string {
  const first = points[0]
  if (!first) return ''
  let path = `M${first.x} ${first.y}`
  for (let at = 1; at < points.length; at += 1) {
    const before = points[at - 1]
    const corner = points[at]
    const after = points[at + 1]
    if (!before || !corner) continue
    if (!after) {
      path += ` L${corner.x} ${corner.y}`
      continue
    }
    const radius = Math.min(bend, length(before, corner) / 2, length(corner, after) / 2)
    const enter = towards(corner, before, radius)
    const leave = towards(corner, after, radius)
    path += ` L${enter.x} ${enter.y} Q${corner.x} ${corner.y} ${leave.x} ${leave.y}`
  }
  return path
}

function length(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

function towards(from: Point, to: Point, by: number): Point {
  const whole = length(from, to)
  if (whole === 0) return from
  return { x: from.x + ((to.x - from.x) * by) / whole, y: from.y + ((to.y - from.y) * by) / whole }
}
