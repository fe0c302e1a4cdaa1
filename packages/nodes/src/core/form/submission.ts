/**
 * What a form was filled with, as an item: a member for each element, by its place in the submission. Nothing is
 * refused here, what is missing is null. Values are text for ever: none is looked into but for what its field says it
 * is, and only the parser of uploads makes files.
 */
import type { BinaryData, Item, Json, JsonObject, VisitingUser, WebhookRequest } from '@millrace/sdk'
import { DateTime } from 'luxon'
import { chosenOf, type FormElement, jsonList, listOf, recordOf } from './form-element.ts'
import { toText } from '../values/to-text.ts'

export interface SubmissionAbout {
  /** When it came, in the zone it is told in. */
  readonly at: string
  readonly test: boolean
  /** What the address of the form said besides. */
  readonly query?: JsonObject
  readonly user?: VisitingUser
  readonly headers?: JsonObject
}

export function submittedItem(
  elements: readonly FormElement[],
  request: Pick<WebhookRequest, 'body' | 'files'>,
  about: SubmissionAbout,
): Item {
  const members: [string, Json][] = []
  const binary: [string, BinaryData][] = []
  for (const [place, element] of elements.entries()) {
    if (element.name === undefined) continue
    if (element.field.kind === 'files') {
      const uploads = uploadsOf(request.files, place)
      const described = uploads.map(describe)
      members.push([element.name, element.field.several ? listOrNull(described) : (described[0] ?? null)])
      binary.push(...namedUploads(element.name, uploads))
    } else members.push([element.name, valueOf(element, submitted(request.body, place))])
  }
  members.push(['submittedAt', about.at], ['formMode', about.test ? 'test' : 'production'])
  if (about.user !== undefined) members.push(['user', { ...about.user }])
  if (about.query !== undefined) members.push(['formQueryParameters', about.query])
  if (about.headers !== undefined) members.push(['headers', about.headers])
  return {
    json: Object.fromEntries(members),
    ...(binary.length > 0 && { binary: Object.fromEntries(binary) }),
  }
}

/** What came for the element at a place; undefined where nothing did. */
export function submitted(body: Json | undefined, place: number): Json | undefined {
  const values = recordOf(body)
  const name = `field-${place}`
  return Object.hasOwn(values, name) ? values[name] : undefined
}

/** The uploads of the element at a place, in order. */
export function uploadsOf(files: WebhookRequest['files'], place: number): readonly BinaryData[] {
  const name = `field-${place}`
  const uploads = Object.hasOwn(files, name) ? [files[name]] : []
  for (let number = 0; Object.hasOwn(files, `${name}_${number}`); number++) uploads.push(files[`${name}_${number}`])
  return uploads.filter((one) => one !== undefined)
}

/** What was chosen of the options, however it was sent: as a list, a JSON text, or one text for each. */
export function choicesOf(given: Json | undefined, options: readonly string[]): readonly string[] {
  if (given === undefined || given === null || given === '') return []
  const sent = typeof given === 'string' ? asOffered(given, options) : given
  if (typeof sent === 'string' && !options.includes(sent)) return jsonList(sent) ?? [sent]
  return chosenOf(sent, options).map((one) => asOffered(one, options))
}

/** An option as it is offered: browsers send line breaks in a way of their own. */
export function asOffered(text: string, options: readonly string[]): string {
  return options.includes(text) ? text : text.replaceAll('\r\n', '\n')
}

function valueOf({ field, dateFormat }: FormElement, given: Json | undefined): Json {
  if (given === undefined || given === null) return null
  const text = toText(listOf(given).at(-1))
  switch (field.kind) {
    case 'line':
      if (field.type === 'number') return numberOf(text)
      return field.type === 'date' && dateFormat !== undefined ? inFormat(text, dateFormat) : text
    case 'choices': {
      const chosen = choicesOf(given, field.options)
      return field.several ? [...chosen] : (chosen[0] ?? null)
    }
    case 'markup':
      // The author's own, whatever was sent in its place.
      return field.markup
    case 'dropdown':
      return asOffered(text, field.options)
    case 'lines':
    case 'hidden':
    case 'files':
      return text
  }
}

function numberOf(text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isNaN(value) ? null : value
}

/** A day in the way that people write it: `mm/dd/yyyy`. */
function inFormat(day: string, format: string): string {
  const date = DateTime.fromISO(day, { zone: 'UTC' })
  if (!date.isValid) return day
  return date.toFormat(format.replace(/[ymd]+/gi, (part) => part.toLowerCase().replaceAll('m', 'M')))
}

function listOrNull(list: readonly JsonObject[]): Json {
  return list.length === 0 ? null : [...list]
}

function describe({ fileName, mimeType, bytes }: BinaryData): JsonObject {
  return { filename: fileName ?? '', mimetype: mimeType, size: bytes ?? 0 }
}

/** Uploads under the name of their element, numbered where there are several. */
function namedUploads(name: string, uploads: readonly BinaryData[]): readonly [string, BinaryData][] {
  const plain = name.replaceAll(/\W/g, '_')
  return uploads.map((file, number) => [uploads.length === 1 ? plain : `${plain}_${number}`, file])
}
