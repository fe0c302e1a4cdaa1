/**
 * Reads a facts file (the interface of one of n8n's node types, see its README) into our own terms, so that
 * the converter and the contract test look at one shape. Whatever the file leaves out on purpose (long
 * default texts) is marked `withheld`.
 */
import type {
  Condition,
  ConditionValue,
  Json,
  JsonObject,
  Property,
  PropertyGroup,
  PropertyOption,
} from '@millrace/sdk'
import { withParts } from './shared-parts.ts'

export interface Facts {
  /** As in memory: `if`, `ai.agent`. */
  readonly type: string
  readonly defaultName: string
  readonly versions: readonly number[]
  readonly defaultVersion: number
  readonly properties: readonly FactsProperty[]
  readonly credentials: readonly FactsCredential[]
  /** Ports per version, where they do not depend on parameters in words only. */
  readonly inputs: readonly FactsPorts[]
  readonly outputs: readonly FactsPorts[]
  /** Labels of the ports of items, where they are the same for all parameters. */
  readonly outputNames: readonly string[]
  readonly hidden: boolean
  /** How it starts executions, if it does. */
  readonly trigger?: 'poll' | 'webhook' | 'event'
}

export interface FactsProperty extends Property {
  /** The default is a long text the facts do not hold. */
  readonly withheld?: boolean
}

export interface FactsCredential {
  readonly type: string
  readonly required: boolean
  readonly versions?: readonly number[]
  readonly when?: Condition
}

export interface FactsPorts {
  readonly versions: readonly number[]
  /** Combinations of parameters with the ports they lead to; one without `when` always. */
  readonly cases: readonly {
    readonly when?: Readonly<Record<string, readonly Json[]>>
    readonly kinds: readonly string[]
    readonly ports: readonly FactsPort[]
  }[]
  /** The ports for all other parameters. */
  readonly otherwise?: readonly FactsPort[]
  /** The facts tell some of it in words. */
  readonly inWords?: boolean
}

export interface FactsPort {
  readonly kind: string
  readonly label?: string
  readonly required?: boolean
  readonly max?: number
}

/** The in-memory name of a stored type: the prefix of the base package goes, the other becomes `ai.`. */
export function typeName(stored: string): string {
  const [scope = '', name = stored] = stored.split(/\.(?=[^.]*$)/)
  return scope.includes('langchain') ? `ai.${name}` : name
}

export function readFacts(file: unknown): Facts {
  const facts = withParts(object(file))
  const versions = numbers(facts['versions'])
  return {
    type: typeName(string(facts['type'])),
    defaultName: newestText(facts['defaultName'] ?? facts['name']),
    versions,
    defaultVersion: Number(facts['defaultVersion']),
    properties: list(facts['properties']).map(readProperty),
    credentials: list(facts['credentials']).map(readCredential),
    inputs: readPorts(facts['inputs'], versions),
    outputs: readPorts(facts['outputs'], versions),
    outputNames: list(facts['outputNames']).filter((one) => typeof one === 'string'),
    hidden: facts['hidden'] === true,
    ...triggerPart(facts),
  }
}

function triggerPart(facts: JsonObject): Pick<Facts, 'trigger'> {
  const startsNothing = list(facts['inputs']).length > 0 || !Array.isArray(facts['inputs'])
  if (startsNothing || !list(facts['group']).includes('trigger')) return {}
  return { trigger: facts['polling'] === true ? 'poll' : facts['webhooks'] === undefined ? 'event' : 'webhook' }
}

function readCredential(value: Json): FactsCredential {
  const { name, required, versions, displayOptions } = object(value)
  return {
    type: string(name),
    required: required === true,
    ...(versions !== undefined && { versions: numbers(versions) }),
    ...conditionPart(displayOptions),
  }
}

