/**
 * The operations a node has by the facts: values of `operation`, below values of `resource` where the node
 * has that. Nodes that choose in another way (a choice that is hidden, depends on more, or differs between
 * versions in its default) have none: their parameters are nested like any others.
 */
import type { Facts, FactsProperty } from './read-facts.ts'
import { same, specialise, union } from './specialise.ts'

export interface FactsOperation {
  readonly resource?: string
  readonly operation: string
  readonly label: string
  readonly versions: readonly number[]
  /** The one a new node starts with. */
  readonly preset: boolean
}

export interface Choosing {
  readonly operations: readonly FactsOperation[]
  readonly resources: readonly { readonly value: string; readonly label: string }[]
  readonly presetResource?: string
  /** Presets that are none of the operations, by resource. */
  readonly presetOperation: Readonly<Record<string, string>>
  /** What the two parameters carry unlike those that are derived. */
  readonly resourceExpressions: boolean
  readonly operationExpressions: boolean
}

/** The parameters that choose, by name. */
export const choosers: readonly string[] = ['resource', 'operation']

export function operationsOf({ properties, versions }: Facts): Choosing | undefined {
  const [resource, ...others] = specialise(named(properties, 'resource'), { versions, known: {} })
  if (!named(properties, 'operation')[0] || others[0]) return undefined
  const plain = { resources: [], resourceExpressions: false }
  if (!resource) return withOperations(plain, operationsUnder(properties, versions))
  if (!isPlainChoice(resource) || resource.required || !same(resource.versions, versions)) return undefined
  const operations: Found[] = []
  for (const { value, versions: having = [] } of resource.options ?? []) {
    const found = operationsUnder(properties, having, String(value))
    if (!found) return undefined
    operations.push(...found)
  }
  const resources = (resource.options ?? []).map(({ value, label }) => ({ value: String(value), label }))
  const presetResource = resources[0]?.value === resource.default ? undefined : String(resource.default)
  return withOperations(
    { resources, resourceExpressions: !resource.noExpression, ...(presetResource && { presetResource }) },
    operations,
  )
}

interface Found extends FactsOperation {
  readonly expressions: boolean
  readonly fallback: string
}

function withOperations(
  rest: Omit<Choosing, 'operations' | 'operationExpressions' | 'presetOperation'>,
  found: readonly Found[] | undefined,
): Choosing | undefined {
  const expressions = found?.[0]?.expressions ?? false
  const presets = Map.groupBy(found ?? [], ({ resource }) => resource ?? '')
  const odd = [...presets].filter(([, own]) => !own.some((one) => one.preset))
  if (!found || found.length === 0 || found.some((one) => one.expressions !== expressions)) return undefined
  return {
    ...rest,
    operations: found.map(({ expressions: _expressions, fallback: _fallback, ...operation }) => operation),
    operationExpressions: expressions,
    presetOperation: Object.fromEntries(odd.map(([resource, own]) => [resource, own[0]?.fallback ?? ''])),
  }
}

/** The operations of one resource (or of the node), if they are chosen by one plain choice in each version. */
function operationsUnder(
  properties: readonly FactsProperty[],
  versions: readonly number[],
  resource?: string,
): readonly Found[] | undefined {
  const known: Readonly<Record<string, string>> = resource === undefined ? {} : { resource }
  const choices = specialise(named(properties, 'operation'), { versions, known })
  const [first] = choices
  const chosenIn = choices.flatMap((one) => one.versions ?? [])
  if (!first || !choices.every(isPlainChoice) || !same(chosenIn.toSorted(byNumber), versions)) return undefined
  if (choices.some((one) => one.default !== first.default || one.noExpression !== first.noExpression)) return undefined
  if (choices.some((one) => one.required)) return undefined
  const found = new Map<string, Found>()
  for (const { options = [] } of choices.toSorted((a, b) => byNumber(newest(b), newest(a)))) {
    for (const { value, label, versions: having = [] } of options) {
      const operation = String(value)
      const newer = found.get(operation)
      found.set(operation, {
        ...(resource !== undefined && { resource }),
        operation,
        label: newer?.label ?? label,
        versions: union(newer?.versions ?? [], having),
        preset: value === first.default,
        expressions: !first.noExpression,
        fallback: String(first.default),
      })
    }
  }
  return [...found.values()]
}

/** A choice of texts that is always there; a dot in a value would be read as the end of the resource. */
function isPlainChoice({ type, when, options, lookup, name }: FactsProperty): boolean {
  const values = options?.map((one) => one.value) ?? []
  const isText = values.every((one) => typeof one === 'string' && !one.includes('.'))
  return type === 'options' && !when && lookup === undefined && values.length > 0 && isText && choosers.includes(name)
}

function named(properties: readonly FactsProperty[], name: string): readonly FactsProperty[] {
  return properties.filter((one) => one.name === name)
}

function newest({ versions = [] }: FactsProperty): number {
  return versions.at(-1) ?? 0
}

function byNumber(a: number, b: number): number {
  return a - b
}
