/**
 * A level of parameters as a record of inputs: nested, marked with the versions that have them, and with one
 * condition said once for the neighbours that share it.
 */
import type { Condition, ConditionValue } from '@millrace/sdk'
import { type Nested, nest } from './nest.ts'
import type { FactsProperty } from './read-facts.ts'
import { entry, joinSources, listOf, literal, record, shareable, type Source, source } from './source.ts'
import { same, union } from './specialise.ts'
import { type Range, ranges } from './version-ranges.ts'
import { callOf, extraOf, marksOf, oneOf, writeField, type Writing } from './write-field.ts'
import { labelOf } from './words.ts'

/** The record of inputs that properties of one level become, for a place that has these versions. */
export function writeInputs(
  properties: readonly FactsProperty[],
  versions: readonly number[],
  names: ReadonlySet<string>,
): Source {
  return record(
    writeLevel(nest(properties), { versions, names, inputs: (of, having) => writeInputs(of, having, names) }),
  )
}

/** One key and one value of a condition. */
interface Atom {
  readonly part: 'show' | 'hide'
  readonly key: string
  readonly values: readonly ConditionValue[]
}

interface Line {
  /** Left out where the value is spread. */
  readonly name?: string
  readonly value: Source
  readonly atoms: readonly Atom[]
}

function writeLevel(level: readonly Nested[], writing: Writing): readonly Source[] {
  const names = [...new Set(level.map((one) => one.property.name))]
  return grouped(
    names.map((name) =>
      lineOf(
        name,
        level.filter((one) => one.property.name === name),
        writing,
      ),
    ),
  )
}

function lineOf(name: string, alternatives: readonly Nested[], writing: Writing): Line {
  const [first, second] = alternatives
  const paging = first && !second ? pagingOf(first, writing) : undefined
  if (first && paging) return { value: paging, atoms: atomsOf(first.when) }
  const all = alternatives.map((one) => atomsOf(one.when))
  const common = (all[0] ?? []).filter((atom) => all.every((atoms) => atoms.some((one) => same(one, atom))))
  const written = alternatives.map((one, i) => {
    const rest = (all[i] ?? []).filter((atom) => !common.some((other) => same(atom, other)))
    return { versions: one.versions, value: when(rest, writeInput(one, { ...writing, versions: one.versions })) }
  })
  const marks = Map.groupBy(written, ({ value }) => value.text)
    .values()
    .flatMap(([one, ...others]) => {
      if (!one) return []
      const versions = others.reduce((found, other) => union(found, other.versions), one.versions)
      return ranges(versions, writing.versions).map((range) => marked(range, shareable(name, one.value)))
    })
  return { name, value: shareable(name, oneOf([...marks])), atoms: common }
}

function writeInput({ property, owned }: Nested, writing: Writing): Source {
  if (owned.size === 0) return writeField(property, writing)
  const label = literal(labelOf(property.label, property.name, writing.names))
  if (property.type === 'boolean') {
    const builder = owned.has(true) ? 'switched' : 'unless'
    const inputs = record(writeLevel(owned.get(owned.has(true)) ?? [], writing))
    return callOf(builder, [label, inputs], extraOf(property, false))
  }
  const options = (property.options ?? []).flatMap((option) => {
    const having = option.versions ?? writing.versions
    const inputs = writeLevel(owned.get(String(option.value)) ?? [], { ...writing, versions: having })
    const caseLabel = literal(labelOf(option.label, String(option.value), writing.names))
    return ranges(having, writing.versions).map((range) => ({ value: String(option.value), caseLabel, inputs, range }))
  })
  const cases = options.map(({ value, caseLabel, inputs, range }) => {
    const marks = marksOf(range)
    const args = inputs.length > 0 || marks.length > 0 ? [caseLabel, record(inputs)] : [caseLabel]
    return entry(value, callOf('variant', args, marks))
  })
  const [first = ''] = Object.keys(Object.fromEntries(options.map(({ value }) => [value, value])))
  const isAlwaysFirst = options.find(({ value }) => value === first)?.range.since === undefined
  return callOf('variants', [label, record(cases)], extraOf(property, isAlwaysFirst ? first : null))
}

