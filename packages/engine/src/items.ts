/**
 * Items on their way from node to node.
 *
 * A node gets *views* of its input items: the same data, linked to their place in this input. An item that
 * comes out as the very view that went in was handed on, and is journalled as a reference; everything else is
 * new. Links are shared frozen objects, so telling the two apart is one comparison per item.
 */
import type { Item, ItemLink, LinkTarget, Output } from '@millrace/sdk'
import { linkTo, type OutputRef, packPlaces, type Source } from '@millrace/workflow'
import { isLazy, lazyList, placeIn } from './large/lazy-list.ts'
import { selected, selectionOf } from './large/spool.ts'

/** One input of a node run: the views of its items, and where it came from. */
export interface Input {
  /** null where nothing came, or where the items are not those of a recorded output. */
  readonly source: Source | null
  readonly items: readonly Item[]
  /** All items as they lie at their source, with the links they have there. */
  readonly given: readonly Item[]
  /** How many items the source gave; `items` are fewer where the node takes only the first. */
  readonly total: number
}

/** The items of an input as the node sees them, or those from one place up to another. */
export function views(items: readonly Item[], input: number, start = 0, end = items.length): readonly Item[] {
  if (isLazy(items) && start === 0 && end === items.length) return lazyViews(items, input)
  const seen: Item[] = []
  for (let i = start; i < end; i++) {
    const item = items[i]
    if (item !== undefined) seen.push(view(item, linkTo(i, input)))
  }
  return seen
}

function lazyViews(items: readonly Item[], input: number): readonly Item[] {
  const load = (start: number, end: number) =>
    items.slice(start, end).map((item, index) => view(item, linkTo(start + index, input)))
  return lazyList({ length: items.length, load })
}

/** The items at these places of a list. */
export function chosen(items: readonly Item[], places: readonly number[]): readonly Item[] {
  return isLazy(items) ? selected(items, Uint32Array.from(places)) : places.flatMap((place) => items[place] ?? [])
}

function view(item: Item, pairedItem: LinkTarget): Item {
  const { json, binary, error } = item
  if (error !== undefined)
    return binary === undefined ? { json, pairedItem, error } : { json, binary, pairedItem, error }
  return binary === undefined ? { json, pairedItem } : { json, binary, pairedItem }
}

/** The same item with a link. */
export function linked(item: Item, pairedItem: ItemLink): Item {
  const { json, binary, error } = item
  if (error !== undefined) return { json, binary, pairedItem, error }
  return binary === undefined ? { json, pairedItem } : { json, binary, pairedItem }
}

/** Links to all items of an input, as an item made from all of them has. */
export function linksToAll(count: number): readonly LinkTarget[] {
  return Array.from({ length: count }, (_, item) => linkTo(item))
}

/**
 * Gives links to the items a node left without: by place where as many came out as went in, to the only
 * input item, and (unless `lone` says none) from a single output item to the first. Others stay without.
 */
export function fillLinks(output: Output, inputCount: number, lone: 'first' | 'none' = 'first'): Output {
  // What was too much for memory was gathered item by item, and has its links.
  if (output === null || isLazy(output)) return output
  for (let i = 0; i < output.length; i++) {
    if (output[i]?.pairedItem === undefined) return fillFrom(output, i, inputCount, lone)
  }
  return output
}

function fillFrom(output: readonly Item[], first: number, inputCount: number, lone: 'first' | 'none'): readonly Item[] {
  const byPlace = output.length === inputCount
  const toFirst = lone === 'first' && output.length === 1 && inputCount > 0
  if (!byPlace && inputCount !== 1 && !toFirst) return output
  const filled = output.slice(0, first)
  for (let i = first; i < output.length; i++) {
    const item = output[i]
    if (item === undefined) continue
    filled.push(item.pairedItem === undefined ? linked(item, linkTo(byPlace ? i : 0)) : item)
  }
  return filled
}

/** What several runs of a node gave, run after run on each output. */
export function outputsOfRuns(runs: readonly { readonly outputs: readonly Output[] }[]): readonly Output[] {
  const [first, ...others] = runs
  if (first === undefined || others.length === 0) return first?.outputs ?? []
  const width = Math.max(...runs.map((run) => run.outputs.length))
  return Array.from({ length: width }, (_, output) => runs.flatMap((run) => run.outputs[output] ?? []))
}

/** How an output is written down: stored, or a reference when all its items were handed on from one input. */
export function outputRef(output: Output, inputs: readonly Input[]): OutputRef {
  if (output === null) return null
  const count = output.length
  if (isLazy(output)) return lazyRef(output, inputs)
  const first = output[0]
  if (first === undefined) return { count, items: 'stored' }
  const input = inputIndex(first)
  const from = inputs[input]
  if (from === undefined || from.source === null || !isAt(from, placeOf(first), first)) return stored(count)
  const at: number[] = []
  let all = count === from.total
  for (let i = 0; i < count; i++) {
    const item = output[i]
    if (item === undefined) return stored(count)
    const place = placeOf(item)
    if (!isAt(from, place, item)) return stored(count)
    if (place !== i) all = false
    at.push(place)
  }
  return passedOn(count, from.source, { input, at: all ? undefined : at })
}

/** Of a list that is not in memory: its items are those of an input where it is that input, or a selection of it. */
function lazyRef(output: readonly Item[], inputs: readonly Input[]): OutputRef {
  const count = output.length
  const selection = selectionOf(output)
  const input = inputs.findIndex(({ items }) => items === (selection?.list ?? output))
  const from = inputs[input]
  if (from === undefined || from.source === null) return stored(count)
  const places = selection?.places
  const all = count === from.total && (places?.every((place, index) => place === index) ?? true)
  return passedOn(count, from.source, { input, at: all ? undefined : (places ?? allUpTo(count)) })
}

function passedOn(
  count: number,
  of: Source,
  { input, at }: { readonly input: number; readonly at: ArrayLike<number> | undefined },
): OutputRef {
  return { count, items: { of, ...(input === 0 ? undefined : { input }), ...(at && { at: packPlaces(at) }) } }
}

function allUpTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => place)
}

/** Whether an item is the one at a place of an input: the very view, or one of a list whose views are made anew. */
function isAt({ items }: Input, place: number, item: Item): boolean {
  return isLazy(items) ? placeIn(items, item) === place : items[place] === item
}

/** Whether an item is one of an input, as the node was given it. */
export function isOf({ items }: Input, item: Item): boolean {
  return isLazy(items) ? placeIn(items, item) !== undefined : items.includes(item)
}

function stored(count: number): OutputRef {
  return { count, items: 'stored' }
}

function isTarget(link: ItemLink | undefined): link is LinkTarget {
  return typeof link === 'object' && !Array.isArray(link)
}

function placeOf({ pairedItem }: Item): number {
  return isTarget(pairedItem) ? pairedItem.item : -1
}

function inputIndex({ pairedItem }: Item): number {
  return isTarget(pairedItem) ? (pairedItem.input ?? 0) : 0
}
