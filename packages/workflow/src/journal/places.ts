/**
 * The places of items that were handed on, as an event keeps them. A few are a list of numbers; many are a text of
 * words, each the distance from the end of the word before it, in base 36, and `+` how many places follow one by one:
 * of `0 1 2 7`, `0+2 4`.
 */
export type Places = readonly number[] | string

/** From so many on they are a text. */
const MANY = 64
const BASE = 36

/** Makes places ready to be kept. */
export function packPlaces(places: ArrayLike<number>): Places {
  if (places.length < MANY) return Array.from(places)
  const words: string[] = []
  let end = 0
  for (let index = 0; index < places.length;) {
    const start = places[index] ?? 0
    let more = 0
    while (index + more + 1 < places.length && places[index + more + 1] === start + more + 1) more++
    const distance = (start - end).toString(BASE)
    words.push(more === 0 ? distance : `${distance}+${more.toString(BASE)}`)
    index += more + 1
    end = start + more + 1
  }
  return words.join(' ')
}

/** Reads places that were kept. */
export function unpackPlaces(places: Places): readonly number[] {
  if (typeof places !== 'string') return places
  const all: number[] = []
  let end = 0
  for (const word of places.split(' ')) {
    const [distance = '', more] = word.split('+')
    const start = end + Number.parseInt(distance, BASE)
    end = start + 1 + (more === undefined ? 0 : Number.parseInt(more, BASE))
    for (let place = start; place < end; place++) all.push(place)
  }
  return all
}