/** `m.paging()`, where a flag and a number are what it gives. */
function pagingOf({ property, versions, owned }: Nested, writing: Writing): Source | undefined {
  const inside = owned.get(false) ?? []
  const [limit, second] = inside
  if (property.name !== 'returnAll' || extraOf(property, false).length > 0 || !limit || second) return undefined
  if (!same(versions, writing.versions) || !same(limit.versions, versions) || limit.when) return undefined
  const { name, type, default: most, min = 1, max, required, noExpression, decimals } = limit.property
  if (name !== 'limit' || type !== 'number' || typeof most !== 'number' || min !== 1) return undefined
  if (required || noExpression || decimals !== undefined) return undefined
  const about = [
    ...(most === 50 ? [] : [entry('limit', String(most))]),
    ...(max === undefined ? [] : [entry('max', String(max))]),
  ]
  return about.length === 0 ? source`m.paging()` : source`m.paging(${record(about)})`
}

/** Lines as entries; neighbours under one condition share it. */
function grouped(lines: readonly Line[]): readonly Source[] {
  const found: Source[] = []
  for (let i = 0; i < lines.length;) {
    const run = runFrom(lines, i)
    const [only] = run.lines
    if (only && run.lines.length === 1 && only.name !== undefined) {
      const { name, atoms, value } = only
      found.push(entry(name, atoms.length === 0 ? value : shareable(name, when(atoms, value))))
    } else if (run.atoms.length === 0) {
      found.push(...run.lines.map((one) => source`...${one.value}`))
    } else {
      const rest = run.lines.map((one) => ({
        ...one,
        atoms: one.atoms.filter((atom) => !run.atoms.some((other) => same(atom, other))),
      }))
      found.push(source`...m.given(${conditionOf(run.atoms)}, ${given(rest)})`)
    }
    i += run.lines.length
  }
  return found
}

/** The inputs under a shared condition; what is spread alone need not be spread into a record first. */
function given(lines: readonly Line[]): Source {
  const [only, second] = lines
  return only && !second && only.name === undefined ? only.value : record(grouped(lines))
}

/** The longest run of lines from here that share part of a condition, and that part. */
function runFrom(
  lines: readonly Line[],
  start: number,
): { readonly lines: readonly Line[]; readonly atoms: readonly Atom[] } {
  let atoms = lines[start]?.atoms ?? []
  let end = start + 1
  for (; end < lines.length; end++) {
    const shared = atoms.filter((atom) => lines[end]?.atoms.some((other) => same(atom, other)))
    if (shared.length === 0) break
    atoms = shared
  }
  return { lines: lines.slice(start, end), atoms }
}

function atomsOf(condition: Condition | undefined): readonly Atom[] {
  return (['show', 'hide'] as const).flatMap((part) =>
    Object.entries(condition?.[part] ?? {}).map(([key, values]) => ({ part, key, values })),
  )
}

function when(atoms: readonly Atom[], value: Source): Source {
  return atoms.length === 0 ? value : source`m.when(${conditionOf(atoms)}, ${value})`
}

function conditionOf(atoms: readonly Atom[]): Source {
  const written = atoms.map(
    ({ part, key, values }) =>
      source`m.${part === 'show' ? 'is' : 'isNot'}(${listOf([literal(key), ...values.map((one) => literal(one))])})`,
  )
  const [only, second] = written
  return only && !second ? only : joinSources(['m.all(', listOf(written), ')'])
}

export function writeCondition(condition: Condition): Source {
  return conditionOf(atomsOf(condition))
}

function marked({ since, until }: Range, value: Source): Source {
  const upTo = until === undefined ? value : source`m.until(${String(until)}, ${value})`
  return since === undefined ? upTo : source`m.since(${String(since)}, ${upTo})`
}
