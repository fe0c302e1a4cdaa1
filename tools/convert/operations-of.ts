/**
 * The operations a node has by the facts: values of `operation`, below values of `resource` where a version
 * has that. Each version is looked at alone, since versions may choose in different ways; one that chooses in
 * a way our form does not derive (depending on more, or not at all) is plain: its parameters are nested like
 * any others.
 */
import type { Facts, FactsProperty } from './read-facts.ts'
import { same, specialise } from './specialise.ts'

export interface FactsOperation {
  readonly resource?: string
  readonly operation: string
  readonly label: string
  readonly versions: readonly number[]
  /** The versions in which a new node starts with it, where that has to be said. */
  readonly presetIn: readonly number[]
}

export interface Choosing {
  readonly operations: readonly FactsOperation[]
  readonly resources: readonly { readonly value: string; readonly label: string }[]
  /** The versions without a choice our form derives. */
  readonly plainIn: readonly number[]
  /** The resource a new node starts with, each from its version on; empty where it is always the first. */
  readonly presetResource: readonly (readonly [since: number, resource: string])[]
  /** Presets that are none of the operations, by resource. */
  readonly presetOperation: Readonly<Record<string, string>>
  readonly resourceProperty: Carried
  readonly operationProperty: Carried
}

/** What the two parameters carry unlike those that are derived. */
export interface Carried {
  readonly hidden?: true
  readonly noExpression?: false
  readonly required?: true
}

/** The parameters that choose, by name. */
export const choosers: readonly string[] = ['resource', 'operation']

/** How one version chooses. */
interface VersionChoice {
  readonly version: number
  readonly resource?: FactsProperty
  /** The `operation` of each resource, or the only one. */
  readonly choices: readonly { readonly resource?: string; readonly label: string; readonly operation: FactsProperty }[]
}

export function operationsOf({ properties, versions }: Facts): Choosing | undefined {
  const found = versions.flatMap((version) => choiceIn(properties, version) ?? [])
  const resourceProperty = common(found.flatMap(({ resource }) => (resource ? [carried(resource)] : [])))
  const operationProperty = common(found.flatMap(({ choices }) => choices.map((one) => carried(one.operation))))
  if (found.length === 0 || !resourceProperty || !operationProperty) return undefined
  const newestFirst = found.toReversed()
  const resources = firstOfEach(
    newestFirst.flatMap(({ choices }) =>
      choices.flatMap(({ resource: value, label }) => (value === undefined ? [] : [{ value, label }])),
    ),
    ({ value }) => value,
  )
  const operations = listOperations(newestFirst)
  if (!operations) return undefined
  return {
    ...operations,
    resources,
    plainIn: versions.filter((version) => !found.some((one) => one.version === version)),
    presetResource: presetResources(found, resources[0]?.value),
    resourceProperty,
    operationProperty,
  }
}

function choiceIn(properties: readonly FactsProperty[], version: number): VersionChoice | undefined {
  const versions = [version]
  const [resource, second] = specialise(named(properties, 'resource'), { versions, known: {} })
  if (second || (resource && !isPlainChoice(resource) && !isConstant(resource))) return undefined
  const values = resource?.options ?? (resource ? [{ value: resource.default, label: '' }] : [])
  const places = resource ? values.map(({ value, label }) => ({ resource: String(value), label })) : [{ label: '' }]
  const choices = places.flatMap((place) => {
    const known = { resource: 'resource' in place ? place.resource : null }
    const [operation, another] = specialise(named(properties, 'operation'), { versions, known })
    return operation && !another && isPlainChoice(operation) ? [{ ...place, operation }] : []
  })
  return choices.length === places.length ? { version, ...(resource && { resource }), choices } : undefined
}

/** Every operation once, called as the newest version that has it calls it. */
function listOperations(
  newestFirst: readonly VersionChoice[],
): Pick<Choosing, 'operations' | 'presetOperation'> | undefined {
  const all = newestFirst.flatMap(({ version, choices }) =>
    choices.flatMap(({ resource, operation: { options = [], default: preset } }) =>
      options.map(({ value, label }) => ({
        resource,
        operation: String(value),
        label,
        version,
        preset: String(preset),
      })),
    ),
  )
  const operations: FactsOperation[] = []
  const presetOperation: Record<string, string> = {}
  for (const [resource, own] of Map.groupBy(all, (one) => one.resource)) {
    const presets = new Set(own.map((one) => one.preset))
    const odd = [...presets].filter((preset) => !own.some((one) => one.operation === preset))
    if (odd.length > 1) return undefined
    const [unknown] = odd
    if (unknown !== undefined) presetOperation[resource ?? ''] = unknown
    const isAlwaysFirst = presets.size === 1 && own[0]?.operation === own[0]?.preset
    for (const [operation, forms] of Map.groupBy(own, (one) => one.operation)) {
      const presetIn = isAlwaysFirst ? [] : forms.filter((one) => one.preset === operation)
      operations.push({
        ...(resource !== undefined && { resource }),
        operation,
        label: forms[0]?.label ?? operation,
        versions: forms.map((one) => one.version).toReversed(),
        presetIn: presetIn.map((one) => one.version),
      })
    }
  }
  return { operations, presetOperation }
}

function presetResources(found: readonly VersionChoice[], first: string | undefined): Choosing['presetResource'] {
  const changes: (readonly [number, string])[] = []
  for (const { version, resource } of found) {
    const preset = resource && String(resource.default)
    if (preset !== undefined && preset !== changes.at(-1)?.[1]) changes.push([version, preset])
  }
  return changes.length === 1 && changes[0]?.[1] === first ? [] : changes
}

function carried({ type, noExpression, required }: FactsProperty): Carried {
  return {
    ...(type === 'hidden' && { hidden: true }),
    ...(!noExpression && { noExpression: false }),
    ...(required && { required: true }),
  }
}

/** What all carry alike; undefined where they differ. */
function common(all: readonly Carried[]): Carried | undefined {
  const [first = {}] = all
  return all.every((one) => same(one, first)) ? first : undefined
}

/** A choice of texts that is always there; a dot in a value would be read as the end of the resource. */
function isPlainChoice({ type, when, options = [], lookup }: FactsProperty): boolean {
  const areTexts = options.every(
    ({ value, when: shown }) => typeof value === 'string' && !value.includes('.') && !shown,
  )
  return type === 'options' && !when && lookup === undefined && options.length > 0 && areTexts
}

/** A resource that documents have and nobody chooses. */
function isConstant({ type, when, default: value }: FactsProperty): boolean {
  return type === 'hidden' && !when && typeof value === 'string' && value !== '' && !value.includes('.')
}

function named(properties: readonly FactsProperty[], name: string): readonly FactsProperty[] {
  return properties.filter((one) => one.name === name)
}

function firstOfEach<T>(all: readonly T[], key: (one: T) => string): readonly T[] {
  return [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed()
}
