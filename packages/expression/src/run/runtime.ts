/**
 * One evaluation: its scope, its budgets and what it has written so far.
 *
 * Budgets are charged before the work. `spend` takes steps, `allocate` takes bytes; the clock is first looked at after
 * some thousand steps, so a short expression never asks for the time. All limits end in a `budget` error that
 * expressions cannot catch.
 *
 * Item data is never written to. The first write to an object makes a copy, kept in `written` under the original;
 * from then on every read of the original in this evaluation sees the copy. Values keep their identity.
 */
import { ExpressionError, type Range } from '../error.ts'
import { atItem, type Scope } from '../scope.ts'
import type { Raised } from './raised.ts'

export interface Budget {
  /** Wall time in ms. */
  readonly ms: number
  /** Bytes allocated, counted roughly and from above. */
  readonly bytes: number
  readonly steps: number
  readonly depth: number
}

export const DEFAULT_BUDGET: Budget = { ms: 250, bytes: 64 * 1024 * 1024, steps: 1_000_000, depth: 200 }

export const LIMITS = {
  source: 64 * 1024,
  parseDepth: 200,
  string: 16 * 1024 * 1024,
  slowText: 512 * 1024,
  array: 1_000_000,
  keys: 100_000,
  bigintDigits: 10_000,
  dateFormat: 1_000,
} as const

/** Shorter texts are read for nothing. */
const LONG_TEXT = 4096

/** Steps between two looks at the clock. */
const SLICE = 4096

/** Resolves a parameter text on behalf of an evaluation under way. */
export type Nested = (rt: Runtime, text: string) => unknown

export class Runtime {
  scope: Scope
  readonly budget: Budget
  /** Copies of objects that were written to, by original; null until the first write. */
  written: Map<object, object> | null = null
  /** Names assigned without being declared; they live as long as the evaluation. */
  globals: Map<string, unknown> | null = null
  /** Values of context names that must be the same object each time they are read. */
  memo: Map<string, unknown> | null = null
  /** Set once something was made with members that a plain walk does not see (symbols, hidden ones, names on lists). */
  odd = false
  /** Dates that this evaluation made: only these may be changed. */
  #dates: WeakSet<Date> | null = null
  /** JavaScript errors that gave `undefined`. */
  swallowed: { readonly message: string; readonly range: Range }[] | null = null
  /** How a pattern fares on the text that was searched last; see `regex/regexp.ts`. */
  searched: { readonly text: string; readonly search: object; readonly steps: number } | null = null
  depth = 0
  /** The label a `break` or `continue` under way is looking for. */
  label: string | null = null
  /** Long texts that were looked into last. */
  #flat: string[] | null = null
  #flats = 0
  #leaving = 0
  #slice = SLICE
  #steps = 0
  #bytes = 0
  #keys = 0
  #started = 0

  readonly #evaluate: Nested

  constructor(scope: Scope, budget: Budget, evaluate: Nested) {
    this.scope = scope
    this.budget = budget
    this.#evaluate = evaluate
  }

  /** Keeps what was swallowed, for explanations and strict mode. */
  note(raised: Raised, range: Range): void {
    this.swallowed ??= []
    this.swallowed.push({ message: raised.message, range })
  }

  /** Resolves another parameter text within this evaluation's budgets. */
  nested(text: string, itemIndex: number): unknown {
    const { scope, memo } = this
    this.enter()
    // Reading and compiling a text costs far more than a step.
    this.spend(50 + text.length)
    if (itemIndex !== scope.itemIndex) {
      this.scope = atItem(scope, itemIndex)
      this.memo = null
    }
    try {
      return this.#evaluate(this, text)
    } finally {
      this.scope = scope
      this.memo = memo
      this.leave()
    }
  }

  /** The object as this evaluation sees it: itself, or its copy once it was written to. */
  current<T extends object>(object: T): T {
    return this.written === null ? object : ((this.written.get(object) as T | undefined) ?? object)
  }

  /** The copy of an object that may be written to. */
  writable<T extends object>(object: T, copy: (object: T) => T): T {
    this.written ??= new Map()
    const known = this.written.get(object) as T | undefined
    if (known !== undefined) return known
    const made = copy(object)
    this.written.set(object, made)
    this.written.set(made, made)
    return made
  }

  /** Notes a date as made by this evaluation. */
  ownDate(date: Date): Date {
    this.#dates ??= new WeakSet()
    this.#dates.add(date)
    return date
  }

