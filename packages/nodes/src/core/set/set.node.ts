/**
 * Edit Fields. Assignments read the original item: a later one does not see what an earlier one made, and of
 * two with the same name the last wins.
 */
import { isExpression, splitTemplate } from '@millrace/expression'
import * as m from '@millrace/sdk'
import { fieldNames, getField, hasField, lastName, removeField, setField } from '../values/field-path.ts'
import { fillTemplate } from '../values/fill-template.ts'
import { type FieldType, toType } from './to-type.ts'

const old = { show: { '@version': [3, 3.1, 3.2] } }
const isNew = { hide: { '@version': [3, 3.1, 3.2] } }
const manual = m.is('mode', 'manual')

const selected = m.is('include', 'selected')
const except = m.is('include', 'except')
const includesOthers = m.is('/includeOtherFields', true)

const sample = '{\n  "my_field_1": "value",\n  "my_field_2": 1\n}\n'

const input = {
  mode: m.choice('Mode', { manual: 'Fields one by one', raw: 'JSON' }, { noExpression: true }),
  duplicateItem: m.flag('Duplicate items', { help: 'Hands on each item several times.' }),
  duplicateCount: m.when(m.is('duplicateItem', true), m.number('Number of copies', { min: 0 })),
  duplicateWarning: m.when(m.is('duplicateItem', true), m.notice('For trying things out: every item is repeated.')),
  jsonOutput: m.when(m.is('mode', 'raw'), m.json('JSON', { default: sample, validateType: 'object', rows: 5 })),
  fields: m.when(
    m.all(old, manual),
    m.list(
      'Fields to set',
      'values',
      {
        name: m.text('Name'),
        type: m.choice('Type', {
          stringValue: 'Text',
          numberValue: 'Number',
          booleanValue: 'True or false',
          arrayValue: 'List',
          objectValue: 'Object',
        }),
        stringValue: m.when(m.is('type', 'stringValue'), m.value('Value', { validateType: 'string' })),
        numberValue: m.when(m.is('type', 'numberValue'), m.value('Value', { validateType: 'number' })),
        booleanValue: m.when(
          m.is('type', 'booleanValue'),
          m.raw(m.choice('Value', { true: 'True', false: 'False' }, { validateType: 'boolean' })),
        ),
        arrayValue: m.when(m.is('type', 'arrayValue'), m.value('Value', { validateType: 'array' })),
        objectValue: m.when(
          m.is('type', 'objectValue'),
          m.json('Value', { default: '={}', validateType: 'object', rows: 2 }),
        ),
      },
      { sortable: true, groupLabel: 'Values' },
    ),
  ),
  assignments: m.when(
    m.all(isNew, manual),
    m.assignments('Fields to set', {
      help: 'A value may be an expression; it sees the item as it came in, not what is set above it.',
    }),
  ),
  include: m.oneOf(
    m.when(
      old,
      m.choice('Keep', {
        all: 'All fields of the input',
        none: 'None of them',
        selected: 'Some of them',
        except: 'All but some',
      }),
    ),
    m.when(
      { hide: { '@version': [3, 3.1, 3.2], '/includeOtherFields': [false] } },
      m.choice('Fields to keep', { all: 'All', selected: 'Some', except: 'All but some' }),
    ),
  ),
  includeOtherFields: m.when(
    isNew,
    m.flag('Keep the other fields', { help: 'Otherwise only the fields set here go on.' }),
  ),
  includeFields: m.oneOf(
    m.when(m.all(selected, old), m.text('Fields to keep', { placeholder: 'id, customer.name' })),
    m.when(m.all(selected, includesOthers, isNew), m.text('Fields to keep', { placeholder: 'id, customer.name' })),
  ),
  excludeFields: m.oneOf(
    m.when(m.all(except, old), m.text('Fields to drop', { placeholder: 'id, customer.name' })),
    m.when(m.all(except, includesOthers, isNew), m.text('Fields to drop', { placeholder: 'id, customer.name' })),
  ),
  options: m.collection('Options', {
    includeBinary: m.when({ hide: { '@version': [{ _cnd: { gte: 3.4 } }] } }, m.flag('Keep files', { default: true })),
    stripBinary: m.when(
      m.all(m.is('@version', { _cnd: { gte: 3.4 } }), m.is('/includeOtherFields', true)),
      m.flag('Drop files', { help: 'Otherwise the files of the item go on as well.', default: true }),
    ),
    ignoreConversionErrors: m.when(
      m.is('/mode', 'manual'),
      m.flag('Ignore type conversion errors', { help: 'A value that does not fit its type goes on as it is.' }),
    ),
    dotNotation: m.flag('Dots in names reach into objects', {
      help: '“customer.name” sets the field name inside customer. Off, the dot is part of the name.',
      default: true,
    }),
  }),
}

