/**
 * Items on their way out of a node, gathered one after the other. While they are few they are a list in memory. Many
 * go to a file, a segment at a time; and as long as they are items of one lazy list handed on, only their places there
 * are kept.
 */
import type { Item } from '@millrace/sdk'
import { filedList } from './filed-list.ts'
import { isLazy, lazyList, originOf, SEGMENT } from './lazy-list.ts'
import { packItems } from './packed-items.ts'
import type { Place, SpillFile } from './spill-file.ts'

/** Where items go that are too many for memory, and when: after so many characters of them as JSON. */
export interface SpillPlace {
  readonly after: number
  file(): SpillFile
}

/** Every so many items one is measured. */
const MEASURE_EVERY = 64
/** About how many characters of items make a piece: little enough to be read for one of them. */
const PIECE = 256 * 1024
/** Items of a segment of a selection: they may lie in as many pieces. */
const CHOSEN = 64

/** How many items of such a size make a piece. */
export function perPieceAt(characters: number): number {
  return Math.max(1, Math.min(SEGMENT, Math.floor(PIECE / characters)))
}

export class Spool {
  private readonly place: SpillPlace
  private here: Item[] = []
  private filed: Place[] = []
  private perPiece = SEGMENT
  private places: Places | undefined
  private count = 0
  /** What those in memory come to, measured now and then. */
  private measured = 0

  constructor(place: SpillPlace) {
    this.place = place
  }

  push(item: Item): void {
    if (this.count === 0 || this.places !== undefined) {
      const origin = originOf(item)
      if (origin !== undefined && (this.places === undefined || this.places.list === origin.list)) {
        this.places ??= new Places(origin.list)
        this.places.add(origin.place)
        this.count += 1
        return
      }
      this.comeFromPlaces()
    }
    this.add(item)
  }

  /** All that was gathered. */
  done(): readonly Item[] {
    if (this.places !== undefined) return this.places.done()
    if (this.filed.length === 0) return this.here
    if (this.here.length > 0) this.spill()
    const { filed, count, perPiece } = this
    return filedList({ file: this.place.file(), length: count, perPiece, places: filed })
  }

  private measure(item: Item): void {
    this.measured += JSON.stringify(item).length * MEASURE_EVERY
    if (this.measured < this.place.after) return
    const all = this.here
    this.perPiece = perPieceAt(this.measured / this.count)
    for (let start = 0; start < all.length; start += this.perPiece) {
      this.here = all.slice(start, start + this.perPiece)
      if (this.here.length === this.perPiece) this.spill()
    }
  }

  private spill(): void {
    this.filed.push(this.place.file().write(packItems(this.here)))
    this.here = []
  }

  /** Another item came: what was handed on so far is gathered like any other. */
  private comeFromPlaces(): void {
    const { places } = this
    if (places === undefined) return
    this.places = undefined
    this.count = 0
    for (const item of places.done()) this.add(item)
  }

  private add(item: Item): void {
    this.count += 1
    this.here.push(item)
    if (this.filed.length > 0) {
      if (this.here.length === this.perPiece) this.spill()
    } else if (this.count % MEASURE_EVERY === 0) this.measure(item)
  }
}

/** Places of a lazy list, as numbers side by side. */
class Places {
  readonly list: readonly Item[]
  private numbers = new Uint32Array(SEGMENT)
  private count = 0

  constructor(list: readonly Item[]) {
    this.list = list
  }

  add(place: number): void {
    if (this.count === this.numbers.length) {
      const more = new Uint32Array(this.numbers.length * 2)
      more.set(this.numbers)
      this.numbers = more
    }
    this.numbers[this.count++] = place
  }

  done(): readonly Item[] {
    return selected(this.list, this.numbers.subarray(0, this.count))
  }
}

/** The items of a lazy list at these places, as a list. */
export function selected(list: readonly Item[], places: Uint32Array): readonly Item[] {
  const load = (start: number, end: number) => Array.from(places.subarray(start, end), (place) => copyOf(list[place]))
  const chosen = lazyList({ length: places.length, load }, CHOSEN)
  selections.set(chosen, { list, places })
  return chosen
}

/** An item that is handed on has its own place in each list it is in. */
function copyOf(item: Item | undefined): Item {
  return { json: {}, ...item }
}

const selections = new WeakMap<readonly Item[], { readonly list: readonly Item[]; readonly places: Uint32Array }>()

/** Where the items of a list lie that consists of items of another, handed on. */
export function selectionOf(items: readonly Item[]) {
  return isLazy(items) ? selections.get(items) : undefined
}
