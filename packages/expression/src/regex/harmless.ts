/**
 * Proves that a pattern cannot make a backtracking matcher slow.
 *
 * Accepted: no repetition inside a repetition, no two unbounded repetitions that can meet on the same characters, no
 * back-references, counted repetition up to 100, and not too many ways to match the bounded parts. The proof errs on the
 * safe side: what it cannot follow runs on the linear matcher.
 */

interface Node {
  readonly kind: 'set' | 'sequence' | 'choice' | 'repeat' | 'edge' | 'look'
  readonly parts: readonly Node[]
  readonly set?: CharSet
  readonly min?: number
  readonly max?: number
}

/** Characters as a predicate over a sample of code units: every ASCII character, and one class for all others. */
type CharSet = ReadonlySet<number>

const OTHER = 128
const ALL: CharSet = new Set(Array.from({ length: 129 }, (_, i) => i))

/**
 * How long a pattern may take on a text of n characters: `linear`, `quadratic` (an open repetition that a search tries
 * again from every place, as `a+b` does), or `unknown`. `factor` is how many ways there may be to match its bounded
 * parts: that many times the work, at worst.
 */
export interface Cost {
  readonly order: 'linear' | 'quadratic' | 'unknown'
  readonly factor: number
  /** How a search for a quadratic pattern goes: where it begins, and what it repeats as long as it comes. */
  readonly search: Search | null
}

export interface Search {
  /** What every match begins with: one of these rows of characters. */
  readonly begins: readonly (readonly CharSet[])[]
  readonly repeats: readonly CharSet[]
  /** The most characters that the bounded parts take. */
  readonly bounded: number
}

const UNKNOWN: Cost = { order: 'unknown', factor: 1, search: null }

/** More ways than this are too many. */
const MAX_WAYS = 200

