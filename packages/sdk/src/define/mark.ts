import type { Condition, ConditionValue } from '../condition.ts'
import type { Json } from '../json.ts'
import type { Case, Cases, FieldExtra, Input, Inputs, Marked, OneOf, Switched, Variants } from './input.ts'

interface CaseMarks {
  readonly help?: string
  readonly since?: number
  readonly until?: number
}

/** One case of `variants`: its label and the inputs that only it has. */
export function variant(label: string): Case<NoInputs>
export function variant<const I extends Inputs>(label: string, input: I, marks?: CaseMarks): Case<I>
export function variant(label: string, input: Inputs = {}, marks: CaseMarks = {}): Case<Inputs> {
  return { label, input, ...marks }
}

type NoInputs = Readonly<Record<never, never>>

/** A choice whose cases own further inputs. The default is the first case. */
export function variants<const C extends Cases>(label: string, cases: C, extra: FieldExtra = {}): Variants<C> {
  return { kind: 'variants', label, cases, extra }
}

/** A flag that owns the inputs shown while it is on. */
export function switched<const I extends Inputs>(label: string, input: I, extra: FieldExtra = {}): Switched<I> {
  return { kind: 'switched', label, input, on: true, extra }
}

/** A flag that owns the inputs shown while it is off. */
export function unless<const I extends Inputs>(label: string, input: I, extra: FieldExtra = {}): Switched<I> {
  return { kind: 'switched', label, input, on: false, extra }
}

/** An input that exists from this version on. */
export function since<const F extends Input>(version: number, input: F): Marked<F> {
  return { kind: 'marked', of: input, since: version }
}

/** An input that exists up to and including this version. */
export function until<const F extends Input>(version: number, input: F): Marked<F> {
  return { kind: 'marked', of: input, until: version }
}

/** An input that is there under a condition: for what no variant expresses. */
export function when<const F extends Input>(condition: Condition, input: F): Marked<F> {
  return { kind: 'marked', of: input, when: condition }
}

/** Inputs that are all there under one condition; spread into the record they belong to. */
export function given<const I extends Inputs>(
  condition: Condition,
  inputs: I,
): { readonly [K in keyof I]: Marked<I[K]> } {
  const marked = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, when(condition, input)]))
  // Every name got its own input, marked: the mapped type states what the loop did.
  return marked as { readonly [K in keyof I]: Marked<I[K]> }
}

/** Several parameters of one name, of which the first that is present counts. */
export function oneOf<const L extends readonly Input[]>(...inputs: L): OneOf<L> {
  return { kind: 'oneOf', inputs }
}

/** The condition that a parameter has one of these values. */
export function is(path: string, ...values: readonly ConditionValue[]): Condition {
  return { show: { [path]: values } }
}

/** The condition that a parameter has none of these values. */
export function isNot(path: string, ...values: readonly Json[]): Condition {
  return { hide: { [path]: values } }
}

/** The condition that all of these hold. */
export function all(...conditions: readonly Condition[]): Condition {
  return conditions.reduce(both, {})
}

/** Both conditions at once: keys of `show` both have keep the values they share, those of `hide` all values. */
export function both(a: Condition, b: Condition): Condition {
  const show = mergeKeys(a.show, b.show, (left, right) => {
    const shared = left.filter((value) => right.some((other) => JSON.stringify(other) === JSON.stringify(value)))
    return shared.length > 0 ? shared : right
  })
  const hide = mergeKeys(a.hide, b.hide, (left, right) => [...left, ...right])
  return { ...(show && { show }), ...(hide && { hide }) }
}

type Keys = Readonly<Record<string, readonly ConditionValue[]>>

function mergeKeys(
  a: Keys | undefined,
  b: Keys | undefined,
  merge: (left: readonly ConditionValue[], right: readonly ConditionValue[]) => readonly ConditionValue[],
): Keys | undefined {
  if (!a || !b) return a ?? b
  const merged: Record<string, readonly ConditionValue[]> = { ...a }
  for (const [key, values] of Object.entries(b)) {
    const present = merged[key]
    merged[key] = present ? merge(present, values) : values
  }
  return merged
}
