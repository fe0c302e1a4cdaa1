/**
 * The parameter tree out of inputs. Conditions come from the place an input has: the case of a variant, the
 * flag it hangs on, the operation that owns it. Equal parameters of several places become one, whose
 * condition lists the places (`operation: ['get', 'delete']`), so the tree stays as small as a
 * hand-written one.
 */
import type { Condition, ConditionValue } from '../condition.ts'
import type { Property } from '../property.ts'
import type { Input, Inputs } from './input.ts'
import { both } from './mark.ts'
import { versionsBetween } from './scalar.ts'

/** The properties of a record of inputs for a node (or a part of it) that has these versions. */
export function deriveProperties(
  inputs: Inputs,
  versions: readonly number[],
  under: Condition = {},
): readonly Property[] {
  const found: Property[] = []
  for (const [name, input] of Object.entries(inputs)) derive(name, input, { versions, all: versions, under }, found)
  return mergeEqual(found)
}

/** Like `deriveProperties`, for inputs that only some of the node's versions have. */
export function derivePart(
  inputs: Inputs,
  having: readonly number[],
  all: readonly number[],
  under: Condition,
): readonly Property[] {
  const found: Property[] = []
  for (const [name, input] of Object.entries(inputs)) derive(name, input, { versions: having, all, under }, found)
  return found
}

interface Place {
  /** The versions that have this place. */
  readonly versions: readonly number[]
  /** The versions of what the property is listed in. */
  readonly all: readonly number[]
  readonly under: Condition
}

function derive(name: string, input: Input, place: Place, into: Property[]): void {
  if (place.versions.length === 0) return
  switch (input.kind) {
    case 'field':
      into.push(placed({ name, ...input.property(place.versions) }, place))
      return
    case 'marked': {
      const versions = versionsBetween(place.versions, input.since, input.until)
      const under = input.when ? both(place.under, input.when) : place.under
      derive(name, input.of, { ...place, versions, under }, into)
      return
    }
    case 'oneOf':
      for (const one of input.inputs) derive(name, one, place, into)
      return
    case 'variants': {
      const cases = Object.entries(input.cases).map(([value, one]) => ({
        value,
        one,
        versions: versionsBetween(place.versions, one.since, one.until),
      }))
      const options = cases
        .filter(({ versions }) => versions.length > 0)
        .map(({ value, one, versions }) => ({
          value,
          label: one.label,
          ...(one.help !== undefined && { help: one.help }),
          ...(versions.length < place.versions.length && { versions }),
        }))
      const first = options[0]?.value ?? ''
      into.push(placed({ name, label: input.label, type: 'options', default: first, options, ...input.extra }, place))
      for (const { value, one, versions } of cases) {
        const under = both(place.under, { show: { [name]: [value] } })
        for (const [member, inner] of Object.entries(one.input))
          derive(member, inner, { ...place, versions, under }, into)
      }
      return
    }
    case 'switched': {
      into.push(placed({ name, label: input.label, type: 'boolean', default: false, ...input.extra }, place))
      const under = both(place.under, { show: { [name]: [input.on] } })
      for (const [member, inner] of Object.entries(input.input)) derive(member, inner, { ...place, under }, into)
    }
  }
}

function placed(property: Property, place: Place): Property {
  return {
    ...property,
    ...(place.versions.length < place.all.length && { versions: place.versions }),
    ...((place.under.show || place.under.hide) && { when: place.under }),
  }
}

/** Joins equal properties whose conditions differ in the values of one key of `show`, or in nothing. */
export function mergeEqual(properties: readonly Property[]): readonly Property[] {
  let list = [...properties]
  for (let merged = true; merged;) {
    merged = false
    const kept: Property[] = []
    const byShape = new Map<string, number[]>()
    for (const property of list) {
      const { when, ...rest } = property
      const shape = JSON.stringify(rest)
      const places = byShape.get(shape) ?? []
      const joined = places.some((index) => {
        const other = kept[index]
        const condition = other && joinedCondition(other.when, when)
        if (!other || !condition) return false
        kept[index] = { ...other, when: condition }
        return true
      })
      if (joined) {
        merged = true
        continue
      }
      places.push(kept.length)
      byShape.set(shape, places)
      kept.push(property)
    }
    list = kept
  }
  return list
}

/** The condition that holds where one of two does, if one condition can say so. */
function joinedCondition(a: Condition | undefined, b: Condition | undefined): Condition | undefined {
  if (JSON.stringify(a) === JSON.stringify(b)) return a ?? {}
  if (!a?.show || !b?.show || JSON.stringify(a.hide) !== JSON.stringify(b.hide)) return undefined
  const keys = Object.keys(a.show)
  if (keys.length !== Object.keys(b.show).length) return undefined
  const differing = keys.filter((key) => JSON.stringify(a.show?.[key]) !== JSON.stringify(b.show?.[key]))
  const [key] = differing
  const other = key === undefined ? undefined : b.show[key]
  if (differing.length !== 1 || key === undefined || !other) return undefined
  const values: readonly ConditionValue[] = [...(a.show[key] ?? []), ...other]
  const unique = values.filter(
    (value, i) => values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value)) === i,
  )
  return { ...a, show: { ...a.show, [key]: unique } }
}