export function costOf(source: string, flags: string): Cost {
  if (source.length > 1_000) return UNKNOWN
  // Set notation is not followed here; without any repetition there is nothing to prove.
  if (flags.includes('v')) return /[*+?{|]/.test(source) ? UNKNOWN : { order: 'linear', factor: 1, search: null }
  const parsed = new Parser(source, flags).parse()
  if (parsed === null || nests(parsed) || overlapping(parsed)) return UNKNOWN
  const factor = waysOf(parsed)
  if (factor > MAX_WAYS) return UNKNOWN
  const anchored = source.startsWith('^') && !source.includes('|') && !flags.includes('m')
  const once = flags.includes('y') || anchored || neverGivesBack(parsed)
  if (once) return { order: 'linear', factor, search: null }
  return {
    order: 'quadratic',
    factor,
    search: { begins: sequences(parsed).map(beginning), repeats: openSets(parsed), bounded: source.length },
  }
}

/** More characters than these tell little more about where a match may begin. */
const MAX_BEGINNING = 8

/** The single characters that a sequence begins with; none when it may begin with anything. */
function beginning(sequence: readonly Node[]): CharSet[] {
  const row: CharSet[] = []
  for (const part of sequence) {
    if (part.kind === 'edge' || part.kind === 'look') continue
    const sure = !canBeEmpty(part)
    if (sure) row.push(first(part))
    if (!sure || part.kind !== 'set' || row.length === MAX_BEGINNING) break
  }
  return row
}

/** The characters of each open repetition. */
function openSets(node: Node): CharSet[] {
  if (node.kind === 'repeat' && containsUnbounded(node)) return [charactersOf(node)]
  return node.parts.flatMap(openSets)
}

/**
 * How many steps a search for a quadratic pattern may take on a text: from every place where it may begin, as far as
 * its open repetitions reach. Mostly that is far less than the square of the length.
 */
export function searchSteps(text: string, { begins, repeats, bounded }: Search, factor: number): number {
  const rows = begins.map((row) => row.map(tableOf))
  const tables = repeats.map(tableOf)
  const runs = tables.map(() => 0)
  const longest = tables.map(() => 0)
  let places = 0
  for (let i = 0; i < text.length; i++) {
    const code = Math.min(text.charCodeAt(i), OTHER)
    if (rows.some((row) => standsAt(row, text, i))) places++
    for (let k = 0; k < tables.length; k++) {
      const run = tables[k]?.[code] === 1 ? (runs[k] ?? 0) + 1 : 0
      runs[k] = run
      if (run > (longest[k] ?? 0)) longest[k] = run
    }
  }
  const reach = longest.reduce((sum, length) => sum + length, bounded)
  return text.length + places * reach * factor
}

function standsAt(row: readonly Uint8Array[], text: string, at: number): boolean {
  for (let i = 0; i < row.length; i++) {
    const code = Math.min(text.charCodeAt(at + i), OTHER)
    if (row[i]?.[code] !== 1) return false
  }
  return true
}

function tableOf(characters: CharSet): Uint8Array {
  const table = new Uint8Array(OTHER + 1)
  for (const code of characters) table[code] = 1
  return table
}

/**
 * True when an open repetition only ever comes last: what it took is never given back, so every place of a text is
 * looked at once (`\s+`, `#\w+`, `https?:\/\/\S+`).
 */
function neverGivesBack(node: Node): boolean {
  switch (node.kind) {
    case 'set':
    case 'edge':
      return true
    case 'look':
      return !containsUnbounded(node)
    case 'repeat':
    case 'choice':
      return node.parts.every(neverGivesBack)
    case 'sequence': {
      const last = node.parts.at(-1)
      return !node.parts.slice(0, -1).some(containsUnbounded) && (last === undefined || neverGivesBack(last))
    }
  }
}

class Parser {
  readonly #source: string
  readonly #fold: boolean
  readonly #dotAll: boolean
  #at = 0
  #failed = false

  constructor(source: string, flags: string) {
    this.#source = source
    this.#fold = flags.includes('i')
    this.#dotAll = flags.includes('s')
  }

  parse(): Node | null {
    const node = this.#choice(0)
    return this.#failed || this.#at < this.#source.length ? null : node
  }

  #choice(depth: number): Node {
    const options = [this.#sequence(depth)]
    while (!this.#failed && this.#source[this.#at] === '|') {
      this.#at++
      options.push(this.#sequence(depth))
    }
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', parts: options }
  }

  #sequence(depth: number): Node {
    const parts: Node[] = []
    while (!this.#failed && this.#at < this.#source.length) {
      const c = this.#source[this.#at]
      if (c === '|' || c === ')') break
      const atom = this.#atom(depth)
      if (atom === null) {
        this.#failed = true
        break
      }
      parts.push(this.#repeated(atom))
    }
    return { kind: 'sequence', parts }
  }

  #repeated(atom: Node): Node {
    const match = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at, this.#at + 24))
    if (match === null) return atom
    this.#at += match[0].length
    const [min, max] = bounds(match[0])
    return { kind: 'repeat', parts: [atom], min, max }
  }

  #atom(depth: number): Node | null {
    if (depth > 50) return null
    const c = this.#source[this.#at]
    if (c === '(') return this.#group(depth)
    if (c === '[') return this.#class()
    if (c === '\\') return this.#escape()
    this.#at++
    if (c === '^' || c === '$') return { kind: 'edge', parts: [] }
    if (c === '.') return set(this.#dotAll ? ALL : without(ALL, [10, 13]))
    return c === undefined ? null : set(this.#one(c.charCodeAt(0)))
  }

  #one(code: number): CharSet {
    if (code >= 128) return new Set([OTHER])
    const letter = String.fromCharCode(code)
    if (!this.#fold) return new Set([code])
    return new Set(
      [letter.toLowerCase().charCodeAt(0), letter.toUpperCase().charCodeAt(0), OTHER].slice(
        0,
        /[ksKS]/.test(letter) ? 3 : 2,
      ),
    )
  }

  #group(depth: number): Node | null {
    const opening = /^\((?:\?(?::|=|!|<=|<!|<[A-Za-z_$][\w$]*>))?/.exec(this.#source.slice(this.#at, this.#at + 80))
    if (opening === null) return null
    if (opening[0] === '(' && this.#source[this.#at + 1] === '?') return null
    this.#at += opening[0].length
    const inner = this.#choice(depth + 1)
    if (this.#source[this.#at] !== ')') return null
    this.#at++
    return /^\(\?<?[=!]/.test(opening[0]) ? { kind: 'look', parts: [inner] } : inner
  }

  #escape(): Node | null {
    const c = this.#source[this.#at + 1]
    if (c === undefined) return null
    if (c === 'b' || c === 'B') {
      this.#at += 2
      return { kind: 'edge', parts: [] }
    }
    if (/[1-9kpP]/.test(c)) return null
    const read = this.#escaped()
    return read === null ? null : set(read)
  }

  /** The characters an escape stands for; moves past it. */
  #escaped(): CharSet | null {
    const c = this.#source[this.#at + 1]
    if (c === undefined) return null
    const known = CLASSES.get(c)
    if (known !== undefined) {
      this.#at += 2
      return known
    }
    const coded = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})/.exec(
      this.#source.slice(this.#at, this.#at + 16),
    )
    if (coded !== null) {
      this.#at += coded[0].length
      return this.#one(Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? '0', 16))
    }
    if (/[cdDsSwWxu1-9kpP]/.test(c)) return null
    this.#at += 2
    const control: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 }
    return this.#one(control[c] ?? c.charCodeAt(0))
  }

  #class(): Node | null {
    this.#at++
    const negated = this.#source[this.#at] === '^'
    if (negated) this.#at++
    const members = new Set<number>()
    while (this.#source[this.#at] !== ']') {
      const from = this.#classMember()
      if (from === null) return null
      if (
        this.#source[this.#at] === '-' &&
        this.#source[this.#at + 1] !== ']' &&
        from.size === 1 + Number(this.#fold && from.size > 1)
      ) {
        this.#at++
        const to = this.#classMember()
        if (to === null) return null
        addRange(members, from, to)
      } else for (const code of from) members.add(code)
    }
    this.#at++
    return set(negated ? complement(members) : members)
  }

  #classMember(): CharSet | null {
    const c = this.#source[this.#at]
    if (c === undefined) return null
    if (c === '\\') {
      if (this.#source[this.#at + 1] === 'b') {
        this.#at += 2
        return new Set([8])
      }
      return this.#escaped()
    }
    this.#at++
    return this.#one(c.charCodeAt(0))
  }
}

