/** One parameter, without what it owns, as a call of our builders. */
import type { Json, LocatorMode, Property, PropertyOption } from '@millrace/sdk'
import type { FactsProperty } from './read-facts.ts'
import { entry, joinSources, listOf, literal, record, shareable, type Source, source } from './source.ts'
import { ranges, type Range } from './version-ranges.ts'
import { labelOf, lookupName } from './words.ts'

export interface Writing {
  /** The versions of what is written: a mark is needed where a part has fewer. */
  readonly versions: readonly number[]
  /** Words that keep their capitals: the service's name. */
  readonly names: ReadonlySet<string>
  /** The inputs of a nested level. */
  readonly inputs: (properties: readonly FactsProperty[], versions: readonly number[]) => Source
}

export function writeField(property: FactsProperty, writing: Writing): Source {
  const { type } = property
  if (property.multiple && !['string', 'fixedCollection'].includes(type)) {
    return source`m.several(${writeField({ ...property, multiple: false }, writing)})`
  }
  const label = literal(labelOf(property.label, property.name, writing.names))
  const call = (builder: string, fallback: Json, ...rest: readonly (string | Source)[]) =>
    callOf(builder, [label, ...rest], extraOf(property, fallback))
  switch (type) {
    case 'string':
      if (property.multiple) return call('texts', [])
      return property.editor ? call('code', '', literal(languageOf(property))) : call('text', '')
    case 'number':
      return call('number', 0)
    case 'boolean':
      return call('flag', false)
    case 'json':
    case 'dateTime':
    case 'color':
      return call(type, '')
    case 'hidden':
      return property.required || property.noExpression
        ? callOf('special', [literal(type), label], extraOf(property, ''))
        : source`m.hidden(${literal(property.default)}, ${label})`
    case 'options':
    case 'multiOptions':
      return writeChoice(property, label, writing)
    case 'collection':
      return call('collection', {}, writing.inputs(property.members ?? [], property.versions ?? []))
    case 'fixedCollection':
      return writeGroups(property, label, writing)
    case 'resourceLocator':
      return writeLocator(property, label)
    case 'resourceMapper':
      return call('mapper', { mappingMode: 'defineBelow', value: null }, literal(property.settings ?? {}))
    case 'assignmentCollection':
      return call('assignments', {})
    case 'filter':
      return call('filter', {}, literal(property.settings ?? {}))
    default:
      return callOf('special', [literal(type), label], extraOf(property, ''))
  }
}

/** `m.builder(argument, …, { extra })`. */
export function callOf(builder: string, args: readonly (string | Source)[], extra: readonly Source[]): Source {
  return source`m.${builder}(${listOf(extra.length > 0 ? [...args, record(extra)] : args)})`
}

/** What a parameter carries besides its kind, as far as it differs from what the builder gives. */
export function extraOf(property: FactsProperty, fallback: Json): readonly Source[] {
  const { required, noExpression, min, max, decimals, rows, password, sortable, dependsOn, lookup } = property
  const extra: Partial<Record<keyof Property, Json>> = {
    ...(!property.withheld && literal(property.default) !== literal(fallback) && { default: property.default }),
    ...(required && { required }),
    ...(noExpression && { noExpression }),
    ...(property.type === 'number' && {
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(decimals !== undefined && { decimals }),
    }),
    ...(rows !== undefined && { rows }),
    ...(password && { password }),
    ...(property.validateType !== undefined && { validateType: property.validateType }),
    ...(sortable && ['string', 'fixedCollection'].includes(property.type) && { sortable }),
    ...(lookup !== undefined && !isPick(property) && { lookup: lookupName(lookup) }),
    ...(dependsOn && { dependsOn }),
  }
  return Object.entries(extra).map(([key, value]) => entry(key, literal(value)))
}

function languageOf({ editor, language }: FactsProperty): string {
  return editor === 'code' || editor === undefined ? (language ?? 'javaScript') : editor
}

/** A choice whose options are all looked up. */
function isPick({ type, lookup, options = [] }: FactsProperty): boolean {
  return (type === 'options' || type === 'multiOptions') && lookup !== undefined && options.length === 0
}

function writeChoice(property: FactsProperty, label: string, writing: Writing): Source {
  const { type, lookup, options = [] } = property
  const isOne = type === 'options'
  if (lookup !== undefined && isPick(property)) {
    const args = [label, literal(lookupName(lookup))]
    return callOf(isOne ? 'pick' : 'picks', args, extraOf(property, isOne ? '' : []))
  }
  if (options.length === 0) return callOf('special', [literal(type), label], extraOf(property, ''))
  const written = writeOptions(property, writing)
  const fallback = isOne ? (written.first ?? '') : []
  return callOf(isOne ? 'choice' : 'choices', [label, written.source], extraOf(property, fallback))
}

