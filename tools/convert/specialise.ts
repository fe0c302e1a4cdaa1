/**
 * What is left of the facts' parameters at one place: for some versions of the node and, inside an
 * operation, with the parameters that chose it known. What cannot be there is gone, conditions that are
 * decided are gone, and parameters that differ only in where they are shown are one again.
 */
import { type Condition, type ConditionValue, conditionHolds, type Json, type PropertyOption } from '@millrace/sdk'
import type { FactsProperty } from './read-facts.ts'

export interface Place {
  readonly versions: readonly number[]
  /** Values known at the root: `{ resource: 'page', operation: 'get' }`. */
  readonly known: Readonly<Record<string, Json>>
  readonly nested?: boolean
}

/** Sentences and buttons of a form: they say nothing about documents, and the facts hold no texts. */
export const decoration: ReadonlySet<string> = new Set(['notice', 'callout', 'button', 'curlImport'])

/** The parameters that are there, each with the versions (of the place's) that have it. */
export function specialise(properties: readonly FactsProperty[], place: Place): readonly FactsProperty[] {
  const found: FactsProperty[] = []
  for (const property of properties) {
    if (decoration.has(property.type)) continue
    const versions = versionsOf(property, place.versions)
    const when = undecided(property.when, place)
    if (versions.length === 0 || when === 'never') continue
    const { when: _when, ...rest } = property
    found.push({ ...rest, ...parts(property, { ...place, versions, nested: true }), versions, ...(when && { when }) })
  }
  return joined(found)
}

function parts(property: FactsProperty, inside: Place): Partial<FactsProperty> {
  return {
    ...(property.options && { options: optionsOf(property.options, inside) }),
    ...(property.members && { members: specialise(property.members, inside) }),
    ...(property.groups && {
      groups: property.groups.flatMap((group) => {
        const versions = versionsOf(group, inside.versions)
        return versions.length === 0
          ? []
          : [{ ...group, versions, values: specialise(group.values, { ...inside, versions }) }]
      }),
    }),
  }
}

/** Options by value: one that several versions describe anew is one option, called as the newest calls it. */
function optionsOf(options: readonly PropertyOption[], place: Place): readonly PropertyOption[] {
  const found: PropertyOption[] = []
  for (const option of options) {
    const versions = versionsOf(option, place.versions)
    const when = undecided(option.when, place)
    if (versions.length === 0 || when === 'never') continue
    const { when: _when, ...rest } = option
    const one: PropertyOption = { ...rest, versions, ...(when && { when }) }
    const before = found.findIndex((other) => same(other.value, one.value) && same(other.when, one.when))
    const earlier = found[before]
    if (!earlier) found.push(one)
    else {
      const newer = last(versions) > last(earlier.versions ?? []) ? one : earlier
      found[before] = { ...newer, versions: union(earlier.versions ?? [], versions) }
    }
  }
  return found
}

function versionsOf(
  one: { readonly versions?: readonly number[]; readonly when?: Condition },
  of: readonly number[],
): readonly number[] {
  const shown = one.when?.show?.['@version']
  const hidden = one.when?.hide?.['@version']
  const only: Condition = {
    ...(shown && { show: { '@version': shown } }),
    ...(hidden && { hide: { '@version': hidden } }),
  }
  return of.filter(
    (version) => (!one.versions || one.versions.includes(version)) && conditionHolds(only, {}, {}, version),
  )
}

/** The part of a condition that the place does not decide. */
function undecided(condition: Condition | undefined, place: Place): Condition | undefined | 'never' {
  if (!condition) return undefined
  const show: Record<string, readonly ConditionValue[]> = {}
  const hide: Record<string, readonly ConditionValue[]> = {}
  for (const part of ['show', 'hide'] as const) {
    for (const [key, values] of Object.entries(condition[part] ?? {})) {
      if (key === '@version') continue
      const known = knownValue(key, place)
      if (known === undefined) {
        const kept = part === 'show' ? show : hide
        kept[key] = values
      } else if (conditionHolds({ show: { known: values } }, { known }, {}, 1) !== (part === 'show')) return 'never'
    }
  }
  const left: Condition = {
    ...(Object.keys(show).length > 0 && { show }),
    ...(Object.keys(hide).length > 0 && { hide }),
  }
  return left.show || left.hide ? left : undefined
}

