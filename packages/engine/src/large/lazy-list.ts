/**
 * Lists of items that are too many for memory. To whoever reads one it is a list like any other; its items are made
 * when they are asked for, a segment at a time, and only the segments asked for last are kept.
 *
 *   L1  What is read twice is equal, and not always the same object: whether an item was handed on is told by where
 *       it came from (`placeIn`), not by what it is.
 *   L2  Reading in order makes each segment once.
 */
import type { Item } from '@millrace/sdk'

/** The most items of one segment. */
export const SEGMENT = 1000
/** Segments kept of each list. */
const KEPT = 4

/** Where the items of a lazy list come from. */
export interface Segments {
  readonly length: number
  /** The items from `start` up to, not including, `end`, which lie in one segment. */
  load(start: number, end: number): readonly Item[]
}

const lists = new WeakMap<readonly Item[], LazyList>()

/** A constructor that gives back what it is given, so that a class derived from it puts its fields there. */
// oxlint-disable-next-line typescript/no-extraneous-class -- What it is for is its constructor.
class Given {
  constructor(item: Item) {
    return item
  }
}

/**
 * Where an item was handed out, as private fields of the item itself: nobody sees them, no copy has them, and they are
 * gone with the item. (A weak map would be looked through at every collection of garbage, a million entries of it.)
 */
class Origin extends Given {
  #list: readonly Item[]
  #place: number

  private constructor(item: Item, list: readonly Item[], place: number) {
    super(item)
    this.#list = list
    this.#place = place
  }

  static mark(item: Item, list: readonly Item[], place: number): void {
    const marked = #list in item ? item : new Origin(item, list, place)
    marked.#list = list
    marked.#place = place
  }

  static of(item: Item): { readonly list: readonly Item[]; readonly place: number } | undefined {
    return #list in item ? { list: item.#list, place: item.#place } : undefined
  }
}

/** A list whose items are made when they are asked for, so many at a time. */
export function lazyList(segments: Segments, perSegment = SEGMENT): readonly Item[] {
  const lazy = new LazyList(segments, perSegment)
  const list: readonly Item[] = new Proxy([], {
    get: (target, name, receiver) => lazy.get(name, target, receiver),
    has: (target, name) => isPlace(name, lazy.length) || Reflect.has(target, name),
    getOwnPropertyDescriptor: (target, name) => lazy.own(name) ?? Reflect.getOwnPropertyDescriptor(target, name),
    ownKeys: () => lazy.keys(),
  })
  lazy.list = list
  lists.set(list, lazy)
  return list
}

export function isLazy(items: readonly Item[]): boolean {
  return lists.has(items)
}

/** The place of a lazy list that an item was handed out at; undefined for any other item. */
export function placeIn(list: readonly Item[], item: Item): number | undefined {
  const origin = Origin.of(item)
  return origin?.list === list ? origin.place : undefined
}

/** The lazy list an item was handed out by, and its place there. */
export function originOf(item: Item): { readonly list: readonly Item[]; readonly place: number } | undefined {
  return Origin.of(item)
}

class LazyList {
  readonly length: number
  list: readonly Item[] = []
  private readonly segments: Segments
  private readonly perSegment: number
  private readonly kept = new Map<number, readonly Item[]>()

  constructor(segments: Segments, perSegment: number) {
    this.segments = segments
    this.perSegment = perSegment
    this.length = segments.length
  }

  get(name: string | symbol, target: object, receiver: unknown): unknown {
    if (name === 'length') return this.length
    if (name === 'slice') return (start?: number, end?: number) => this.slice(start, end)
    if (name === Symbol.iterator || name === 'values') return () => this.all()
    if (typeof name === 'string') {
      const place = Number(name)
      if (Number.isInteger(place) && place >= 0) return this.at(place)
    }
    return Reflect.get(target, name, receiver)
  }

  /** What it has of its own, as those look for it who trust in nothing inherited (expressions). */
  own(name: string | symbol): PropertyDescriptor | undefined {
    if (name === 'length') return { value: this.length, writable: true, enumerable: false, configurable: false }
    if (!isPlace(name, this.length)) return undefined
    return { value: this.at(Number(name)), writable: true, enumerable: true, configurable: true }
  }

  keys(): string[] {
    return [...Array.from({ length: this.length }, (_, place) => String(place)), 'length']
  }

  private at(place: number): Item | undefined {
    if (place >= this.length) return undefined
    return this.segment(Math.floor(place / this.perSegment))[place % this.perSegment]
  }

  private slice(from = 0, to = this.length): readonly Item[] {
    const start = from < 0 ? Math.max(0, this.length + from) : Math.min(from, this.length)
    const end = to < 0 ? this.length + to : Math.min(to, this.length)
    const items: Item[] = []
    for (let place = start; place < end;) {
      const number = Math.floor(place / this.perSegment)
      const from = number * this.perSegment
      for (const item of this.segment(number).slice(place - from, end - from)) items.push(item)
      place = from + this.perSegment
    }
    return items
  }

  private *all(): Generator<Item> {
    for (let number = 0; number * this.perSegment < this.length; number++) yield* this.segment(number)
  }

  private segment(number: number): readonly Item[] {
    const known = this.kept.get(number)
    if (known !== undefined) {
      this.kept.delete(number)
      this.kept.set(number, known)
      return known
    }
    const start = number * this.perSegment
    const items = this.segments.load(start, Math.min(start + this.perSegment, this.length))
    items.forEach((item, index) => Origin.mark(item, this.list, start + index))
    this.kept.set(number, items)
    if (this.kept.size > KEPT) for (const oldest of this.kept.keys().take(1)) this.kept.delete(oldest)
    return items
  }
}

function isPlace(name: string | symbol, length: number): name is string {
  if (typeof name !== 'string') return false
  const place = Number(name)
  return Number.isInteger(place) && place >= 0 && place < length
}
