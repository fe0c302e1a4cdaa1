/**
 * Requests as descriptions. A service says once where it lives, how its lists are paged and where its error
 * messages are (`HttpManners`); an operation says which request it is (`RequestSpec`) and where the items
 * are in the answer. This file turns both into requests of the engine's HTTP layer and answers into items.
 */
import { valueAt } from '../form/condition-holds.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'
import type { Item } from '../item.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { type NodeError, serviceError } from '../node-error.ts'
import type { RunContext } from '../run-context.ts'

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head'

/** One request: `{ get: path`/bases/${base}` , query: { … } }`. A path without a host is below the base address. */
export type RequestSpec = {
  readonly [V in Verb]: { readonly [P in V]: string } & { readonly [P in Exclude<Verb, V>]?: undefined } & RequestParts
}[Verb]

interface RequestParts {
  readonly query?: Readonly<Record<string, Json | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: JsonObject | readonly Json[]
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string | undefined>>
}

/** How a service is spoken to. */
export interface HttpManners {
  readonly baseUrl: string
  readonly headers?: Readonly<Record<string, string>>
  readonly pages?: Pages
  /** Where the sentence is in an answer that reports an error: `error.message`. */
  readonly errorMessage?: string
  readonly arrayFormat?: HttpRequest['arrayFormat']
}

/** How a list goes on. `write` is a place in the request: `query.offset`, `body.start_cursor`. */
export type Pages =
  | { readonly by: 'cursor'; readonly read: string; readonly write: string; readonly size?: PageSize }
  | {
      readonly by: 'page'
      readonly write: string
      readonly first: number
      /** The first page is what is asked for without a number. */
      readonly firstUnsaid?: boolean
      readonly size: PageSize
    }
  | { readonly by: 'offset'; readonly write: string; readonly size: PageSize }
  | { readonly by: 'next'; readonly read: string; readonly size?: PageSize }

/** Where the wished number of entries goes, and the most the service gives. */
export interface PageSize {
  readonly write: string
  readonly max: number
}

/** A list goes on with a mark out of the answer. */
export function cursor(about: { readonly read: string; readonly write: string; readonly size?: PageSize }): Pages {
  return { by: 'cursor', ...about }
}

/** A list goes on with a page number. */
export function pageNumber(about: {
  readonly write: string
  readonly first?: number
  readonly firstUnsaid?: boolean
  readonly size: PageSize
}): Pages {
  return { by: 'page', first: 1, ...about }
}

/** A list goes on behind so many entries. */
export function offset(about: { readonly write: string; readonly size: PageSize }): Pages {
  return { by: 'offset', ...about }
}

/** A list goes on at an address out of the answer. */
export function nextAddress(about: { readonly read: string; readonly size?: PageSize }): Pages {
  return { by: 'next', ...about }
}

/** Text of an address whose places are encoded. */
export function path(texts: TemplateStringsArray, ...values: readonly (string | number | boolean)[]): string {
  return texts.reduce((all, text, i) => `${all}${encodeURIComponent(String(values[i - 1] ?? ''))}${text}`)
}

/** Everything one operation's request needs to be performed. */
export interface RequestPlan {
  readonly http: HttpManners | undefined
  readonly spec: RequestSpec
  /** Where the items are in the answer; left out, a list's entries or the whole object. */
  readonly items?: string | ((answer: Json) => readonly Json[])
  readonly pages?: Pages
  /** How many items are wanted at most. */
  readonly limit?: number
  readonly credential?: string
}

/**
 * Performs a described request, page after page where it is a list.
 * @throws NodeError when the service cannot be reached, refuses, or answers with what is no JSON
 */
export async function performRequest(
  context: RunContext,
  plan: RequestPlan,
  itemIndex: number,
): Promise<readonly Item[]> {
  const found: Json[] = []
  let request: HttpRequest | undefined = firstRequest(plan)
  for (let page = 0; request; page++) {
    const response: HttpResponse = await context.http.send(request, itemIndex)
    const answer = readAnswer(response, plan.http, itemIndex)
    const entries = entriesOf(answer, plan.items)
    found.push(...entries)
    if (plan.limit !== undefined && found.length >= plan.limit) break
    request = nextRequest(request, plan, answer, { page, found: found.length, got: entries.length })
  }
  return found.slice(0, plan.limit).map((json) => ({ json: isJsonObject(json) ? json : { value: json } }))
}

function firstRequest({ http, spec, pages, limit, credential }: RequestPlan): HttpRequest {
  const [verb, address] = verbOf(spec)
  const { query, headers, body, form } = spec
  const request: HttpRequest = {
    method: verb.toUpperCase(),
    url: /^https?:\/\//.test(address) ? address : `${http?.baseUrl ?? ''}${address}`,
    ...(query && { query }),
    headers: { accept: 'application/json', ...http?.headers, ...headers },
    ...(http?.arrayFormat && { arrayFormat: http.arrayFormat }),
    ...(body && { body: { kind: 'json', value: body } }),
    ...(form && { body: { kind: 'form', fields: formFields(form) } }),
    ...(credential !== undefined && { credential }),
  }
  if (!pages) return request
  const size = pages.size && Math.min(limit ?? pages.size.max, pages.size.max)
  const sized = pages.size ? written(request, pages.size.write, size) : request
  if (pages.by === 'page') return pages.firstUnsaid ? sized : written(sized, pages.write, pages.first)
  return pages.by === 'offset' ? written(sized, pages.write, 0) : sized
}