  isOwnDate(date: Date): boolean {
    return this.#dates?.has(date) === true
  }

  /** Takes `n` steps; looks at the clock now and then. A cost that is no amount is more than any budget. */
  spend(n: number): void {
    if (!(n >= 0)) throw overBudget('steps', `${this.budget.steps} steps`)
    if ((this.#slice -= n) < 0) this.#refill()
  }

  /** Takes `bytes` of memory. */
  allocate(bytes: number): void {
    if (!(bytes >= 0) || (this.#bytes += bytes) > this.budget.bytes)
      throw overBudget('memory', `${Math.round(this.budget.bytes / 1048576)} MB`)
    if (bytes > LONG_TEXT) this.spend(bytes >> 6)
  }

  /**
   * Takes the memory of a long text that is looked into. Engines keep joined texts in pieces until then, so that a
   * thousand texts with the same long beginning are nothing until they are read, and gigabytes afterwards. A text that
   * was looked into lately is not paid for again.
   */
  flat(text: string): void {
    if (text.length <= LONG_TEXT || this.#flat?.includes(text) === true) return
    // Half of it: texts of the data are read as well, and those are in memory as they are.
    this.allocate(text.length >> 1)
    this.#flat ??= []
    this.#flat[this.#flats++ & 3] = text
  }

  /**
   * Counts a long text of the result. The same text may stand in it a thousand times, which is nothing here and
   * gigabytes once the result is written down.
   */
  leaves(text: string): void {
    if (text.length <= LONG_TEXT) return
    const most = this.budget.bytes * 2
    if ((this.#leaving += text.length) > most) {
      throw overBudget('text in a result', `${Math.round(most / 1048576)} MB`)
    }
  }

  /** Pays for reading a long text from one end to the other: to compare it, to look it up, to turn it into a number. */
  read(text: string): void {
    if (text.length <= LONG_TEXT) return
    this.spend(text.length >> 6)
    this.flat(text)
  }

  /** Pays for the long texts among the arguments of a function of ours. */
  readAll(args: readonly unknown[]): void {
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]
      if (typeof arg === 'string') this.read(arg)
    }
  }

  /** Pays for a comparison: only texts of the same length are compared from one end to the other. */
  compared(a: unknown, b: unknown): void {
    if (typeof a !== 'string' || a.length <= LONG_TEXT || typeof b !== 'string' || b.length !== a.length) return
    this.read(a)
    this.flat(b)
  }

  /** Checks that a text of this length may be made, and takes its memory. */
  text(length: number): void {
    if (length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
    this.allocate(length)
  }

  /** Pays for work that looks at every character of a text, and refuses texts that would keep it busy too long. */
  slowText(length: number): void {
    if (length > LIMITS.slowText) throw overBudget('text length for this function', `${LIMITS.slowText} characters`)
    this.spend(length >> 1)
    this.text(length)
  }

  /** Checks that a list of this length may be made, and takes its memory. */
  list(length: number): void {
    if (!(length <= LIMITS.array)) throw overBudget('list length', `${LIMITS.array} elements`)
    this.allocate(length * 8 + 16)
    this.spend(length >> 4)
  }

  /** Takes the place of a new member; the members are counted only once many were made. */
  addKey(object: object): void {
    this.#keys++
    this.spend(1)
    this.allocate(32)
    if (this.#keys > LIMITS.keys && (this.#keys & 1023) === 0 && Object.keys(object).length > LIMITS.keys) {
      throw overBudget('object size', `${LIMITS.keys} members`)
    }
  }

  enter(): void {
    if (++this.depth > this.budget.depth) {
      throw overBudget('call depth', `${this.budget.depth} nested calls`)
    }
    this.spend(1)
  }

  leave(): void {
    this.depth--
  }

  #refill(): void {
    const taken = SLICE - this.#slice
    this.#steps += taken
    this.#slice = SLICE
    if (this.#steps > this.budget.steps) throw overBudget('steps', `${this.budget.steps} steps`)
    const now = performance.now()
    if (this.#started === 0) this.#started = now
    else if (now - this.#started > this.budget.ms) throw overBudget('time', `${this.budget.ms} ms`)
  }
}

/** The error for a budget that is used up; expressions cannot catch it. */
export function overBudget(what: string, limit: string): ExpressionError {
  return new ExpressionError('budget', `The expression used more than its limit of ${what} (${limit}).`, {
    description: 'Make it do less, or move the work into a Code node.',
  })
}
