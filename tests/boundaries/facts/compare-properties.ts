/**
 * Whether two parameter trees mean the same. Conditions are not compared as text, since nesting and n8n's
 * flat lists say one thing in different words: the values of the controlling parameters are tried out, each
 * combination that a person can reach, and what is visible then must be equal: type, default, choices,
 * members.
 */
import type { Condition, Json, NodeDescription, Property } from '@millrace/sdk'
import { visibleMembers, visibleProperties } from '@millrace/sdk'

export interface Tree {
  readonly description: NodeDescription
  readonly version: number
}

type Values = Readonly<Record<string, Json>>

/** The values of the nested level and of the node's root; at the root they are the same. */
interface State {
  readonly here: Values
  readonly root: Values
}

interface Level {
  readonly expected: (state: State) => readonly Property[]
  readonly actual: (state: State) => readonly Property[]
  readonly everyExpected: readonly Property[]
  readonly everyActual: readonly Property[]
  readonly root: Level | undefined
  /** The node's values where a nested level was reached: it is not there with others. */
  readonly reached?: Values
}

/** The differences between what the facts say and what the definition has, each with its parameter's path. */
export function compareProperties(
  expected: NodeDescription,
  actual: NodeDescription,
  version: number,
): readonly string[] {
  const level: Level = {
    expected: ({ root }) => visibleProperties(expected, root, version),
    actual: ({ root }) => visibleProperties(actual, root, version),
    everyExpected: expected.properties.filter((one) => !one.versions || one.versions.includes(version)),
    everyActual: actual.properties.filter((one) => !one.versions || one.versions.includes(version)),
    root: undefined,
  }
  return [...compareLevel(level, '', version)]
}

const decoration = new Set(['notice', 'callout', 'button', 'curlImport'])
const mostCombinations = 3000

function* compareLevel(level: Level, path: string, version: number): Generator<string> {
  const names = new Set([...level.everyExpected, ...level.everyActual].map((one) => one.name))
  for (const name of names) {
    const reported = new Set<string>()
    const seen = new Set<string>()
    for (const state of combinations(controllers(level, name), level)) {
      const wanted = level.expected(state).find((one) => one.name === name)
      const found = level.actual(state).find((one) => one.name === name)
      if (decoration.has((wanted ?? found)?.type ?? 'notice')) continue
      const inside = new Set([...rootKeysInside(wanted), ...rootKeysInside(found)])
      const pair = JSON.stringify([wanted, found, [...inside].map((key) => state.root[key] ?? null)])
      if (seen.has(pair)) continue
      seen.add(pair)
      for (const difference of comparePair(wanted, found, state, level, `${path}${name}`, version)) {
        if (!reported.has(difference)) yield difference
        reported.add(difference)
      }
    }
  }
}

function* comparePair(
  wanted: Property | undefined,
  found: Property | undefined,
  state: State,
  level: Level,
  path: string,
  version: number,
): Generator<string> {
  if (!wanted && !found) return
  const where = `${path}${shown(state)}`
  if (!found) return yield `${where} is missing`
  if (!wanted) return yield `${where} is not in the facts`
  for (const key of ['type', 'multiple', 'noExpression', 'required'] as const) {
    if ((wanted[key] ?? false) !== (found[key] ?? false)) {
      yield `${where} has ${key} ${JSON.stringify(found[key])}, not ${JSON.stringify(wanted[key])}`
    }
  }
  if (!isWithheld(wanted) && !same(wanted.default, found.default)) {
    yield `${where} defaults to ${JSON.stringify(found.default)}, not ${JSON.stringify(wanted.default)}`
  }
  yield* compareSets(values(wanted), values(found), `option of ${where}`)
  yield* compareSets(
    (wanted.modes ?? []).map((one) => one.name),
    (found.modes ?? []).map((one) => one.name),
    `mode of ${where}`,
  )
  if (wanted.members && found.members) {
    yield* compareLevel(nested(level, wanted.members, found.members, state, version), `${path}.`, version)
  }
  const groups = (property: Property) => (property.groups ?? []).map((one) => one.name)
  yield* compareSets(groups(wanted), groups(found), `group of ${where}`)
  for (const group of wanted.groups ?? []) {
    const other = found.groups?.find((one) => one.name === group.name)
    if (!other) continue
    yield* compareLevel(nested(level, group.values, other.values, state, version), `${path}.${group.name}.`, version)
  }
}

function nested(
  level: Level,
  expected: readonly Property[],
  actual: readonly Property[],
  state: State,
  version: number,
): Level {
  return {
    expected: ({ here, root }) => visibleMembers(expected, here, root, version),
    actual: ({ here, root }) => visibleMembers(actual, here, root, version),
    everyExpected: expected,
    everyActual: actual,
    root: level.root ?? level,
    reached: state.root,
  }
}

const keysInside = new WeakMap<Property, readonly string[]>()