function addRange(members: Set<number>, from: CharSet, to: CharSet): void {
  const low = Math.min(...from)
  const high = Math.max(...to)
  for (let code = low; code <= Math.min(high, OTHER); code++) members.add(code)
}

function complement(members: CharSet): CharSet {
  const rest = new Set<number>([OTHER])
  for (let code = 0; code < 128; code++) if (!members.has(code)) rest.add(code)
  return rest
}

function without(all: CharSet, codes: readonly number[]): CharSet {
  return new Set([...all].filter((code) => !codes.includes(code)))
}

function range(...pairs: readonly [number, number][]): CharSet {
  const codes = new Set<number>()
  for (const [from, to] of pairs) for (let code = from; code <= to; code++) codes.add(code)
  return codes
}

const DIGITS = range([48, 57])
const WORD = range([48, 57], [65, 90], [95, 95], [97, 122])
const SPACE = range([9, 13], [32, 32], [OTHER, OTHER])
const CLASSES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGITS],
  ['D', complement(DIGITS)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACE],
  ['S', complement(range([9, 13], [32, 32]))],
])

function set(characters: CharSet): Node {
  return { kind: 'set', parts: [], set: characters }
}

function bounds(text: string): [number, number] {
  switch (text[0]) {
    case '*':
      return [0, Number.POSITIVE_INFINITY]
    case '+':
      return [1, Number.POSITIVE_INFINITY]
    case '?':
      return [0, 1]
    default: {
      const match = /^\{(\d+)(,(\d*))?\}/.exec(text)
      const min = Number(match?.[1] ?? 0)
      if (match?.[2] === undefined) return [min, min]
      return [min, match[3] === '' || match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3])]
    }
  }
}