type Input = m.Read<typeof input>

const editFields = m.operation({
  since: 3,
  input,
  per: 'item',
  run: (given, { item, index, version, context }) => {
    const dots = given.options.dotNotation !== false
    const kept = keptFields(given, item.json, version, dots)
    const edited =
      given.mode === 'raw'
        ? setAll(kept, Object.entries(rawObject(given.jsonOutput, context, index)), dots)
        : setAll(kept, assigned(given, context), dots)
    const binary = keepsFiles(given, version) ? item.binary : undefined
    const made: m.Item = binary === undefined ? { json: edited } : { json: edited, binary }
    if (!given.duplicateItem) return made
    return Array.from({ length: copiesOf(given) }, () => made)
  },
})

/** More copies of an item are a slip of the pen, and would take all memory. */
const mostCopies = 100_000

/** How many items come of one. */
function copiesOf({ duplicateCount = 0 }: Input): number {
  if (duplicateCount <= mostCopies) return Math.max(0, duplicateCount + 1)
  throw m.refuse(`An item is copied at most ${mostCopies} times, and ${duplicateCount} copies are asked for.`, {
    code: 'copies_too_many',
    retry: 'no',
  })
}

/** What of the input stays. */
function keptFields(given: Input, json: m.JsonObject, version: number, dots: boolean): m.JsonObject {
  const include = version >= 3.3 && !given.includeOtherFields ? 'none' : given.include
  switch (include) {
    case 'none':
      return {}
    case 'selected': {
      let kept: m.JsonObject = {}
      for (const name of fieldNames(given.includeFields ?? '')) {
        if (hasField(json, name, dots))
          kept = setField(kept, lastName(name, json, dots), getField(json, name, dots), false)
      }
      return kept
    }
    case 'except':
      return fieldNames(given.excludeFields ?? '').reduce((rest, name) => removeField(rest, name, dots), json)
    default:
      return json
  }
}

function keepsFiles({ options, includeOtherFields }: Input, version: number): boolean {
  if (version < 3.4) return options.includeBinary === true
  return includeOtherFields === true && options.stripBinary !== true
}

type Assigned = readonly (readonly [name: string, value: m.Json | undefined])[]

const oldTypes: Readonly<Record<string, FieldType>> = {
  stringValue: 'string',
  numberValue: 'number',
  booleanValue: 'boolean',
  arrayValue: 'array',
  objectValue: 'object',
}

function assigned({ assignments, fields, options }: Input, context: m.RunContext): Assigned {
  const lenient = options.ignoreConversionErrors === true
  if (assignments)
    return assignments.map(({ name, type, value }) => [name, toType(value, type, name, context, lenient)])
  return (fields ?? []).map((field) => {
    const value = field[field.type]
    return [field.name, toType(value, m.own(oldTypes, field.type) ?? 'string', field.name, context, lenient)]
  })
}

