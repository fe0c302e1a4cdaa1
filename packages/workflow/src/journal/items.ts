/**
 * Reads items out of a journal. An output's items lie beside its event, or they are the items of an earlier
 * output handed on unchanged: then they are read there, all the way back to where they were made.
 */
import type { Item, LinkTarget } from '@millrace/sdk'
import type { OutputRef, Source, StoredItems } from './event.ts'
import { unpackPlaces } from './places.ts'

/** What is known of a node run's outputs. */
export interface RecordedRun {
  readonly outputs: readonly OutputRef[]
  /** The items stored with its event or ahead of it, if there are any. */
  readonly items: StoredItems | undefined
}

/** Finds a run of a node in the execution. */
export type FindRun = (node: string, run: number) => RecordedRun | undefined

/**
 * The items of an output of a run; null where the output was not given.
 * A page of them is read with `from` and `to`, like `slice`.
 */
export function readItems(find: FindRun, source: Source, from = 0, to = Infinity): readonly Item[] | null {
  const recorded = find(source.node, source.run)
  const ref = recorded?.outputs[source.output]
  if (recorded === undefined || ref === undefined || ref === null) return null
  if (ref.items === 'stored' || 'list' in ref.items) {
    const all = recorded.items?.[source.output] ?? []
    return from === 0 && to === Infinity ? all : all.slice(from, to)
  }

  const { of, at, input = 0 } = ref.items
  if (at === undefined) {
    return (readItems(find, of, from, to) ?? []).map((item, index) => handedOn(item, from + index, input))
  }
  const wanted = unpackPlaces(at).slice(from, to)
  const all = readItems(find, of) ?? []
  return wanted.flatMap((place) => {
    const item = all[place]
    return item === undefined ? [] : [handedOn(item, place, input)]
  })
}

/** The same item one node further: only its link is new. */
function handedOn(item: Item, place: number, input: number): Item {
  return { ...item, pairedItem: linkTo(place, input) }
}

const links: LinkTarget[][] = []
const CACHED = 4096

/** The link to a place of an input; small ones are shared objects, so comparing them is cheap. */
export function linkTo(item: number, input = 0): LinkTarget {
  if (item >= CACHED || input >= 16) return makeLink(item, input)
  const ofInput = (links[input] ??= [])
  return (ofInput[item] ??= makeLink(item, input))
}

function makeLink(item: number, input: number): LinkTarget {
  return Object.freeze(input === 0 ? { item } : { item, input })
}