function nextRequest(
  last: HttpRequest,
  { pages }: RequestPlan,
  answer: Json,
  so: { readonly page: number; readonly found: number; readonly got: number },
): HttpRequest | undefined {
  if (!pages || so.got === 0) return undefined
  switch (pages.by) {
    case 'cursor': {
      const mark = isJsonObject(answer) ? valueAt(answer, pages.read) : undefined
      return typeof mark === 'string' || typeof mark === 'number' ? written(last, pages.write, mark) : undefined
    }
    case 'next': {
      const address = isJsonObject(answer) ? valueAt(answer, pages.read) : undefined
      if (typeof address !== 'string' || address === '') return undefined
      const { query: _query, ...rest } = last
      return { ...rest, url: address }
    }
    case 'page':
      return so.got < pages.size.max ? undefined : written(last, pages.write, pages.first + so.page + 1)
    case 'offset':
      return so.got < pages.size.max ? undefined : written(last, pages.write, so.found)
  }
}

/** A request with a value at `query.<name>` or `body.<name>`. */
function written(request: HttpRequest, place: string, value: Json | undefined): HttpRequest {
  const dot = place.indexOf('.')
  const name = place.slice(dot + 1)
  if (place.slice(0, dot) === 'query') return { ...request, query: { ...request.query, [name]: value } }
  const body = request.body?.kind === 'json' && isJsonObject(request.body.value) ? request.body.value : {}
  return { ...request, body: { kind: 'json', value: { ...body, [name]: value } } }
}

/** The answer as JSON; an error answer as the error it reports. */
export function readAnswer(response: HttpResponse, http: HttpManners | undefined, itemIndex: number): Json {
  const text = response.text ?? ''
  if (response.status >= 400) throw answerError(response, http, itemIndex)
  if (text.trim() === '') return {}
  try {
    const answer: Json = JSON.parse(text)
    return answer
  } catch (cause) {
    throw serviceError('The service answered with something that is no JSON.', {
      code: 'answer_unreadable',
      httpCode: String(response.status),
      description: text.slice(0, 500),
      itemIndex,
      cause,
    })
  }
}

function answerError(response: HttpResponse, http: HttpManners | undefined, itemIndex: number): NodeError {
  const said = messageIn(response.text ?? '', http?.errorMessage)
  const later = response.status === 429 || response.status >= 500
  const after = Number(response.headers['retry-after'])
  return serviceError(said ?? `The service answered ${response.status} ${response.statusText}`.trim(), {
    httpCode: String(response.status),
    ...(response.text && { description: response.text.slice(0, 2000) }),
    retry: later ? (Number.isFinite(after) && after > 0 ? after : 'later') : 'no',
    itemIndex,
  })
}

function messageIn(text: string, place: string | undefined): string | undefined {
  if (place === undefined) return undefined
  try {
    const body: unknown = JSON.parse(text)
    const said = typeof body === 'object' && body !== null ? valueAt({ body }, `body.${place}`) : undefined
    return typeof said === 'string' && said !== '' ? said : undefined
  } catch {
    // An error page is no JSON: the status has to do as the message.
    return undefined
  }
}

function entriesOf(answer: Json, items: RequestPlan['items']): readonly Json[] {
  if (typeof items === 'function') return items(answer)
  const found: unknown = items === undefined ? answer : valueAt({ answer }, `answer.${items}`)
  return isList(found) ? found : isJson(found) ? [found] : []
}

function verbOf(spec: RequestSpec): readonly [Verb, string] {
  for (const verb of verbs) {
    const address = spec[verb]
    if (address !== undefined) return [verb, address]
  }
  throw new TypeError('A request names its method: get, post, put, patch, delete or head.')
}

const verbs: readonly Verb[] = ['get', 'post', 'put', 'patch', 'delete', 'head']

/** What a request does to the world outside, by its method. */
export function effectOfRequest(spec: RequestSpec): 'read' | 'idempotent' | 'append' | 'destructive' {
  const [verb] = verbOf(spec)
  switch (verb) {
    case 'get':
    case 'head':
      return 'read'
    case 'put':
      return 'idempotent'
    case 'delete':
      return 'destructive'
    case 'post':
    case 'patch':
      return 'append'
  }
}

function formFields(form: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string])[] {
  return Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}

/** Values out of a parsed answer are JSON; only a missing place is not. */
function isJson(value: unknown): value is Json {
  return value !== undefined
}
