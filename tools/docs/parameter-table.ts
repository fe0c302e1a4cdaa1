/** The parameters of a node as a table: what each is called, what it takes, what it is for, and when it is there. */
import type { Json, Property, PropertyType } from '@millrace/sdk'
import { conditionWords, mayHold, type Settled } from './condition-words.ts'
import { capital, cell, code, sentence, table } from './markdown.ts'

/** How many choices a cell lists. */
const MOST_CHOICES = 14

/** What forms show without asking for anything. */
const silent: ReadonlySet<PropertyType> = new Set([
  'notice',
  'hidden',
  'callout',
  'button',
  'curlImport',
  'credentials',
])

/** Notices that are always shown where everything settled is so, as sentences. */
export function noticesOf(properties: readonly Property[], settled: Settled): readonly string[] {
  return present(properties, settled)
    .filter(({ type, when }) => type === 'notice' && conditionWords(when, settled, properties, properties) === '')
    .map(({ label }) => label)
}

/** The table of some of all parameters; undefined where there is nothing to set. */
export function parameterTable(
  properties: readonly Property[],
  all: readonly Property[],
  settled: Settled,
): string | undefined {
  const rows = rowsOf(properties, { within: '', depth: 0, beside: all, top: all, settled })
  return rows.length === 0 ? undefined : table(['Parameter', 'Takes', 'Preset', 'Meaning'], rows)
}

/** The parameters of a version that may be there. */
export function present(properties: readonly Property[], settled: Settled): readonly Property[] {
  return properties.filter(
    ({ versions, when }) => (versions?.includes(settled.version) ?? true) && mayHold(when, settled),
  )
}

interface Place {
  /** What stands between the parameter above and this one in a document: the name of a group. */
  readonly within: string
  readonly depth: number
  readonly beside: readonly Property[]
  readonly top: readonly Property[]
  readonly settled: Settled
}

function rowsOf(properties: readonly Property[], place: Place): readonly (readonly string[])[] {
  return present(properties, place.settled)
    .filter(({ type }) => !silent.has(type))
    .flatMap((property) => rowsFor(property, place))
}

function rowsFor(property: Property, place: Place): readonly (readonly string[])[] {
  const settled: Settled = { ...place.settled, inside: true }
  const depth = place.depth + 1
  const label = cell(`${'› '.repeat(place.depth)}**${property.label}**`)
  const own = [
    `${label}<br>${cell(code(`${place.within}${property.name}`))}`,
    takes(property, place.settled).map(cell).join('<br>'),
    cell(preset(property)),
    cell(meaning(property, place)),
  ]
  const members = rowsOf(property.members ?? [], {
    ...place,
    settled,
    depth,
    within: '',
    beside: property.members ?? [],
  })
  const groups = (property.groups ?? [])
    .filter(({ versions }) => versions?.includes(place.settled.version) ?? true)
    .flatMap(({ name, values }) => rowsOf(values, { ...place, settled, depth, within: `${name}.`, beside: values }))
  return [own, ...members, ...groups]
}

const kinds: Readonly<Partial<Record<PropertyType, string>>> = {
  assignmentCollection: 'fields, each with name, type and value',
  boolean: 'on or off',
  collection: 'options, added as needed',
  color: 'a colour',
  credentialsSelect: 'a kind of credential',
  dateTime: 'a date with time',
  filter: 'conditions',
  json: 'JSON',
  multiOptions: 'any of',
  number: 'a number',
  resourceMapper: 'a value for each column',
  string: 'text',
  workflowSelector: 'a workflow',
}

const editors = { code: 'code', json: 'JSON', html: 'HTML', sql: 'SQL', css: 'CSS' } as const
const languages = { javaScript: 'JavaScript', python: 'Python', json: 'JSON' } as const

/** What a parameter takes, in lines. */
function takes(property: Property, settled: Settled): readonly string[] {
  const { type, multiple, editor, language, modes, options, lookup } = property
  if (type === 'fixedCollection') return [multiple === true ? 'any number of rows' : 'a group of fields']
  if (type === 'resourceLocator') {
    return [`chosen ${(modes ?? []).map(({ name, label }) => ways[name] ?? `by ${label}`).join(', or ')}`]
  }
  if (language !== undefined) return [languages[language]]
  if (editor !== undefined) return [editors[editor]]
  if (type === 'options' || type === 'multiOptions') {
    if (lookup !== undefined || (options ?? []).length === 0) return ['one of a list that is looked up']
    const among = (options ?? []).filter(
      ({ versions, when }) => (versions?.includes(settled.version) ?? true) && mayHold(when, settled),
    )
    return [type === 'options' ? 'one of' : 'any of', ...choices(among)]
  }
  const kind = kinds[type] ?? 'text'
  return [multiple === true ? `any number of: ${kind}` : kind]
}

const ways: Readonly<Record<string, string>> = { list: 'from a list', id: 'by ID', url: 'by URL', name: 'by name' }

function choices(options: NonNullable<Property['options']>): readonly string[] {
  const shown = options.length > MOST_CHOICES + 2 ? options.slice(0, MOST_CHOICES) : options
  const rest = shown.length < options.length ? [`… (${options.length} in all)`] : []
  // Where people and documents say the same, one line is enough.
  if (shown.every(({ label, value, help }) => label === String(value) && help === undefined)) {
    return [[...shown.map(({ label }) => label), ...rest].join(' · ')]
  }
  const lines = shown.map(({ label, value, help }) => {
    const name = label === String(value) ? '' : ` ${code(typeof value === 'string' ? value : JSON.stringify(value))}`
    return `· ${label}${name}${help === undefined ? '' : `: ${help}`}`
  })
  return [...lines, ...rest]
}

/** The preset value where a reader is told something by it. */
function preset({ type, default: value, options, rows, editor }: Property): string {
  const option = options?.find((one) => one.value === value)
  if (option !== undefined) return option.label
  if (type === 'boolean') return value === true ? 'on' : 'off'
  if (isEmpty(value)) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (Array.isArray(value) && options !== undefined) {
    return value
      .map((one: Json) => options.find((other) => other.value === one)?.label ?? JSON.stringify(one))
      .join(', ')
  }
  if (typeof value === 'object' || text.includes('\n') || text.length > 40 || (editor ?? rows) !== undefined) {
    return typeof value === 'object' && type !== 'json' ? '' : 'a sample'
  }
  return code(text)
}

function isEmpty(value: Json): boolean {
  if (value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function meaning(property: Property, { beside, top, settled }: Place): string {
  const { help = '', placeholder = '', required, when, min, max } = property
  const condition = conditionWords(when, settled, beside, top)
  const limits = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`].filter(Boolean)
  return [
    sentence(help),
    limits.length > 0 ? capital(sentence(limits.join(' and '))) : '',
    placeholder === '' ? '' : `For example ${code(placeholder)}.`,
    required === true ? 'Needed.' : '',
    condition === '' ? '' : `Only when ${condition}.`,
  ]
    .filter(Boolean)
    .join(' ')
}