/** A repetition of what is repeated, or of what can be split in several ways: one text, endless ways to match it. */
function nests(node: Node): boolean {
  if (node.kind === 'repeat') {
    const [inner] = node.parts
    const max = node.max ?? 1
    if (max > 100 && max !== Number.POSITIVE_INFINITY && inner?.kind !== 'set') return true
    if (inner !== undefined && max > 1 && inner.kind !== 'set' && (ambiguous(inner) || !turns(inner))) return true
  }
  return node.parts.some(nests)
}

/**
 * True when there is one way only to go round: nothing in the part repeats, or each repetition of single characters is
 * ended by what must follow it, in the same round or at the start of the next.
 */
function turns(node: Node): boolean {
  if (!hasRepeat(node)) return true
  if (canBeEmpty(node)) return false
  return sequences(node).every((sequence) =>
    sequence.every((part, i) => {
      if (!hasRepeat(part)) return true
      if (part.kind !== 'repeat' || part.parts[0]?.kind !== 'set') return false
      const next = sequence[i + 1]
      return next === undefined ? !meet(first(node), charactersOf(part)) : decides(next, part)
    }),
  )
}

/**
 * In how many ways the bounded parts of a pattern can be matched from one place. A part whose end is decided by what
 * must follow it (`\d{1,3}` before a dot) has only one way that leads on; the others are tried, and that is all.
 */
function waysOf(node: Node): number {
  return sequences(node).reduce((sum, sequence) => sum + waysThrough(sequence), 0)
}

function waysThrough(sequence: readonly Node[]): number {
  let ways = 1
  let most = 1
  let open: { readonly ends: number; readonly part: Node } | null = null
  for (const part of sequence) {
    if (open !== null && !decides(part, open.part)) ways *= open.ends
    const ends = endsOf(part)
    open = ends > 1 ? { ends, part } : null
    most = Math.max(most, ways * ends)
    if (most > MAX_WAYS) return most
  }
  return most
}

/** True when a part must be there and begins with nothing that the one before it could have taken. */
function decides(part: Node, before: Node): boolean {
  return !canBeEmpty(part) && !meet(first(part), charactersOf(before))
}

/** At how many places a part may end that begins at a given one. Open repetition is judged elsewhere. */
function endsOf(node: Node): number {
  if (node.kind === 'look') return node.parts.reduce((most, part) => Math.max(most, waysOf(part)), 1)
  if (node.kind === 'choice') return alike(node)
  const [inner] = node.parts
  if (node.kind !== 'repeat' || inner === undefined || containsUnbounded(node)) return 1
  const { min = 0, max = 1 } = node
  return max === 1 ? waysOf(inner) + 1 - min : max - min + 1
}

function hasRepeat(node: Node): boolean {
  return (node.kind === 'repeat' && node.max !== node.min) || node.parts.some(hasRepeat)
}

/** A repeated group whose alternatives may begin alike can split a text in many ways. */
function ambiguous(node: Node): boolean {
  if (node.kind === 'choice') {
    const firsts = node.parts.map((part) => first(part))
    for (let i = 0; i < firsts.length; i++) {
      for (let j = i + 1; j < firsts.length; j++) if (meet(firsts[i], firsts[j])) return true
    }
    if (node.parts.some(canBeEmpty)) return true
  }
  if (canBeEmpty(node) && node.kind === 'sequence' && node.parts.length > 0) return true
  return node.parts.some(ambiguous)
}