/** Options as an object, or as pairs where an object could not say their values or their order. */
function writeOptions(property: FactsProperty, writing: Writing): { readonly source: Source; readonly first: Json } {
  const { options = [], versions = [], name } = property
  const entries = options.flatMap((option) =>
    ranges(option.versions ?? versions, versions).map((range) => ({
      value: option.value,
      text: writeOption(option, range, writing),
    })),
  )
  const keys = entries.map(({ value }) => String(value))
  const asObject = Object.keys(Object.fromEntries(keys.map((key) => [key, key])))
  const first = entries[0]?.value ?? ''
  if (entries.every(({ value }) => typeof value === 'string') && literal(asObject) === literal(keys)) {
    const pairs = entries.map(({ value, text }) => entry(String(value), text))
    return { source: shareable(`${name}Options`, record(pairs)), first }
  }
  const pairs = entries.map(({ value, text }) => source`[${literal(value)}, ${text}]`)
  return { source: source`[${listOf(pairs)}]`, first }
}

function writeOption(option: PropertyOption, range: Range, { names }: Writing): Source {
  const label = literal(labelOf(option.label, String(option.value), names))
  const marks = [...marksOf(range), ...(option.when ? [entry('when', literal(option.when))] : [])]
  return marks.length === 0 ? source`${label}` : record([entry('label', label), ...marks])
}

/** `since` and `until` as entries of an object. */
export function marksOf({ since, until }: Range): readonly Source[] {
  return [
    ...(since !== undefined ? [entry('since', String(since))] : []),
    ...(until !== undefined ? [entry('until', String(until))] : []),
  ]
}

function writeGroups(property: FactsProperty, label: string, writing: Writing): Source {
  const { groups = [], versions = [], name } = property
  const written = groups.flatMap((group) => {
    const having = group.versions ?? versions
    const fields = shareable(`${name}Fields`, writing.inputs(group.values, having))
    const groupLabel = literal(labelOf(group.label, group.name, writing.names))
    return ranges(having, versions).map((range) => ({ name: group.name, groupLabel, fields, marks: marksOf(range) }))
  })
  const [only, second] = written
  const extra = extraOf(property, {})
  if (property.multiple && only && !second && only.marks.length === 0) {
    const named = only.groupLabel === label ? [] : [entry('groupLabel', only.groupLabel)]
    return callOf('list', [label, literal(only.name), only.fields], [...named, ...extra])
  }
  const entries = written.map((one) => entry(one.name, callOf('group', [one.groupLabel, one.fields], one.marks)))
  return callOf(property.multiple ? 'lists' : 'groups', [label, record(entries)], extra)
}

function writeLocator(property: FactsProperty, label: string): Source {
  const { modes = [] } = property
  const fallback = { mode: modes[0]?.name ?? 'id', value: '' }
  const written = source`[${listOf(modes.map((mode) => writeMode(mode, property)))}]`
  return callOf('locator', [label, written], extraOf(property, fallback))
}

function writeMode(mode: LocatorMode, property: FactsProperty): Source {
  const { name, type, lookup } = mode
  const what = labelOf(property.label, property.name).toLowerCase()
  const extract = mode.extract && plainSlashes(mode.extract)
  const asked = mode.validate && plainSlashes(mode.validate.pattern)
  const pattern = asked?.replace(/\.\*$/, '') === extract ? undefined : asked
  const message = `This is no ${name === 'url' ? 'address' : name === 'id' ? 'ID' : name} of a ${what}.`
  const named = (regex: string) => shareable('pattern', source`${literal(regex)}`)
  const validate = (regex: string) => record([entry('pattern', named(regex)), entry('message', literal(message))])
  const validation = pattern === undefined ? [] : [entry('validate', validate(pattern))]
  const extraction = extract === undefined ? [] : [entry('extract', named(extract))]
  const found = literal(lookupName(lookup ?? ''))
  if (name === 'list' && type === 'list') return callOf('byList', [found], validation)
  if (name === 'url' && extract !== undefined) return callOf('byUrl', [named(extract)], validation)
  if (name === 'id') return callOf('byId', [], [...extraction, ...validation])
  if (name === 'name') return callOf('byName', [], [...extraction, ...validation])
  const label = entry('label', literal(labelOf(mode.label, name)))
  const listed = type === 'list' ? [entry('lookup', found)] : []
  return record([
    entry('name', literal(name)),
    label,
    entry('type', literal(type)),
    ...listed,
    ...extraction,
    ...validation,
  ])
}

/** Several inputs of one name, of which the first that is there counts. */
export function oneOf(alternatives: readonly Source[]): Source {
  const [only, second] = alternatives
  return only && !second ? only : joinSources(['m.oneOf(', listOf(alternatives), ')'])
}

/** Only a literal needs its slashes escaped. */
function plainSlashes(pattern: string): string {
  return pattern.replaceAll('\\/', '/')
}
