/**
 * Turns flat parameters with conditions into the nesting our form has: an input that is shown for a value of
 * another becomes a variant of it, or hangs on the flag. That is done only where it means the same:
 *
 *   1. Every parameter of the controlling name decides alike (a choice of texts, or a flag).
 *   2. The owned parameter is never shown where its owner is hidden: its own condition says so, or the value
 *      that a hidden owner counts as is none of those that show it.
 *   3. What is shown for many values of a long choice stays a condition: repeating it would say less.
 *
 * Everything else is irregular and stays data.
 */
import type { Condition, ConditionValue } from '@millrace/sdk'
import type { FactsProperty } from './read-facts.ts'
import { same } from './specialise.ts'

export interface Nested {
  readonly property: FactsProperty
  readonly versions: readonly number[]
  /** What its place does not already say. */
  readonly when?: Condition
  /** The inputs that each value of it owns. */
  readonly owned: ReadonlyMap<string | boolean, readonly Nested[]>
}

interface Ownership {
  readonly owner: FactsProperty
  readonly values: readonly (string | boolean)[]
  /** The owned one's condition without what the owner says. */
  readonly left: Condition | undefined
}

const mostCases = 4

/** Nests parameters that lie on one level: of a node, a collection or a group. */
export function nest(properties: readonly FactsProperty[]): readonly Nested[] {
  const possible = new Map(properties.map((one) => [one, possibleOwners(one, properties)]))
  const flags = flagStates([...possible.values()].flatMap(([deepest]) => deepest ?? []))
  const owners = new Map(
    [...possible].map(([one, choices]) => [one, choices.find((chosen) => agrees(chosen, flags)) ?? []]),
  )
  const build = (property: FactsProperty, when: Condition | undefined): Nested => {
    const owned = new Map<string | boolean, Nested[]>()
    for (const [other, ownerships] of owners) {
      for (const { values, left } of ownerships.filter((one) => one.owner === property)) {
        for (const value of values) owned.set(value, [...(owned.get(value) ?? []), build(other, left)])
      }
    }
    return { property, versions: property.versions ?? [], ...(when && { when }), owned }
  }
  return properties.filter((one) => owners.get(one)?.length === 0).map((one) => build(one, one.when))
}

/** A flag shows inputs in one of its states, the one that shows more. */
function flagStates(ownerships: readonly Ownership[]): ReadonlyMap<FactsProperty, boolean> {
  const balance = new Map<FactsProperty, number>()
  for (const { owner, values } of ownerships) {
    if (owner.type === 'boolean') balance.set(owner, (balance.get(owner) ?? 0) + (values[0] === true ? 1 : -1))
  }
  return new Map([...balance].map(([owner, more]) => [owner, more >= 0]))
}

function agrees(ownerships: readonly Ownership[], flags: ReadonlyMap<FactsProperty, boolean>): boolean {
  return ownerships.every(({ owner, values }) => owner.type !== 'boolean' || (flags.get(owner) ?? true) === values[0])
}

