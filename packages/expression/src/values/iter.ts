/**
 * Iterators of the language: what `map.entries()`, `matchAll` or a generator gives.
 *
 * The host iterator inside is one of ours and is only ever advanced here.
 */
export class Iter {
  readonly #source: Iterator<unknown>
  readonly name: string

  constructor(source: Iterator<unknown>, name = 'Iterator') {
    this.#source = source
    this.name = name
  }

  next(): { readonly done: boolean; readonly value: unknown } {
    const { done, value } = this.#source.next()
    return { done: done === true, value }
  }
}
