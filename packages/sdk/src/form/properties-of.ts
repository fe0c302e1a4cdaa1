/**
 * Which parameters a placed node has. n8n lets several parameters share a name, each under its own
 * condition, with its own default; which one counts follows from the values of the parameters their
 * conditions name, and those may have defaults that depend on others. So values are settled in the order of
 * who controls whom, once per node.
 */
import type { Condition } from '../condition.ts'
import type { NodeDescription } from '../node-type.ts'
import type { Property, PropertyGroup, PropertyOption } from '../property.ts'
import type { JsonParameters } from '../run-context.ts'
import { conditionHolds } from './condition-holds.ts'

/** Properties of one version, by name, those that control others before what they control. */
export interface PropertySet {
  readonly all: readonly Property[]
  readonly byName: ReadonlyMap<string, readonly Property[]>
  readonly order: readonly string[]
}

const cache = new WeakMap<NodeDescription, Map<number, PropertySet>>()

/** The properties a version has, nested ones too, with conditions on the version already decided. */
export function propertiesOf(description: NodeDescription, version: number): PropertySet {
  let versions = cache.get(description)
  if (!versions) cache.set(description, (versions = new Map()))
  let found = versions.get(version)
  if (!found) versions.set(version, (found = propertySet(ofVersion(description.properties, version))))
  return found
}

/** A set of properties of one level (members of a collection, values of a group). */
export function propertySet(properties: readonly Property[]): PropertySet {
  const byName = new Map<string, Property[]>()
  for (const property of properties) {
    const same = byName.get(property.name)
    if (same) same.push(property)
    else byName.set(property.name, [property])
  }
  return { all: properties, byName, order: controllersFirst(byName) }
}

const nested = new WeakMap<readonly Property[], PropertySet>()

/** The set of a nested level, remembered. */
export function nestedSet(properties: readonly Property[]): PropertySet {
  let found = nested.get(properties)
  if (!found) nested.set(properties, (found = propertySet(properties)))
  return found
}

/** The values of one level with the defaults of what is missing, and the properties that are visible. */
export interface Settled {
  readonly values: Readonly<Record<string, unknown>>
  readonly visible: readonly Property[]
}

/**
 * Settles one level: which property of each name counts and what it is worth.
 * @param root all parameters of the node, where this level is nested; left out, this level is the root
 */
export function settle(set: PropertySet, given: JsonParameters, version: number, root?: JsonParameters): Settled {
  const values: Record<string, unknown> = { ...given }
  const shown = new Set<Property>()
  for (const name of set.order) {
    const properties = set.byName.get(name) ?? []
    const present = properties.filter((one) => conditionHolds(one.when, values, root ?? values, version))
    for (const one of present) shown.add(one)
    if (values[name] === undefined) values[name] = defaultOf(present[0] ?? properties[0])
  }
  return { values, visible: set.all.filter((one) => shown.has(one)) }
}

/** What a missing value counts as. A locator controls with its value, also while nothing was chosen. */
function defaultOf(property: Property | undefined): unknown {
  if (property?.type !== 'resourceLocator' || typeof property.default !== 'object') return property?.default
  return { __rl: true, ...property.default }
}

/**
 * The top-level properties that a form shows for these parameters: expressions count as any value.
 * The first of several with one name is the one that counts.
 */
export function visibleProperties(
  description: NodeDescription,
  parameters: JsonParameters,
  version: number,
): readonly Property[] {
  return settle(propertiesOf(description, version), parameters, version).visible
}

/** The properties of a nested level (collection members, group values) that a form shows. */
export function visibleMembers(
  properties: readonly Property[],
  values: JsonParameters,
  root: JsonParameters,
  version: number,
): readonly Property[] {
  return settle(nestedSet(properties), values, version, root).visible
}

function controllersFirst(byName: ReadonlyMap<string, readonly Property[]>): readonly string[] {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (name: string) => {
    if (state.has(name)) return
    state.set(name, 'open')
    for (const property of byName.get(name) ?? []) {
      for (const key of controllingNames(property.when)) if (byName.has(key)) visit(key)
    }
    state.set(name, 'done')
    order.push(name)
  }
  for (const name of byName.keys()) visit(name)
  return order
}

/** The names of this level that a condition looks at: `/mode` and `options.reset` look at `mode`, `options`. */
function controllingNames(condition: Condition | undefined): readonly string[] {
  if (!condition) return []
  return [...Object.keys(condition.show ?? {}), ...Object.keys(condition.hide ?? {})]
    .filter((key) => !key.startsWith('@'))
    .map((key) => key.replace(/^\//, '').split(/[.[]/)[0] ?? key)
}

function ofVersion(properties: readonly Property[], version: number): readonly Property[] {
  const found: Property[] = []
  for (const property of properties) {
    if (property.versions && !property.versions.includes(version)) continue
    const when = decided(property.when, version)
    if (when === false) continue
    const { versions: _versions, when: _when, ...rest } = property
    found.push({
      ...rest,
      ...(when && { when }),
      ...(property.options && { options: optionsOfVersion(property.options, version) }),
      ...(property.members && { members: ofVersion(property.members, version) }),
      ...(property.groups && { groups: groupsOfVersion(property.groups, version) }),
    })
  }
  return found
}

function optionsOfVersion(options: readonly PropertyOption[], version: number): readonly PropertyOption[] {
  return options.filter(
    (one) => (!one.versions || one.versions.includes(version)) && decided(one.when, version) !== false,
  )
}

function groupsOfVersion(groups: readonly PropertyGroup[], version: number): readonly PropertyGroup[] {
  return groups
    .filter((one) => !one.versions || one.versions.includes(version))
    .map((one) => ({ ...one, values: ofVersion(one.values, version) }))
}

/** A condition without its part on the version; false where that part fails. */
function decided(condition: Condition | undefined, version: number): Condition | undefined | false {
  if (!condition) return undefined
  if (!condition.show?.['@version'] && !condition.hide?.['@version']) return condition
  const { '@version': shownIn, ...show } = condition.show ?? {}
  const { '@version': hiddenIn, ...hide } = condition.hide ?? {}
  const versionPart: Condition = {
    ...(shownIn && { show: { '@version': shownIn } }),
    ...(hiddenIn && { hide: { '@version': hiddenIn } }),
  }
  if (!conditionHolds(versionPart, {}, {}, version)) return false
  const rest: Condition = {
    ...(Object.keys(show).length > 0 && { show }),
    ...(Object.keys(hide).length > 0 && { hide }),
  }
  return rest.show || rest.hide ? rest : undefined
}