/** Who may own a property, the deepest first: each choice names the owners it needs. */
function possibleOwners(property: FactsProperty, level: readonly FactsProperty[]): readonly (readonly Ownership[])[] {
  return keysOf(property.when)
    .filter((key) => !/[/@.[]/.test(key))
    .map((key) => ({ depth: depth(key, level), ownerships: ownershipsBy(key, property, level) }))
    .filter(({ ownerships }) => ownerships.length > 0)
    .toSorted((a, b) => b.depth - a.depth)
    .map(({ ownerships }) => ownerships)
}

/** The owners of a name, or none if one of them cannot own the property. */
function ownershipsBy(key: string, property: FactsProperty, level: readonly FactsProperty[]): readonly Ownership[] {
  const { show, hide } = property.when ?? {}
  if (show?.[key] && hide?.[key]) return []
  const named = level.filter((one) => one.name === key && one !== property && overlap(one, property))
  const candidates = named.filter((one) => !excludes(one.when, property.when))
  // An expression counts as any value, so it may bring in a choice whose values this property only hides.
  if (hide?.[key] && candidates.length < named.length) return []
  const found: Ownership[] = []
  for (const owner of candidates) {
    const values = shownFor(owner, show?.[key], hide?.[key])
    if (!values || values.length === 0 || values.length > mostCases || dependsOn(owner, property.name, level)) return []
    const isSafe = named.every((one) => !values.some((value) => value === one.default))
    if (!isSafe && !implies(property.when, owner.when)) return []
    found.push({ owner, values, left: without(property.when, key, owner.when) })
  }
  const covered = found.flatMap(({ owner }) => owner.versions ?? [])
  // Where nobody has the controlling name, what is hidden by its values is shown.
  return hide?.[key] && !property.versions?.every((one) => covered.includes(one)) ? [] : found
}

/** The values of an owner that show a property; undefined where it is no plain choice or flag. */
function shownFor(
  owner: FactsProperty,
  shown: readonly ConditionValue[] | undefined,
  hidden: readonly ConditionValue[] | undefined,
): readonly (string | boolean)[] | undefined {
  const all = valuesOf(owner)
  if (!all || [...(shown ?? []), ...(hidden ?? [])].some((one) => typeof one === 'object')) return undefined
  const matching = all.filter((one) => (shown ? shown.includes(one) : !hidden?.includes(one)))
  return matching.length < all.length ? matching : undefined
}

/** The values of a choice or flag that may own inputs. */
function valuesOf({ type, options, lookup }: FactsProperty): readonly (string | boolean)[] | undefined {
  if (type === 'boolean') return [true, false]
  if (type !== 'options' || !options || lookup !== undefined || options.some((one) => one.when)) return undefined
  const values = options.map((one) => one.value)
  return values.every((one) => typeof one === 'string') && new Set(values).size === values.length ? values : undefined
}

function overlap(a: FactsProperty, b: FactsProperty): boolean {
  return (a.versions ?? []).some((one) => b.versions?.includes(one))
}

/** Whether two conditions never hold together, as far as plain values tell. */
function excludes(a: Condition | undefined, b: Condition | undefined): boolean {
  return Object.entries(a?.show ?? {}).some(([key, values]) => {
    const others = b?.show?.[key]
    const refused = b?.hide?.[key]
    if (values.some(isComparison)) return false
    if (others && !others.some(isComparison) && !values.some((one) => includes(others, one))) return true
    return refused !== undefined && values.every((one) => includes(refused, one))
  })
}

/** Whether the second condition holds wherever the first does. */
function implies(a: Condition | undefined, b: Condition | undefined): boolean {
  const shown = Object.entries(b?.show ?? {}).every(([key, values]) => {
    const narrower = a?.show?.[key]
    return narrower !== undefined && narrower.every((one) => includes(values, one))
  })
  const hidden = Object.entries(b?.hide ?? {}).every(([key, values]) => {
    const wider = a?.hide?.[key] ?? []
    return values.every((one) => includes(wider, one))
  })
  return shown && hidden
}

/** A condition without a key and without what another one already says. */
function without(condition: Condition | undefined, key: string, said: Condition | undefined): Condition | undefined {
  const show = Object.entries(condition?.show ?? {}).filter(([name, values]) => {
    const narrower = said?.show?.[name]
    return name !== key && !(narrower && narrower.every((one) => includes(values, one)))
  })
  const hide = Object.entries(condition?.hide ?? {}).filter(([name, values]) => {
    const wider = said?.hide?.[name] ?? []
    return name !== key && !values.every((one) => includes(wider, one))
  })
  if (show.length === 0 && hide.length === 0) return undefined
  return {
    ...(show.length > 0 && { show: Object.fromEntries(show) }),
    ...(hide.length > 0 && { hide: Object.fromEntries(hide) }),
  }
}

function keysOf(condition: Condition | undefined): readonly string[] {
  return [...Object.keys(condition?.show ?? {}), ...Object.keys(condition?.hide ?? {})]
}

/** How many owners may lie above a name. */
function depth(name: string, level: readonly FactsProperty[], seen: readonly string[] = []): number {
  if (seen.includes(name)) return 0
  const keys = level.filter((one) => one.name === name).flatMap((one) => keysOf(one.when))
  return Math.max(0, ...keys.map((key) => 1 + depth(key, level, [...seen, name])))
}

function dependsOn(property: FactsProperty, name: string, level: readonly FactsProperty[]): boolean {
  const seen = new Set<string>()
  const visit = (keys: readonly string[]): boolean =>
    keys.some((key) => {
      if (key === name) return true
      if (seen.has(key)) return false
      seen.add(key)
      return visit(level.filter((one) => one.name === key).flatMap((one) => keysOf(one.when)))
    })
  return visit(keysOf(property.when))
}

function includes(values: readonly ConditionValue[], value: ConditionValue): boolean {
  return values.some((one) => same(one, value))
}

function isComparison(value: ConditionValue): boolean {
  return typeof value === 'object' && value !== null && '_cnd' in value
}