/** Fields set one after the other; names without dots, the common case, in one copy. */
function setAll(json: m.JsonObject, fields: Assigned, dots: boolean): m.JsonObject {
  const copy: Record<string, m.Json | undefined> = { ...json }
  let edited: m.JsonObject = copy
  for (const [name, value] of fields) {
    const plain = edited === copy && name !== '__proto__' && !(dots && /[.[]/.test(name))
    if (plain) copy[name] = value
    else edited = setField(edited, name, value, dots)
  }
  return edited
}

function rawObject(given: unknown, context: m.RunContext, index: number): m.JsonObject {
  const text = filledJson(context, index) ?? given
  const value: unknown = typeof text === 'string' ? parseJson(text) : text
  if (m.isJsonObject(value)) return value
  throw m.refuse('The JSON of Edit Fields must be an object.', {
    code: 'set_json_no_object',
    hint: 'Write { "field": value }, or an expression that gives an object.',
    retry: 'no',
  })
}

/** JSON with expressions in it: what they give is written as JSON, but for texts, which stand in quotes of the author's. */
function filledJson(context: m.RunContext, index: number): string | undefined {
  const written = context.rawParameters['jsonOutput']
  if (!isExpression(written)) return undefined
  const text = written.slice(1)
  return splitTemplate(text, context.expressions ?? 'n8n').length === 1
    ? undefined
    : fillTemplate(text, jsonText, context, index)
}

function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw m.refuse('The JSON of Edit Fields is not valid.', {
      code: 'set_json_invalid',
      description: cause instanceof Error ? cause.message : undefined,
      hint: 'Put texts that come from expressions in quotes.',
      retry: 'no',
      cause,
    })
  }
}

const setValues = m.operation({
  until: 2,
  input: {
    keepOnlySet: m.flag('Keep only what is set'),
    values: m.lists(
      'Values to set',
      {
        boolean: m.group('True or false', {
          name: m.text('Name', { default: 'propertyName' }),
          value: m.raw(m.flag('Value')),
        }),
        number: m.group('Number', {
          name: m.text('Name', { default: 'propertyName' }),
          value: m.raw(m.number('Value')),
        }),
        string: m.group('Text', { name: m.text('Name', { default: 'propertyName' }), value: m.value('Value') }),
      },
      { sortable: true },
    ),
    options: m.collection('Options', {
      dotNotation: m.flag('Dots in names reach into objects', {
        help: '“customer.name” sets the field name inside customer. Off, the dot is part of the name.',
        default: true,
      }),
    }),
  },
  per: 'item',
  run: ({ keepOnlySet, values, options }, { item, version }) => {
    const truths = (values.boolean ?? []).map(({ name, value }) => ({ name, value: Boolean(value) }))
    const numbers = (values.number ?? []).map(({ name, value }) => ({
      name,
      value: version < 2 ? value : numberOf(value),
    }))
    const rows = [...truths, ...numbers, ...(values.string ?? [])]
    // What an expression gave is plain data: the evaluator lets nothing else out.
    const fields = rows.map(({ name, value }) => [name, value as m.Json | undefined] as const)
    const json = setAll(keepOnlySet ? {} : item.json, fields, options.dotNotation !== false)
    return !keepOnlySet && item.binary !== undefined ? { json, binary: item.binary } : { json }
  },
})

/** JSON knows no number that is none. */
function numberOf(value: unknown): number | null {
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

export const set = m.defineNode({
  type: 'set',
  name: 'Edit Fields',
  about: 'Sets, changes and drops fields of each item.',
  icon: 'lucide:pencil-line',
  category: 'data',
  aliases: ['set', 'map', 'assign', 'rename', 'add field', 'json', 'transform'],
  versions: [1, 2, 3, 3.1, 3.2, 3.3, 3.4, 3.5],
  summary: [
    { text: 'JSON', when: m.is('mode', 'raw') },
    { text: 'Sets {assignments.assignments.*.name}', when: manual },
  ],
  operation: [setValues, editFields],
})
