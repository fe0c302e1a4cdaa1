/**
 * What an author declares a node's parameters with, as data. A record of inputs is all there is: the
 * parameter tree (`derive.ts`), the typed value `run` receives (`Read`, `read.ts`) and so the form, the
 * documentation and the tool schema come out of it.
 *
 * A *field* is one parameter. *Variants* are a choice whose cases own further inputs, a *switched* input is
 * a flag that owns the inputs shown while it is on; nobody writes show/hide conditions for those. A *marked*
 * input exists from or until a version, or under a condition that no variant expresses. *One of* are
 * several parameters of one name of which the first present counts.
 */
import type { Condition } from '../condition.ts'
import type { JsonParameters } from '../run-context.ts'
import type { Property } from '../property.ts'

export type Input = Field<unknown> | Variants<Cases> | Switched<Inputs> | Marked<Input> | OneOf<readonly Input[]>

/** Inputs by parameter name, in the order a form shows them. */
export interface Inputs {
  readonly [name: string]: Input
}

export interface Field<T> {
  readonly kind: 'field'
  /** The parameter without its name, for a node (or the part of it) that has these versions. */
  property(versions: readonly number[]): Omit<Property, 'name' | 'versions' | 'when'>
  /** Makes the typed value of what is stored or resolved. */
  read(value: unknown, at: ReadScope): T
}

/** Where a value is read: its name for messages, and what conditions look at. */
export interface ReadScope {
  readonly label: string
  readonly version: number
  /** The values beside this one. */
  readonly beside: JsonParameters
  /** All parameters of the node. */
  readonly root: JsonParameters
}

export interface Variants<C extends Cases> {
  readonly kind: 'variants'
  readonly label: string
  readonly cases: C
  readonly extra: FieldExtra
}

export interface Cases {
  readonly [value: string]: Case<Inputs>
}

/** One case of variants: its label and the inputs only it has. */
export interface Case<I extends Inputs> {
  readonly label: string
  readonly help?: string
  readonly since?: number
  readonly until?: number
  readonly input: I
}

export interface Switched<I extends Inputs> {
  readonly kind: 'switched'
  readonly label: string
  readonly input: I
  /** The state of the flag that shows the inputs. */
  readonly on: boolean
  readonly extra: FieldExtra
}

export interface Marked<F extends Input> {
  readonly kind: 'marked'
  readonly of: F
  /** The first version that has it. */
  readonly since?: number
  /** The last version that has it. */
  readonly until?: number
  readonly when?: Condition
}

export interface OneOf<F extends readonly Input[]> {
  readonly kind: 'oneOf'
  readonly inputs: F
}

/** What any parameter may carry besides its kind. */
export type FieldExtra = Partial<
  Pick<
    Property,
    | 'default'
    | 'required'
    | 'noExpression'
    | 'help'
    | 'placeholder'
    | 'validateType'
    | 'rows'
    | 'password'
    | 'editor'
    | 'language'
    | 'lookup'
    | 'dependsOn'
    | 'settings'
  >
>

/** The typed value of a record of inputs; of a record nobody knows, unknown values. */
export type Read<I extends Inputs> = string extends keyof I
  ? { readonly [name: string]: unknown }
  : Simplify<Plain<I> & Owning<I>>

type Plain<I extends Inputs> = {
  readonly [K in keyof I as OwnsInputs<I[K]> extends true ? never : K]: ValueOf<I[K]>
}

/** The value of an input that owns no others. */
type ValueOf<F> =
  F extends Field<infer T>
    ? T
    : F extends Marked<infer G>
      ? ValueOf<G> | undefined
      : F extends OneOf<infer L>
        ? ValueOf<L[number]>
        : never

type OwnsInputs<F> =
  F extends Marked<infer G>
    ? OwnsInputs<G>
    : F extends OneOf<infer L>
      ? true extends OwnsInputs<L[number]>
        ? true
        : false
      : F extends Field<unknown>
        ? false
        : true

/** The product of the alternatives of every input that owns others; boxed, since a union would spread otherwise. */
type Owning<I extends Inputs> = keyof Boxed<I> extends never ? unknown : Intersection<Boxed<I>>['box']

type Boxed<I extends Inputs> = {
  [K in keyof I as OwnsInputs<I[K]> extends true ? K : never]: { readonly box: Alternatives<K & string, I[K]> }
}

type Intersection<B> = { [K in keyof B]: (value: B[K]) => void }[keyof B] extends (value: infer All) => void
  ? All extends { readonly box: unknown }
    ? All
    : never
  : never

type Alternatives<K extends string, F> =
  F extends Variants<infer C>
    ? Exclusive<CasesOf<K, C>>
    : F extends Switched<infer I>
      ? Exclusive<({ readonly [P in K]: true } & Read<I>) | { readonly [P in K]: false }>
      : F extends Marked<infer G>
        ? Exclusive<Alternatives<K, G> | { readonly [P in K]?: undefined }>
        : F extends OneOf<infer L>
          ? Exclusive<Alternatives<K, L[number]>>
          : F extends Field<infer T>
            ? { readonly [P in K]: T }
            : never

type CasesOf<K extends string, C extends Cases> = {
  [N in keyof C & string]: { readonly [P in K]: N } & Read<C[N]['input']>
}[keyof C & string]

/** A union whose members say of every other member's key that they do not have it, so all can be taken apart. */
type Exclusive<U> = AddMissing<U, KeysOf<U>>
type KeysOf<U> = U extends unknown ? keyof U : never
type AddMissing<U, K extends PropertyKey> = U extends unknown
  ? Simplify<U & { readonly [P in Exclude<K, keyof U>]?: undefined }>
  : never

type Simplify<T> = T extends unknown ? { [K in keyof T]: T[K] } : never