export function readProperty(value: Json): FactsProperty {
  const { name, displayName, type, required, noDataExpression, versions, displayOptions, validateType } = object(value)
  const facts = object(value)
  const about = object(facts['typeOptions'] ?? {})
  const kind = string(type)
  const noExpression = noDataExpression === true || about['noDataExpression'] === true || about['noExpression'] === true
  return {
    name: string(name),
    label: string(displayName ?? ''),
    type: kind as Property['type'],
    default: facts['default'] ?? (kind === 'notice' || kind === 'callout' ? '' : null),
    ...(isWithheld(facts) && { withheld: true }),
    ...(required === true && { required: true }),
    ...(noExpression && { noExpression: true }),
    ...(versions !== undefined && { versions: numbers(versions) }),
    ...conditionPart(displayOptions),
    ...(typeof validateType === 'string' && { validateType }),
    ...choicesPart(kind, facts['options']),
    ...(kind === 'resourceLocator' && { modes: list(facts['modes']).map(readMode) }),
    ...aboutPart(about),
    ...settingsPart(about),
  }
}

/** What the columns of a table, or assignments, need besides; a filter's are expressions and ours are not. */
function settingsPart({ resourceMapper, assignment }: JsonObject): Partial<Property> {
  const { resourceMapperMethod, ...settings } = object(resourceMapper ?? assignment ?? {})
  return {
    ...(typeof resourceMapperMethod === 'string' && { lookup: resourceMapperMethod }),
    ...(Object.keys(settings).length > 0 && { settings: definedMembers(settings) }),
  }
}

function definedMembers(value: JsonObject): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, one]])))
}

/** The default is a long text, or an expression, that the facts do not hold. */
function isWithheld(facts: JsonObject): boolean {
  return facts['default'] === undefined && (facts['defaultText'] ?? facts['defaultExpr']) !== undefined
}

function conditionPart(displayOptions: Json | undefined): { readonly when?: Condition } {
  if (displayOptions === undefined) return {}
  const { show, hide } = object(displayOptions)
  return { when: { ...(show !== undefined && { show: keys(show) }), ...(hide !== undefined && { hide: keys(hide) }) } }
}

function keys(value: Json): Readonly<Record<string, readonly ConditionValue[]>> {
  return Object.fromEntries(
    Object.entries(object(value)).map(([key, values]) => [key, Array.isArray(values) ? values : [values ?? null]]),
  )
}

function choicesPart(kind: string, options: Json | undefined): Partial<Property> {
  if (options === undefined) return {}
  switch (kind) {
    case 'collection':
      return { members: list(options).map(readProperty) }
    case 'fixedCollection':
      return { groups: list(options).map(readGroup) }
    case 'options':
    case 'multiOptions':
      return { options: list(options).map(readOption) }
    default:
      return {}
  }
}

function readOption(value: Json): PropertyOption {
  const { value: option, name, versions, displayOptions } = object(value)
  return {
    value: option ?? null,
    label: typeof name === 'string' ? name : String(option),
    ...(versions !== undefined && { versions: numbers(versions) }),
    ...conditionPart(displayOptions),
  }
}

function readGroup(value: Json): PropertyGroup {
  const { name, displayName, values, versions } = object(value)
  return {
    name: string(name),
    label: string(displayName ?? name),
    values: list(values).map(readProperty),
    ...(versions !== undefined && { versions: numbers(versions) }),
  }
}

function readMode(value: Json): NonNullable<Property['modes']>[number] {
  const { name, displayName, type, typeOptions, extractValue, validation } = object(value)
  const lookup = object(typeOptions ?? {})['searchListMethod']
  const extract = object(extractValue ?? {})['regex']
  const [pattern] = list(validation).map(
    (one) => object(one)['regex'] ?? object(object(one)['properties'] ?? {})['regex'],
  )
  return {
    name: string(name),
    label: string(displayName ?? name),
    type: type === 'list' ? 'list' : 'string',
    ...(typeof lookup === 'string' && { lookup }),
    ...(typeof extract === 'string' && { extract }),
    ...(typeof pattern === 'string' && { validate: { pattern, message: '' } }),
  }
}

