/** Lists whose items lie in a file, a piece of so many items after the other. */
import type { Item } from '@millrace/sdk'
import { lazyList } from './lazy-list.ts'
import { packItems, unpackItems } from './packed-items.ts'
import type { Place, SpillFile } from './spill-file.ts'

export interface Filed {
  readonly file: SpillFile
  readonly length: number
  /** How many items a piece has; the last may have fewer. */
  readonly perPiece: number
  readonly places: readonly Place[]
}

/** Packed items of a list, from one place on. */
export interface Piece {
  readonly start: number
  readonly count: number
  readonly data: Uint8Array
}

const lists = new WeakMap<readonly Item[], Filed>()

export function filedList(filed: Filed): readonly Item[] {
  const { file, length, perPiece, places } = filed
  const load = (start: number): readonly Item[] => {
    const place = places[start / perPiece]
    return place === undefined ? [] : unpackItems(file.read(place))
  }
  const list = lazyList({ length, load }, perPiece)
  lists.set(list, filed)
  return list
}

/** The pieces of a list: those of its file as they lie there, or made of its items. */
export function* piecesOf(list: readonly Item[], perPiece: number): Generator<Piece> {
  const filed = lists.get(list)
  if (filed === undefined) {
    for (let start = 0; start < list.length; start += perPiece) {
      const items = list.slice(start, start + perPiece)
      yield { start, count: items.length, data: packItems(items) }
    }
    return
  }
  for (const [number, place] of filed.places.entries()) {
    const start = number * filed.perPiece
    yield { start, count: Math.min(filed.perPiece, filed.length - start), data: filed.file.read(place) }
  }
}
