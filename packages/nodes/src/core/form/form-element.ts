/**
 * The elements of a form, read from what a node's parameters or a JSON text say of them. Documents are written by
 * hand and by machines, so nothing is believed: what makes no sense becomes a line of text.
 */
import { type FormField, isJsonObject, type Json, type JsonObject } from '@millrace/sdk'
import { toText } from '../values/to-text.ts'

export interface FormElement {
  readonly field: FormField
  /** The member of the item that its value becomes; undefined where it becomes none. */
  readonly name: string | undefined
  /** The names under which an address presets it. */
  readonly presets: readonly string[]
  /** How a date is written in the item. */
  readonly dateFormat?: string
}

/**
 * Reads elements in order: their places are what submissions name. They are what the parameter of elements holds, or
 * a list. `named` says whether values may have names that are not their labels.
 */
export function readElements(given: unknown, named: boolean): readonly FormElement[] {
  return listOf(Array.isArray(given) ? given : recordOf(given)['values']).map((one) =>
    readElement(recordOf(one), named),
  )
}

function readElement(given: JsonObject, named: boolean): FormElement {
  const kind = toText(given['fieldType'])
  const label = toText(given['fieldLabel'])
  const ownName = toText(given['fieldName'])
  if (kind === 'html') return readMarkup(given)
  if (kind === 'hiddenField') {
    const name = ownName || label
    return { field: { kind: 'hidden', value: toText(given['fieldValue']) }, name, presets: [name] }
  }
  const name = (named && ownName) || label
  const dateFormat = kind === 'date' ? toText(given['formatDate']) : ''
  return {
    field: readField(kind, label, given),
    name,
    presets: name === label ? [label] : [name, label],
    ...(dateFormat !== '' && { dateFormat }),
  }
}

/** Own HTML is a part of what is submitted once it has a name. */
function readMarkup(given: JsonObject): FormElement {
  const name = toText(given['elementName'])
  return {
    field: { kind: 'markup', markup: toText(given['html']), submitted: name !== '' },
    name: name === '' ? undefined : name,
    presets: [],
  }
}

function readField(kind: string, label: string, given: JsonObject): FormField {
  const asked = { label, required: given['requiredField'] === true }
  const value = toText(given['defaultValue'])
  const placeholder = toText(given['placeholder'])
  switch (kind) {
    case 'textarea':
      return { ...asked, kind: 'lines', value, placeholder }
    case 'date':
      // A moment is stored with its time.
      return {
        ...asked,
        kind: 'line',
        type: 'date',
        value: /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? '',
        placeholder: '',
      }
    case 'password':
      return { ...asked, kind: 'line', type: 'password', value: '', placeholder }
    case 'number':
    case 'email':
      return { ...asked, kind: 'line', type: kind, value, placeholder }
    case 'file':
      return {
        ...asked,
        kind: 'files',
        several: given['multipleFiles'] !== false,
        accept: toText(given['acceptFileTypes']),
      }
    case 'dropdown':
    case 'checkbox':
    case 'radio':
      return readChoice(kind, asked, given)
    default:
      return { ...asked, kind: 'line', type: 'text', value, placeholder }
  }
}

type Choosing = 'dropdown' | 'checkbox' | 'radio'

function readChoice(kind: Choosing, asked: { label: string; required: boolean }, given: JsonObject): FormField {
  const options = listOf(recordOf(given['fieldOptions'])['values'])
    .map((one) => toText(recordOf(one)['option']))
    .filter((one) => one !== '')
  const preset = given['defaultValue']
  if (kind === 'dropdown' && given['multiselect'] !== true) {
    return { ...asked, kind: 'dropdown', options, value: toText(preset) }
  }
  const several = kind !== 'radio'
  const [atLeast, atMost] = kind === 'checkbox' ? limitsOf(given) : [0, null]
  return {
    ...asked,
    kind: 'choices',
    several,
    atLeast: Math.max(atLeast, asked.required ? 1 : 0),
    atMost: several ? atMost : 1,
    options,
    values: chosenOf(preset, options),
  }
}

function limitsOf(given: JsonObject): readonly [number, number | null] {
  const count = (name: string, otherwise: number) => {
    const value = given[name]
    return typeof value === 'number' && value >= 0 ? value : otherwise
  }
  switch (given['limitSelection']) {
    case 'exact':
      return [count('numberOfSelections', 1), count('numberOfSelections', 1)]
    case 'range':
      return [count('minSelections', 0), count('maxSelections', 1)]
    default:
      return [0, null]
  }
}

/** What is chosen: one of the options, a list of them, a list as JSON text, or several between commas. */
export function chosenOf(given: Json | undefined, options: readonly string[]): readonly string[] {
  if (typeof given === 'string' && !options.includes(given)) {
    return (jsonList(given) ?? given.split(',').map((one) => one.trim())).filter((one) => one !== '')
  }
  return listOf(given ?? []).map(toText)
}

/** A list of texts that was written as JSON; undefined where the text is none. */
export function jsonList(text: string): readonly string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.map(toText) : undefined
  } catch {
    // Text that merely begins like a list is text.
    return undefined
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

export function recordOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}