function aboutPart(about: JsonObject): Partial<Property> {
  const { multipleValues, sortable, minValue, maxValue, numberPrecision, rows, password, loadOptionsMethod } = about
  const { loadOptionsDependsOn, editor } = about
  return {
    ...(multipleValues === true && { multiple: true }),
    ...(sortable === true && { sortable: true }),
    ...(typeof minValue === 'number' && { min: minValue }),
    ...(typeof maxValue === 'number' && { max: maxValue }),
    ...(typeof numberPrecision === 'number' && { decimals: numberPrecision }),
    ...(typeof rows === 'number' && { rows }),
    ...(password === true && { password: true }),
    ...(typeof loadOptionsMethod === 'string' && { lookup: loadOptionsMethod }),
    ...(about['loadOptions'] !== undefined && { lookup: 'routing' }),
    ...(loadOptionsDependsOn !== undefined && { dependsOn: list(loadOptionsDependsOn).map(string) }),
    ...(typeof editor === 'string' && editorPart(editor)),
  }
}

function editorPart(editor: string): Partial<Property> {
  if (editor.startsWith('html')) return { editor: 'html' }
  if (editor.startsWith('sql')) return { editor: 'sql' }
  if (editor.startsWith('css')) return { editor: 'css' }
  if (editor.startsWith('json')) return { editor: 'json' }
  return { editor: 'code' }
}

function readPorts(value: Json | undefined, versions: readonly number[]): readonly FactsPorts[] {
  if (isObject(value) && value['byVersion'] !== undefined) {
    return list(value['byVersion']).flatMap((one) => {
      const { versions: having, value: ports } = object(one)
      return readPorts(ports, numbers(having))
    })
  }
  if (Array.isArray(value)) return [{ versions, cases: [portsCase(value)] }]
  if (!isObject(value)) return []
  // A case in words ("one output per …") says nothing a test could compare.
  const told = list(value['cases']).map((one) => object(one))
  const cases = told.flatMap(({ when, value: ports }) =>
    Array.isArray(ports) ? combinations(when).map((parameters) => ({ when: parameters, ...portsCase(ports) })) : [],
  )
  const { otherwise } = value
  return [
    {
      versions,
      cases,
      ...(Array.isArray(otherwise) && { otherwise: portsCase(otherwise).ports }),
      ...(told.some((one) => !Array.isArray(one['value'])) && { inWords: true }),
    },
  ]
}

function portsCase(value: readonly Json[]): Pick<FactsPorts['cases'][number], 'kinds' | 'ports'> {
  const ports = value.map(readPort)
  return { kinds: ports.map((one) => one.kind), ports }
}

function combinations(when: Json | undefined): readonly Readonly<Record<string, readonly Json[]>>[] {
  return (Array.isArray(when) ? when : [when ?? {}]).map((one: Json) =>
    Object.fromEntries(
      Object.entries(object(one)).map(([name, values]) => [name, Array.isArray(values) ? values : [values ?? null]]),
    ),
  )
}

function readPort(port: Json): FactsPort {
  if (typeof port === 'string') return { kind: port }
  const { type, displayName, required, maxConnections } = object(port)
  return {
    kind: string(type),
    ...(typeof displayName === 'string' && displayName !== '' && { label: displayName }),
    ...(required === true && { required: true }),
    ...(typeof maxConnections === 'number' && { max: maxConnections }),
  }
}

export function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new TypeError(`An object is expected in the facts, not ${JSON.stringify(value)}.`)
  return value
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

export function string(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`A text is expected in the facts, not ${JSON.stringify(value)}.`)
  return value
}

/** A text that may differ between versions: as the newest has it. */
function newestText(value: Json | undefined): string {
  if (!isObject(value)) return string(value)
  const newest = list(value['byVersion']).toSorted((a, b) => newestOf(b) - newestOf(a))[0]
  return string(isObject(newest) ? newest['value'] : undefined)
}

function newestOf(entry: Json): number {
  return isObject(entry) ? Math.max(...numbers(entry['versions'])) : 0
}

export function numbers(value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw new TypeError(`Versions are expected in the facts, not ${JSON.stringify(value)}.`)
  return value.map(Number)
}