/**
 * Two unbounded repetitions that can take the same character, with nothing fixed and different between them, make a
 * matcher try every split: quadratic at best. Quadratic on 64 KB is too slow, so it is refused too.
 */
function overlapping(node: Node): boolean {
  for (const sequence of sequences(node)) {
    let open: CharSet | null = null
    for (const part of sequence) {
      if (part.kind === 'edge' || part.kind === 'look') continue
      const here = charactersOf(part)
      const unbounded = containsUnbounded(part)
      if (open !== null) {
        if (unbounded && meet(open, here)) return true
        // A part that must be there and shares nothing with the repetition before it ends that repetition.
        if (!canBeEmpty(part) && !meet(open, here)) open = null
      }
      if (unbounded) open = open === null ? here : union(open, here)
    }
  }
  return node.parts.some(overlapping)
}

/** Choices spelled out make no more parts than this; judging them all would be slow in itself. */
const MAX_PARTS = 4_000

/** True for a choice of words: each a row of single characters. */
function isWords(node: Node): boolean {
  return node.kind === 'choice' && node.parts.every((part) => part.parts.length > 0 && part.parts.every(isCharacter))
}

function isCharacter(node: Node): boolean {
  return node.kind === 'set'
}

/** How many words of a choice may stand at one place, at most. */
function alike(choice: Node): number {
  const words = choice.parts.map((word) => word.parts)
  const together = (a: readonly Node[], b: readonly Node[]): boolean =>
    a.every((character, i) => b[i] === undefined || meet(character.set, b[i].set))
  return words.reduce((most, word) => Math.max(most, words.filter((other) => together(word, other)).length), 1)
}

/** The pattern as lists of parts in order, choices (but those of words) spelled out, as far as that is bounded. */
function sequences(node: Node): Node[][] {
  switch (node.kind) {
    case 'choice':
      return isWords(node) ? [[node]] : node.parts.flatMap(sequences)
    case 'sequence': {
      let lists: Node[][] = [[]]
      for (const part of node.parts) {
        const tails = part.kind === 'sequence' || part.kind === 'choice' ? sequences(part) : [[part]]
        lists = lists.flatMap((list) => tails.map((tail) => [...list, ...tail]))
        if (lists.length > 64 || lists.length * node.parts.length > MAX_PARTS)
          return [
            [
              { kind: 'repeat', parts: [set(ALL)], min: 0, max: Number.POSITIVE_INFINITY },
              { kind: 'repeat', parts: [set(ALL)], min: 0, max: Number.POSITIVE_INFINITY },
            ],
          ]
      }
      return lists
    }
    default:
      return [[node]]
  }
}

function containsUnbounded(node: Node): boolean {
  return (node.kind === 'repeat' && (node.max ?? 1) > 20) || node.parts.some(containsUnbounded)
}

function charactersOf(node: Node): CharSet {
  if (node.set !== undefined) return node.set
  if (node.kind === 'look') return new Set()
  return node.parts.map(charactersOf).reduce(union, new Set<number>())
}

function first(node: Node): CharSet {
  if (node.set !== undefined) return node.set
  if (node.kind === 'choice') return node.parts.map(first).reduce(union, new Set<number>())
  let firsts: CharSet = new Set()
  for (const part of node.parts) {
    firsts = union(firsts, first(part))
    if (!canBeEmpty(part)) break
  }
  return firsts
}

function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'edge':
    case 'look':
      return true
    case 'repeat':
      return node.min === 0 || node.parts.every(canBeEmpty)
    case 'choice':
      return node.parts.some(canBeEmpty)
    case 'sequence':
      return node.parts.every(canBeEmpty)
  }
}

function union(a: CharSet, b: CharSet): CharSet {
  return new Set([...a, ...b])
}

function meet(a: CharSet | undefined, b: CharSet | undefined): boolean {
  if (a === undefined || b === undefined) return false
  for (const code of a) if (b.has(code)) return true
  return false
}
