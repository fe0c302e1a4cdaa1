/**
 * Notes go along when a drawing is laid out: a note that lies under nodes lies under the same ones after, with the
 * same room around them, and any other stays beside the node it was nearest to, below whatever stands there now.
 */
import type { Operation, Workflow } from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'
import { boxOf } from './flow.ts'
import { type Rectangle, boundsOf } from './rectangle.ts'
import { type Point, stretch, toDocument } from './scale.ts'

/** The least room around what a note lies under. */
const margin = 16

interface Move {
  readonly before: Rectangle
  readonly after: Rectangle
}

export function notesAlong(
  workflow: Workflow,
  catalog: Catalog,
  places: ReadonlyMap<string, Point>,
): readonly Operation[] {
  const moves = [...places].flatMap(([id, place]): Move[] => {
    const before = boxOf(workflow, id, catalog)
    return before ? [{ before, after: { ...before, ...place } }] : []
  })
  const taken = moves.map(({ after }) => after)
  const notes = [...workflow.nodes.values()].filter(({ type }) => catalog.byType.get(type)?.annotation)
  return notes.flatMap(({ id }) => {
    const note = boxOf(workflow, id, catalog)
    if (!note) return []
    const over = moves.filter(({ before }) => holds(note, before))
    if (over.length > 0) return stretched(id, note, over)
    const beside = nearest(note, moves)
    if (!beside) return []
    const place = freeBelow(
      { ...note, x: note.x + beside.after.x - beside.before.x, y: note.y + beside.after.y - beside.before.y },
      taken,
    )
    taken.push(place)
    return [moveTo(id, place)]
  })
}

function stretched(id: string, note: Rectangle, over: readonly Move[]): readonly Operation[] {
  const before = boundsOf(over.map((one) => one.before))
  const after = boundsOf(over.map((one) => one.after))
  if (!before || !after) return []
  const left = Math.max(margin, before.x - note.x)
  const top = Math.max(margin, before.y - note.y)
  const right = Math.max(margin, note.x + note.width - before.x - before.width)
  const bottom = Math.max(margin, note.y + note.height - before.y - before.height)
  return [
    moveTo(id, { x: after.x - left, y: after.y - top }),
    sized(id, 'width', (left + after.width + right) / stretch.x),
    sized(id, 'height', (top + after.height + bottom) / stretch.y),
  ]
}

/** The box itself, or as far below as it takes to cover nothing. */
function freeBelow(box: Rectangle, taken: readonly Rectangle[]): Rectangle {
  let place = box
  for (;;) {
    const met = taken.filter((one) => meets(place, one))
    if (met.length === 0) return place
    place = { ...place, y: Math.max(...met.map(({ y, height }) => y + height)) + margin }
  }
}

function meets(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function moveTo(node: string, place: Point): Operation {
  return { do: 'moveNode', node, position: toDocument(place) }
}

function sized(node: string, side: 'width' | 'height', value: number): Operation {
  return { do: 'setParameter', node, path: [side], value: Math.round(value) }
}

function holds(note: Rectangle, box: Rectangle): boolean {
  const { x, y } = middleOf(box)
  return x >= note.x && x <= note.x + note.width && y >= note.y && y <= note.y + note.height
}

function nearest(note: Rectangle, moves: readonly Move[]): Move | undefined {
  const from = middleOf(note)
  const far = ({ before }: Move) => Math.hypot(middleOf(before).x - from.x, middleOf(before).y - from.y)
  return moves.reduce<Move | undefined>((best, one) => (!best || far(one) < far(best) ? one : best), undefined)
}

function middleOf({ x, y, width, height }: Rectangle): Point {
  return { x: x + width / 2, y: y + height / 2 }
}
