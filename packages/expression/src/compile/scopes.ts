/**
 * Names declared in the source, resolved before anything runs: each variable has a slot in a frame.
 *
 * A function has one frame. A block inside a loop gets a frame of its own only when it declares something that a
 * closure may keep, because each round then needs variables of its own; all other blocks borrow slots of the frame
 * around them.
 */

export interface Binding {
  readonly slot: number
  readonly constant: boolean
  /** `let`, `const` and classes may not be read before they are declared. */
  readonly checked: boolean
}

/** How many slots a frame needs; known once its code is compiled. */
interface FrameLayout {
  slots: number
  readonly isFunction: boolean
}

export interface Place {
  readonly hops: number
  readonly binding: Binding
}

export class Names {
  readonly parent: Names | null
  readonly layout: FrameLayout
  readonly #own = new Map<string, Binding>()
  /** True inside a loop of the same function. */
  readonly inLoop: boolean
  /** True directly inside a generator function's frame. */
  readonly generator: boolean

  readonly #block: boolean

  constructor(parent: Names | null, layout: FrameLayout, inLoop: boolean, generator: boolean, block = false) {
    this.#block = block
    this.parent = parent
    this.layout = layout
    this.inLoop = inLoop
    this.generator = generator
  }

  /** The scope of a function (or of the whole block of text). */
  static ofFunction(parent: Names | null, generator = false): Names {
    return new Names(parent, { slots: 0, isFunction: true }, false, generator)
  }

  /** A block in the same frame, or in one of its own. */
  block(ownFrame: boolean, inLoop = this.inLoop): Names {
    return new Names(this, ownFrame ? { slots: 0, isFunction: false } : this.layout, inLoop, this.generator, true)
  }

  declare(name: string, kind: 'var' | 'let' | 'const' | 'param'): Binding {
    const known = this.#own.get(name)
    if (known !== undefined) return known
    const lexical = kind === 'let' || kind === 'const'
    const binding = { slot: this.layout.slots++, constant: kind === 'const', checked: lexical }
    this.#own.set(name, binding)
    return binding
  }

  /** Where the name lives, seen from here; undefined when the source declares no such name. */
  find(name: string): Place | undefined {
    return lookUp(this, name)
  }

  /** True for a block inside a function (and not for the function's own scope). */
  get isBlock(): boolean {
    return this.#block
  }

  /** Where the name lives around this block. */
  outside(name: string): Place | undefined {
    if (this.parent === null) return undefined
    const place = lookUp(this.parent, name)
    if (place === undefined) return undefined
    return this.parent.layout === this.layout ? place : { ...place, hops: place.hops + 1 }
  }

  own(name: string): Binding | undefined {
    return this.#own.get(name)
  }
}

function lookUp(from: Names, name: string): Place | undefined {
  let hops = 0
  for (let names: Names | null = from; names !== null; names = names.parent) {
    const binding = names.own(name)
    if (binding !== undefined) return { hops, binding }
    if (names.parent !== null && names.parent.layout !== names.layout) hops++
  }
  return undefined
}
