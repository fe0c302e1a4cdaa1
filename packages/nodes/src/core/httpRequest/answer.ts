/** What an answer becomes: items, or the error it reports. Pure. */
import { type BinaryData, type HttpResponse, type Item, type Json, type JsonObject, refuse } from '@millrace/sdk'
import { asItemJson } from '../values/as-item-json.ts'
import { answerError } from './errors.ts'
import type { AnswerRules } from './exchange.ts'

/**
 * The items of an answer. A file travels with the input's JSON.
 * @throws NodeError when the status is one of failure or the body is not what was asked for
 */
export function readItems(response: HttpResponse, rules: AnswerRules, input: Item): readonly Item[] {
  if (!rules.neverError && !isSuccess(response.status)) throw answerError(response)
  const about = { headers: headersOf(response), statusCode: response.status, statusMessage: response.statusText }
  if (response.file) {
    const json = rules.full ? about : input.json
    const file = unpackedFile(response, response.file, rules.field)
    return [{ json, binary: { ...input.binary, [rules.field]: file } }]
  }
  const body = bodyOf(response, rules)
  if (rules.format === 'text' || rules.format === 'value' || (rules.format === 'auto' && !isJsonType(response))) {
    const text: JsonObject = body === undefined ? {} : { [rules.field]: body }
    return [{ json: rules.full ? { ...text, ...about } : text }]
  }
  if (rules.full) return [{ json: { body: body ?? {}, ...about } }]
  if (Array.isArray(body) && rules.split) return body.map((one) => ({ json: asItemJson(one) }))
  if (typeof body === 'string') {
    throw refuse('The answer is a JSON text, which cannot become an item. Set the response format to Text.', {
      code: 'answer_no_object',
      retry: 'no',
    })
  }
  return [{ json: asItemJson(body ?? null) }]
}

/** A file that came packed is not the one its address names: unless the answer names it, it is called after its field. */
function unpackedFile({ headers }: HttpResponse, file: BinaryData, field: string): BinaryData {
  if (headers['content-encoding'] === undefined || headers['content-disposition'] !== undefined) return file
  const { fileName: _fromAddress, directory: _ofAddress, ...about } = file
  const { fileExtension } = file
  return { ...about, fileName: fileExtension === undefined ? field : `${field}.${fileExtension}` }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** The body as the format wants it; undefined where there is none. */
export function bodyOf(response: HttpResponse, rules: AnswerRules): Json | undefined {
  const text = (response.text ?? '').replace(/^\uFEFF/, '')
  switch (rules.format) {
    case 'json':
      return parsed(text, rules)
    case 'auto':
      return text === '' ? undefined : isJsonType(response) ? parsed(text, rules) : text
    case 'text': {
      if (text === '') return undefined
      const value = isJsonType(response) ? valueOf(text) : text
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
    }
    case 'value':
      if (text === '') return undefined
      return isJsonType(response) ? valueOf(text) : text
    case 'file':
      return undefined
  }
}

function parsed(text: string, rules: AnswerRules): Json | undefined {
  // An empty answer is no JSON; n8n fails at it as a whole, except in its first versions.
  if (text === '' && rules.strictJson) return undefined
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch (cause) {
    throw refuse(text === '' ? 'The answer is empty, so it is no JSON.' : 'The answer is no JSON.', {
      code: 'answer_no_json',
      description: text.slice(0, 500),
      hint: 'Set the response format to Text, or let it be detected.',
      retry: 'no',
      ...(rules.strictJson || text === '' ? { reach: 'node' as const } : {}),
      cause,
    })
  }
}

/** Text that is typed as JSON: its value, or the text where it is none after all. */
function valueOf(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    // Asked for as text: what does not parse is still an answer.
    return text
  }
}

function isJsonType(response: HttpResponse): boolean {
  const type = response.headers['content-type']
  return typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type)
}

/** Several headers of one name are joined, cookies stay a list. */
function headersOf(response: HttpResponse): JsonObject {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : name === 'set-cookie' ? [...value] : value.join(', '),
    ]),
  )
}
