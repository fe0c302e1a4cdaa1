/** The operations of a node, each a constant; one that was rebuilt between versions is written in every form. */
import { choosers, type Choosing, type FactsOperation } from './operations-of.ts'
import type { Facts, FactsProperty } from './read-facts.ts'
import { entry, freeName, listOf, literal, record, type Source, source } from './source.ts'
import { type Place, specialise } from './specialise.ts'
import { type Range, ranges, runs } from './version-ranges.ts'
import { camelCase, capital, labelOf } from './words.ts'
import { marksOf } from './write-field.ts'
import { writeInputs } from './write-inputs.ts'

export interface PlacedOperations {
  readonly operations: readonly { readonly name: string; readonly source: Source }[]
  /** What the node says of them. */
  readonly entries: readonly Source[]
}

/** Operations by their keys. */
export function keyedOperations(facts: Facts, choosing: Choosing, used: Set<string>): PlacedOperations {
  const operations: { name: string; source: Source }[] = []
  const inside = facts.properties.filter((one) => !choosers.includes(one.name) && !isCommon(one))
  const entries = choosing.operations.map((operation) => {
    const { resource = null, operation: value, presetIn } = operation
    const place = { known: { resource, operation: value }, versions: operation.versions }
    const names = formsOf(facts, inside, place, presetIn).map(({ versions, properties }) => {
      const range = rangeOf(versions, facts.versions)
      const name = operationName(operation, range, used)
      operations.push({ name, source: operationSource(facts, properties, { ...range, operation }, versions) })
      return name
    })
    const key = resource === null ? value : `${resource}.${value}`
    return entry(key, names.length === 1 ? (names[0] ?? '') : source`[${listOf(names)}]`)
  })
  return { operations, entries: [entry('operations', record(entries))] }
}

/** What a node does in versions that choose nothing, in as many forms as it was rebuilt. */
export function plainOperations(facts: Facts, plainIn: readonly number[], used: Set<string>): PlacedOperations {
  const forms = formsOf(facts, facts.properties, { known: {}, versions: plainIn })
  const operations = forms.map(({ versions, properties }) => {
    const range = rangeOf(versions, facts.versions)
    const name = freeName(range.until === undefined ? 'run' : `runV${versionName(range.until)}`, used)
    return { name, source: operationSource(facts, properties, range, versions) }
  })
  const [only, second] = operations.map(({ name }) => name)
  if (only === undefined) return { operations, entries: [] }
  const value = second === undefined ? only : source`[${listOf(operations.map(({ name }) => name))}]`
  return { operations, entries: [entry('operation', value)] }
}

interface About extends Range {
  readonly operation?: FactsOperation
}

function operationSource(
  facts: Facts,
  properties: readonly FactsProperty[],
  about: About,
  versions: readonly number[],
): Source {
  const { operation } = about
  const isPreset = versions.some((version) => operation?.presetIn.includes(version))
  return source`m.operation(${record([
    ...(operation ? [entry('name', literal(labelOf(operation.label, operation.operation, namesIn(facts))))] : []),
    ...marksOf(about),
    ...(isPreset ? [entry('preset', 'true')] : []),
    ...(properties.length > 0 ? [entry('input', writeInputs(properties, versions, namesIn(facts)))] : []),
    entry('unavailable', 'unavailable'),
  ])})`
}

interface Form {
  readonly versions: readonly number[]
  readonly properties: readonly FactsProperty[]
}

/**
 * An operation's inputs, in as many forms as it was rebuilt: each in versions that follow each other, and in
 * which it is the preset one throughout or not at all.
 */
function formsOf(
  facts: Facts,
  properties: readonly FactsProperty[],
  place: Place,
  presetIn: readonly number[] = [],
): readonly Form[] {
  const all = specialise(properties, place)
  return runs(place.versions, facts.versions).flatMap((run) => {
    const forms: number[][] = []
    run.forEach((version, i) => {
      const before = run[i - 1]
      const goesOn = before !== undefined && presetIn.includes(before) === presetIn.includes(version)
      if (goesOn && !isRebuilt(all, before, version)) forms.at(-1)?.push(version)
      else forms.push([version])
    })
    return forms.map((versions) => ({ versions, properties: specialise(properties, { ...place, versions }) }))
  })
}

/** Whether little of what an operation asks for lasts from one version to the next. */
function isRebuilt(properties: readonly FactsProperty[], before: number, after: number): boolean {
  const inOne = properties.filter((one) => one.versions?.includes(before))
  const inOther = properties.filter((one) => one.versions?.includes(after))
  const names = new Set([...inOne, ...inOther].map((one) => one.name))
  const lasting = [...names].map((name) => {
    if (inOne.some((one) => one.name === name && inOther.includes(one))) return 1
    return inOne.some((one) => one.name === name) && inOther.some((one) => one.name === name) ? 0.5 : 0
  })
  return names.size > 2 && lasting.reduce((sum: number, one) => sum + one, 0) <= names.size / 3
}

/** A form's place among the node's versions; a form lies in one stretch of them. */
function rangeOf(versions: readonly number[], all: readonly number[]): Range {
  return ranges(versions, all)[0] ?? {}
}

function operationName({ resource, operation }: FactsOperation, { until }: Range, used: Set<string>): string {
  const thing = resource === undefined || operation.toLowerCase().includes(resource.toLowerCase()) ? '' : resource
  const version = until === undefined ? '' : `V${versionName(until)}`
  return freeName(`${camelCase(operation, thing)}${version}`, used)
}

function versionName(version: number): string {
  return String(version).replace('.', '')
}

/** Whether no operation owns it. */
export function isCommon({ name, when }: FactsProperty): boolean {
  const keys = [...Object.keys(when?.show ?? {}), ...Object.keys(when?.hide ?? {})]
  return !choosers.includes(name) && !keys.some((key) => choosers.includes(key.replace(/^\//, '')))
}

/** The words of the node's own name, which labels write as they are. */
export function namesIn({ defaultName }: Facts): ReadonlySet<string> {
  return new Set(defaultName.split(' ').map(capital))
}