function knownValue(key: string, { known, nested }: Place): Json | undefined {
  const name = key.startsWith('/') ? key.slice(1) : nested ? '' : key
  return Object.hasOwn(known, name) ? known[name] : undefined
}

/** Equal parameters of other versions, or of another value of one controlling parameter, made one. */
function joined(properties: readonly FactsProperty[]): readonly FactsProperty[] {
  const found: FactsProperty[] = []
  for (const property of properties) {
    const at = found.findIndex((other) => other.name === property.name && join(other, property) !== undefined)
    const other = found[at]
    const one = other && join(other, property)
    if (one) found[at] = one
    else found.push(property)
  }
  return found.length < properties.length ? joined(found) : found
}

function join(a: FactsProperty, b: FactsProperty): FactsProperty | undefined {
  const { versions: inA = [], when: whenA } = a
  const { versions: inB = [], when: whenB } = b
  if (!same(content(a, []), content(b, []))) return undefined
  const newer = last(inB) > last(inA) ? b : a
  if (same(whenA, whenB)) {
    const versions = union(inA, inB)
    // Parts that only some of its versions have would be said to be in all of them.
    const whole = same(inA, inB) || (isWhole(a, inA) && isWhole(b, inB))
    return whole ? { ...newer, ...inVersions(newer, versions) } : undefined
  }
  const when = same(inA, inB) && same(parted(a), parted(b)) ? either(whenA, whenB) : undefined
  return when && { ...newer, when }
}

function isWhole(property: FactsProperty, versions: readonly number[]): boolean {
  return same(property, inVersions(property, versions))
}

/** What a parameter is, wherever it is shown and whatever it is called, its parts in these versions. */
function content(property: FactsProperty, versions: readonly number[]): FactsProperty {
  const { when: _when, ...rest } = inVersions(property, versions)
  return { ...rest, label: '' }
}

/** What a parameter is, its parts in the versions they are in. */
function parted(property: FactsProperty): FactsProperty {
  const { when: _when, ...rest } = property
  return { ...rest, label: '' }
}

/** A parameter and all its parts, said to be in these versions. */
function inVersions(property: FactsProperty, versions: readonly number[]): FactsProperty {
  const { options, members, groups } = property
  return {
    ...property,
    versions,
    ...(options && { options: options.map((one) => ({ ...one, versions })) }),
    ...(members && { members: members.map((one) => inVersions(one, versions)) }),
    ...(groups && {
      groups: groups.map((group) => ({
        ...group,
        versions,
        values: group.values.map((one) => inVersions(one, versions)),
      })),
    }),
  }
}

/** The condition that holds where one of two does, if they differ in the values of one shown key. */
function either(a: Condition | undefined, b: Condition | undefined): Condition | undefined {
  if (!a?.show || !b?.show || !same(a.hide, b.hide)) return undefined
  const keys = Object.keys(a.show)
  if (!same(keys.toSorted(), Object.keys(b.show).toSorted())) return undefined
  const [key, second] = keys.filter((one) => !same(a.show?.[one], b.show?.[one]))
  if (key === undefined || second !== undefined) return undefined
  const values = [...(a.show[key] ?? []), ...(b.show[key] ?? [])]
  return { ...a, show: { ...a.show, [key]: values.filter((one, i) => values.findIndex((x) => same(x, one)) === i) } }
}

export function union(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].toSorted((x, y) => x - y)
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function last(versions: readonly number[]): number {
  return versions.at(-1) ?? 0
}
