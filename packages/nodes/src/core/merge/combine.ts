/** Combining two or more inputs item by item: by the values of fields, by position, or each with each. */
import { type Item, own } from '@millrace/sdk'
import { type ClashHandling, joined, mergerOf, type MergeJson, type Placed, suffixed } from './clash.ts'
import { type FieldPair, matchItems, type Matching } from './match-items.ts'
import { pickItems } from '../values/pick-items.ts'

/** Whose field wins: that of the first or the last input, both under names of their own, or (a choice the node does not know) nobody's. */
export type Winner = 'first' | 'last' | 'suffix' | 'none'

export interface Combining {
  readonly winner: Winner
  readonly merge: MergeJson
}

/**
 * How items are combined, out of what the form says.
 * @param winners what its choices mean; any other choice leaves nothing of the fields
 * @param preset the winner where it says nothing
 */
export function combiningOf(
  handling: ClashHandling,
  winners: Readonly<Record<string, Winner>>,
  preset: Winner,
): Combining {
  const { resolveClash } = handling
  const winner = resolveClash ? (own(winners, String(resolveClash)) ?? 'none') : preset
  return { winner, merge: mergerOf(handling) }
}

export interface FieldsJoin extends Combining {
  readonly pairs: readonly FieldPair[]
  readonly matching: Matching
  readonly mode: 'keepMatches' | 'keepNonMatches' | 'keepEverything' | 'enrichInput1' | 'enrichInput2'
  /** What is kept of matches and of non-matches. */
  readonly from: 'both' | 'input1' | 'input2'
}

type Items = readonly Item[]

export function combineByFields(left: Items, right: Items, join: FieldsJoin): Items {
  if (join.mode === 'enrichInput2') return enrichSecond(left, right, join)
  const { matched, onlyLeft, onlyRight } = matchItems(left, right, join.pairs, join.matching)
  const merged = () => matched.map((one) => combineTwo(place(left, one.left, 0), place(right, one.right, 1), join))
  switch (join.mode) {
    case 'keepMatches':
      if (join.from === 'input1') return pickItems(left, new Set(matched.map((one) => one.left)))
      if (join.from === 'input2') return pickItems(right, new Set(matched.map((one) => one.right)))
      return merged()
    case 'keepNonMatches':
      if (join.from === 'input1') return pickItems(left, onlyLeft)
      if (join.from === 'input2') return pickItems(right, onlyRight)
      if (left.length === 0 || right.length === 0) return [...left, ...right]
      return [...marked(left, onlyLeft, 0), ...marked(right, onlyRight, 1)]
    case 'keepEverything':
      return [...merged(), ...pickItems(left, onlyLeft), ...pickItems(right, onlyRight)]
    case 'enrichInput1':
      return [...merged(), ...pickItems(left, onlyLeft)]
  }
}

/** Each item of the second input with what the first knows of it, and those that it does not know. */
function enrichSecond(left: Items, right: Items, join: FieldsJoin): Items {
  const flipped = join.pairs.map((pair) => ({ left: pair.right, right: pair.left }))
  const { matched, onlyLeft } = matchItems(right, left, flipped, join.matching)
  const merged = matched.map((one) => combineTwo(place(left, one.right, 0), place(right, one.left, 1), join))
  return [...merged, ...pickItems(right, onlyLeft)]
}

/** Every item of the one input with every item of the other. */
export function combineAll(left: Items, right: Items, combining: Combining): Items {
  const all = (items: Items, input: number) => items.map((_, index) => place(items, index, input))
  const [lefts, rights] = [all(left, 0), all(right, 1)]
  // The input that wins is merged last, and so it is the inner one.
  return combining.winner === 'first'
    ? rights.flatMap((one) => lefts.map((other) => combineTwo(other, one, combining)))
    : lefts.flatMap((one) => rights.map((other) => combineTwo(one, other, combining)))
}

/** Before version 3: the n-th items of two inputs; where one of them has nothing at all, the other goes on alone. */
export function combineTwoByPosition(left: Items, right: Items, unpaired: boolean, combining: Combining): Items {
  if (left.length === 0 || right.length === 0) return [...left, ...right]
  const both = Math.min(left.length, right.length)
  const merged = left.slice(0, both).map((_, i) => combineTwo(place(left, i, 0), place(right, i, 1), combining))
  return unpaired ? [...merged, ...left.slice(both), ...right.slice(both)] : merged
}

/**
 * The n-th items of any number of inputs. The winner is merged once more, over all the others, and linked
 * once more; that shows where names are suffixed.
 * @param winner the place of the input that wins
 */
export function combineByPosition(
  inputs: readonly Items[],
  unpaired: boolean,
  winner: number,
  suffix: boolean,
  merge: MergeJson,
): Items {
  const lengths = inputs.map((items) => items.length)
  const count = unpaired ? Math.max(...lengths) : Math.min(...lengths)
  return Array.from({ length: count }, (_, index) => {
    const parts = inputs.flatMap((items, input) => {
      const part = items[index] && place(items, index, input)
      return part ? [suffix ? suffixed(part, input + 1) : part] : []
    })
    const last = inputs[winner]
    return joined(last?.[index] ? [...parts, place(last, index, winner)] : parts, merge)
  })
}

function combineTwo(left: Placed, right: Placed, { winner, merge }: Combining): Item {
  switch (winner) {
    case 'first':
      return joined([right, left], merge)
    case 'last':
      return joined([left, right], merge)
    case 'suffix':
      return joined([suffixed(left, 1), suffixed(right, 2)], merge)
    case 'none':
      return { json: {}, pairedItem: [] }
  }
}

function place(items: Items, index: number, input: number): Placed {
  const item = items[index]
  if (!item) throw new RangeError(`There is no item ${index} in a list of ${items.length}.`)
  return { item, at: { item: index, input } }
}

function marked(items: Items, places: readonly number[], input: number): Items {
  return places.map((index) => {
    const { item, at } = place(items, index, input)
    return { ...item, json: { ...item.json, _source: `input${input + 1}` }, pairedItem: at }
  })
}