/** The parameters of the node that decide on what is inside a property: `resource` for a member's `/resource`. */
function rootKeysInside(property: Property | undefined): readonly string[] {
  if (!property) return []
  const known = keysInside.get(property)
  if (known) return known
  const inside = [...(property.members ?? []), ...(property.groups ?? []).flatMap((group) => group.values)]
  const keys = inside.flatMap((one) => [
    ...keysOf(one.when).flatMap((key) => (key.startsWith('/') ? [key.slice(1)] : [])),
    ...rootKeysInside(one),
  ])
  const found = [...new Set(keys)]
  keysInside.set(property, found)
  return found
}

function* compareSets(wanted: readonly string[], found: readonly string[], what: string): Generator<string> {
  for (const one of new Set(wanted)) if (!found.includes(one)) yield `${what}: ${one} is missing`
  for (const one of new Set(found)) if (!wanted.includes(one)) yield `${what}: ${one} is not in the facts`
}

function values(property: Property): readonly string[] {
  return (property.options ?? []).map((one) => JSON.stringify(one.value))
}

function isWithheld(property: Property): boolean {
  return 'withheld' in property && property.withheld === true
}

/** Objects are compared member by member, in any order. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(sorted(a ?? null)) === JSON.stringify(sorted(b ?? null))
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member ?? null)]),
  )
}

function shown({ here, root }: State): string {
  const all = { ...Object.fromEntries(Object.entries(root).map(([key, value]) => [`/${key}`, value])), ...here }
  const parts = Object.entries(here === root ? here : all).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return parts.length === 0 ? '' : `(${parts.join(', ')})`
}

/** The parameters that decide on a name, and those that decide on them, deciders first; `/x` is at the root. */
function controllers(level: Level, name: string): readonly string[] {
  const order: string[] = []
  const open = new Set<string>()
  const visit = (key: string) => {
    if (open.has(key)) return
    open.add(key)
    const atRoot = key.startsWith('/') || !level.root
    const place = atRoot ? (level.root ?? level) : level
    const plain = key.replace(/^\//, '')
    for (const property of [...place.everyExpected, ...place.everyActual].filter((one) => one.name === plain)) {
      const inside = rootKeysInside(property).map((one) => `/${one}`)
      for (const other of [...keysOf(property.when), ...inside]) {
        visit(
          atRoot && level.root && !other.startsWith('/')
            ? `/${other}`
            : atRoot
              ? other.replace(/^\//, level.root ? '/' : '')
              : other,
        )
      }
    }
    if (key !== name) order.push(key)
  }
  visit(name)
  return order
}

function keysOf(condition: Condition | undefined): readonly string[] {
  return [...Object.keys(condition?.show ?? {}), ...Object.keys(condition?.hide ?? {})].filter(
    (key) => !key.startsWith('@') && !key.includes('.'),
  )
}

/** Every reachable combination of the controlling values: hidden ones stay unset. */
function* combinations(keys: readonly string[], level: Level): Generator<State> {
  let left = mostCombinations
  function* extend(index: number, state: State): Generator<State> {
    const key = keys[index]
    if (key === undefined) {
      if (left-- > 0) yield state
      return
    }
    const atRoot = key.startsWith('/') || !level.root
    const place = atRoot ? (level.root ?? level) : level
    const name = key.replace(/^\//, '')
    const visible = place.expected(state).find((one) => one.name === name)
    if (!visible || (atRoot && level.reached && name in level.reached)) return yield* extend(index + 1, state)
    for (const value of candidates(visible, name, level)) {
      if (left <= 0) return
      const root = atRoot ? { ...state.root, [name]: value } : state.root
      const here = level.root ? (atRoot ? state.here : { ...state.here, [name]: value }) : root
      yield* extend(index + 1, { here, root })
    }
  }
  const root: Values = level.reached ?? {}
  yield* extend(0, { here: level.root ? {} : root, root })
}

/** The values worth trying: every choice, both states of a flag, what conditions mention, and something else. */
function candidates(property: Property, name: string, level: Level): readonly Json[] {
  switch (property.type) {
    case 'boolean':
      return [true, false]
    case 'options':
      if (property.options) return [...new Set(property.options.map((one) => one.value))]
      break
    case 'hidden':
      // Nobody can make it anything else, unless it is an expression.
      if (!String(property.default).startsWith('=')) return [property.default]
      break
    case 'multiOptions':
      if (property.options) return [[], ...property.options.map((one) => [one.value])]
  }
  const every = [...level.everyExpected, ...level.everyActual, ...(level.root?.everyExpected ?? [])]
  const mentioned = every.flatMap(({ when }) =>
    [when?.show, when?.hide].flatMap((part) => [...(part?.[name] ?? []), ...(part?.[`/${name}`] ?? [])]),
  )
  const plain = mentioned.filter((one): one is Json => typeof one !== 'object' || one === null)
  return [...new Set<Json>([property.default, ...plain, property.type === 'number' ? 7919 : 'anything else'])]
}
