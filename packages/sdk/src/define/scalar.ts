/** Inputs of one value. Every builder takes the label people see and what the parameter carries besides. */
import type { Condition } from '../condition.ts'
import type { Json } from '../json.ts'
import { refuse } from '../node-error.ts'
import type { Property, PropertyOption, PropertyType } from '../property.ts'
import type { Field, FieldExtra, ReadScope } from './input.ts'

interface NumberExtra extends FieldExtra {
  readonly min?: number
  readonly max?: number
  readonly decimals?: number
}

/** Text. Numbers and flags from expressions become text, objects JSON text. */
export function text(label: string, extra: FieldExtra = {}): Field<string> {
  return field('string', label, '', extra, readText)
}

/** A list of texts. */
export function texts(label: string, extra: FieldExtra & Pick<Property, 'sortable'> = {}): Field<readonly string[]> {
  return field('string', label, [], { multiple: true, ...extra }, (value, at) =>
    (Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value]).map((one) => readText(one, at)),
  )
}

/** A number; text that is a number counts as one. */
export function number(label: string, extra: NumberExtra = {}): Field<number> {
  return field('number', label, 0, extra, readNumber)
}

/** Yes or no. */
export function flag(label: string, extra: FieldExtra = {}): Field<boolean> {
  return field('boolean', label, false, extra, readFlag)
}

/** JSON, typed as text or given as a value. */
export function json(label: string, extra: FieldExtra = {}): Field<unknown> {
  return raw(field('json', label, '', extra, readText))
}

/** A moment: ISO text, or whatever an expression gives (a date object stays one). */
export function dateTime(label: string, extra: FieldExtra = {}): Field<unknown> {
  return raw(field('dateTime', label, '', extra, readText))
}

export function color(label: string, extra: FieldExtra = {}): Field<string> {
  return field('color', label, '', extra, readText)
}

/** A text of a language, edited in a code editor. */
export function code(
  label: string,
  language: 'javaScript' | 'python' | 'json' | 'html' | 'sql' | 'css',
  extra: FieldExtra = {},
): Field<string> {
  const shown: FieldExtra =
    language === 'html' || language === 'sql' || language === 'css'
      ? { editor: language }
      : { editor: 'code', language }
  return field('string', label, '', { ...shown, ...extra }, readText)
}

/** A value of any type, as the expression gives it: also undefined, since that is not the same as left out. */
export function value(label: string, extra: FieldExtra = {}): Field<unknown> {
  return raw(field('string', label, '', extra, readText))
}

/** A parameter whose form is another input's, but whose value is taken as it comes: nothing is converted or refused. */
export function raw(input: Field<unknown>): Field<unknown> {
  return { ...input, read: (given) => given }
}

/** A list of what an input holds once; a single value counts as a list of one. */
export function several<T>(input: Field<T>): Field<readonly T[]> {
  return {
    kind: 'field',
    property: (versions) => ({ ...input.property(versions), multiple: true }),
    read: (given, at) =>
      (Array.isArray(given) ? given : given === undefined || given === '' ? [] : [given]).map((one) =>
        input.read(one, at),
      ),
  }
}

/** A parameter that documents have and forms do not show. */
export function hidden(fixed: Json, label = ''): Field<unknown> {
  return field('hidden', label, fixed, {}, (given) => given)
}

/** A sentence in the form. Documents may hold it as an empty parameter. */
export function notice(label: string, extra: FieldExtra = {}): Field<undefined> {
  return field('notice', label, '', extra, () => undefined)
}

/** A choice: `{ value: 'Label' }`, or pairs where values are no texts or an option needs marks. */
export function choice<const O extends Options>(label: string, options: O, extra: FieldExtra = {}): Field<OptionOf<O>> {
  const first = optionEntries(options)[0]?.[0] ?? ''
  const read = optionReader(options)
  return {
    kind: 'field',
    property: (versions) => ({
      label,
      type: 'options',
      default: first,
      options: toPropertyOptions(options, versions),
      ...extra,
    }),
    read: (given, at) => read(given === undefined ? (extra.default ?? first) : given, at),
  }
}

/** Several of a number of options. */
export function choices<const O extends Options>(
  label: string,
  options: O,
  extra: FieldExtra = {},
): Field<readonly OptionOf<O>[]> {
  return {
    kind: 'field',
    property: (versions) => ({
      label,
      type: 'multiOptions',
      default: [],
      options: toPropertyOptions(options, versions),
      ...extra,
    }),
    read: readEach(optionReader(options)),
  }
}

/** A choice from a list that a lookup makes while a person opens it; stored as its value. */
export function pick(label: string, lookup: string, extra: FieldExtra = {}): Field<string> {
  return field('options', label, '', { lookup, ...extra }, readText)
}

