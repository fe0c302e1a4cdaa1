/** Conditions in words, as far as what is settled already leaves something open. */
import {
  type Condition,
  conditionHolds,
  type ConditionValue,
  type JsonParameters,
  type Property,
  type PropertyOption,
} from '@millrace/sdk'

/** What is settled where a parameter is described: the version, and the operation of the section. */
export interface Settled {
  readonly version: number
  readonly values: JsonParameters
  /** Whether the parameter described is a part of another: then only paths from the top (`/name`) lead to these. */
  readonly inside?: true
}

/** Whether a condition can hold at all. */
export function mayHold(condition: Condition | undefined, settled: Settled): boolean {
  return checksOf(condition).every((check) => !isSettled(check, settled) || holds(check, settled))
}

/**
 * What must be so besides, for a reader: “*Mode* is *JSON*”. Empty where nothing is left open.
 * @param beside the parameters beside the one described, `top` those of the node
 */
export function conditionWords(
  condition: Condition | undefined,
  settled: Settled,
  beside: readonly Property[],
  top: readonly Property[],
): string {
  const among: Among = { beside, top }
  const open = checksOf(condition).filter((check) => !isSettled(check, settled))
  return open
    .filter((check) => !saysNothing(check, among))
    .filter((check) => !open.some((other) => other !== check && implies(other, check, among)))
    .map((check) => checkWords(check, among))
    .join(' and ')
}

/** Where the parameters are that conditions speak of. */
interface Among {
  readonly beside: readonly Property[]
  readonly top: readonly Property[]
}

/** Whether the parameter of the one check is only there when the other holds. */
function implies(check: Check, other: Check, among: Among): boolean {
  const controlling = found(check, among)
  const same = (one: Check) => JSON.stringify(one) === JSON.stringify(other)
  return controlling.length > 0 && controlling.every(({ when }) => checksOf(when).some(same))
}

interface Check {
  readonly key: string
  readonly values: readonly ConditionValue[]
  readonly shows: boolean
}

function checksOf(condition: Condition | undefined): readonly Check[] {
  const read = (keys: Condition['show'], shows: boolean) =>
    Object.entries(keys ?? {}).map(([key, values]) => ({ key, values, shows }))
  return [...read(condition?.show, true), ...read(condition?.hide, false)]
}

function isSettled({ key }: Check, { values, inside }: Settled): boolean {
  if (key.startsWith('@')) return true
  return key.startsWith('/') ? Object.hasOwn(values, key.slice(1)) : !inside && Object.hasOwn(values, key)
}

function holds({ key, values, shows }: Check, settled: Settled): boolean {
  const condition = { [shows ? 'show' : 'hide']: { [key]: values } }
  return conditionHolds(condition, settled.values, settled.values, settled.version)
}

function checkWords(check: Check, among: Among): string {
  const { key, values, shows } = check
  const controlling = found(check, among)
  const label = `*${controlling[0]?.label ?? key}*`
  if (controlling[0]?.type === 'boolean' && values.length === 1) {
    return `${label} is ${(values[0] === true) === shows ? 'on' : 'off'}`
  }
  const options = optionsOf(controlling)
  // Older versions may have had others.
  const known = values.filter((value) => options.some((one) => one.value === value))
  const wanted = (known.length > 0 ? known : values).map((value) => valueWords(value, options))
  if (wanted.length === 1 && wanted[0] === '') return `${label} is ${shows ? 'left empty' : 'set'}`
  const list = wanted.length > 1 ? `${wanted.slice(0, -1).join(', ')} or ${wanted.at(-1)}` : wanted[0]
  return `${label} is ${shows ? '' : 'not '}${list}`
}

/** Whether a check is about a parameter that is not there, or lets every choice through. */
function saysNothing(check: Check, among: Among): boolean {
  const controlling = found(check, among)
  const options = optionsOf(controlling)
  const all = options.length > 0 && options.every(({ value }) => check.values.includes(value))
  return controlling.length === 0 || (check.shows && all)
}

function optionsOf(controlling: readonly Property[]): readonly PropertyOption[] {
  return controlling.flatMap((one) => one.options ?? [])
}

/** The parameters a check is about: there may be several of one name, each for a case of its own. */
function found({ key }: Check, { beside, top }: Among): readonly Property[] {
  const path = key.replace(/^\//, '').split('.')
  const near = key.startsWith('/') ? [] : at(path, beside)
  return near.length > 0 ? near : at(path, top)
}

function at([name, ...rest]: readonly string[], among: readonly Property[]): readonly Property[] {
  const named = among.filter((one) => one.name === name)
  if (rest.length === 0) return named
  return named.flatMap(({ members, groups }) => at(rest, members ?? groups?.flatMap(({ values }) => values) ?? []))
}

function valueWords(value: ConditionValue, options: readonly PropertyOption[]): string {
  if (typeof value === 'object' && value !== null && '_cnd' in value) return comparisonWords(value, options)
  const option = options.find((one) => one.value === value)
  if (option !== undefined) return `*${option.label}*`
  return value === '' ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

const comparisons: Readonly<Record<string, string>> = {
  eq: '',
  not: 'not ',
  gte: 'at least ',
  lte: 'at most ',
  gt: 'above ',
  lt: 'below ',
  startsWith: 'something that begins with ',
  endsWith: 'something that ends with ',
  includes: 'something with ',
  regex: 'something like ',
}

function comparisonWords(value: ConditionValue, options: readonly PropertyOption[]): string {
  if (typeof value !== 'object' || value === null || !('_cnd' in value)) return ''
  const [[kind = '', operand] = []] = Object.entries(value['_cnd'] ?? {})
  if (kind === 'exists') return 'set'
  if (kind === 'between') return 'within limits'
  return `${comparisons[kind] ?? ''}${valueWords(operand, options)}`
}