/** Several choices from a list that a lookup makes. */
export function picks(label: string, lookup: string, extra: FieldExtra = {}): Field<readonly string[]> {
  return field('multiOptions', label, [], { lookup, ...extra }, (given, at) =>
    (Array.isArray(given) ? given : []).map((one) => readText(one, at)),
  )
}

/** A parameter kind without a reading of its own: `button`, `callout`, `credentialsSelect`, `icon`, … */
export function special(type: PropertyType, label: string, extra: FieldExtra = {}): Field<unknown> {
  return raw(field(type, label, '', extra, readText))
}

export type Options =
  | { readonly [value: string]: string | OptionMarks }
  | readonly (readonly [Json, string | OptionMarks])[]

/** An option that only some versions have, or that needs a sentence. */
export interface OptionMarks {
  readonly label: string
  readonly help?: string
  readonly since?: number
  readonly until?: number
  readonly when?: Condition
}

export type OptionOf<O extends Options> = O extends readonly (readonly [infer V, unknown])[] ? V : keyof O & string

function optionEntries(options: Options): readonly (readonly [Json, string | OptionMarks])[] {
  return isPairs(options) ? options : Object.entries(options)
}

function isPairs(options: Options): options is readonly (readonly [Json, string | OptionMarks])[] {
  return Array.isArray(options)
}

function toPropertyOptions(options: Options, versions: readonly number[]): readonly PropertyOption[] {
  const found: PropertyOption[] = []
  for (const [given, about] of optionEntries(options)) {
    const marks: OptionMarks = typeof about === 'string' ? { label: about } : about
    const { since, until, ...rest } = marks
    const having = versionsBetween(versions, since, until)
    if (having.length === 0) continue
    found.push({ value: given, ...rest, ...(having.length < versions.length && { versions: having }) })
  }
  return found
}

/** The versions of a list that lie between two, both included. */
export function versionsBetween(
  versions: readonly number[],
  since: number | undefined,
  until: number | undefined,
): readonly number[] {
  return versions.filter((one) => (since === undefined || one >= since) && (until === undefined || one <= until))
}

function optionReader<O extends Options>(options: O): (given: unknown, at: ReadScope) => OptionOf<O> {
  const entries = optionEntries(options)
  const values = new Set<unknown>(entries.map(([one]) => one))
  // What is returned is the value of an entry of `options`: the type says what the search did.
  return (given, at) => {
    if (values.has(given)) return given as OptionOf<O>
    const found = entries.find(([one]) => String(one) === String(given))
    if (found) return found[0] as OptionOf<O>
    const known = entries.map(([one]) => JSON.stringify(one)).join(', ')
    throw wrong(at, given, `one of ${known} is needed`)
  }
}

function readEach<T>(read: (given: unknown, at: ReadScope) => T): (given: unknown, at: ReadScope) => readonly T[] {
  return (given, at) => (Array.isArray(given) ? given : []).map((one) => read(one, at))
}

function field<T>(
  type: PropertyType,
  label: string,
  fallback: Json,
  extra: Partial<Omit<Property, 'name' | 'label' | 'type'>>,
  read: (value: unknown, at: ReadScope) => T,
): Field<T> {
  const property = { label, type, default: fallback, ...extra }
  return {
    kind: 'field',
    property: () => property,
    read: (given, at) => read(given === undefined ? property.default : given, at),
  }
}

export function readText(given: unknown, _at: ReadScope): string {
  if (typeof given === 'string') return given
  if (given === undefined || given === null) return ''
  return typeof given === 'object' ? JSON.stringify(given) : String(given)
}

function readNumber(given: unknown, at: ReadScope): number {
  if (typeof given === 'number') return given
  const converted = typeof given === 'string' && given.trim() !== '' ? Number(given) : Number.NaN
  if (Number.isNaN(converted)) throw wrong(at, given, 'a number is needed')
  return converted
}

function readFlag(given: unknown, at: ReadScope): boolean {
  if (typeof given === 'boolean') return given
  if (given === 'true' || given === 1) return true
  if (given === 'false' || given === 0 || given === '' || given === null) return false
  throw wrong(at, given, 'true or false is needed')
}

/** The sentence for a parameter whose value does not fit. */
export function wrong(at: ReadScope, given: unknown, needed: string): Error {
  const shown = JSON.stringify(given) ?? String(given)
  const short = shown.length > 80 ? `${shown.slice(0, 77)}...` : shown
  return refuse(`The parameter "${at.label}" is ${short}, but ${needed}.`, { code: 'parameter_wrong', retry: 'no' })
}
