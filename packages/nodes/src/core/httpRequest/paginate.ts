/**
 * One item's requests, page after page. The texts of the pagination look at the answer before them, so they
 * are evaluated here, between the requests; what cannot be evaluated yet is left out.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import * as m from '@millrace/sdk'
import { bodyOf, isSuccess, readItems } from './answer.ts'
import type { Exchange } from './exchange.ts'
import { paginationInput } from './pagination-input.ts'
import { toJson } from './to-json.ts'

type Pagination = NonNullable<m.Read<{ readonly pagination: typeof paginationInput }>['pagination']['pagination']>

/** How the list goes on, as written; undefined where one request is all. */
export function paginationOf(context: m.RunContext): Pagination | undefined {
  const options = context.rawParameters['options']
  if (!m.isJsonObject(options) || !m.isJsonObject(options['pagination'])) return undefined
  const { pagination } = m.read({ pagination: paginationInput }, options, context.node.version).pagination
  return pagination?.paginationMode === 'off' ? undefined : pagination
}

/** Sends an item's request, and those that follow from its answers. */
export async function exchange(
  context: m.RunContext,
  { request, answer }: Exchange,
  input: m.Item,
  index: number,
): Promise<readonly m.Item[]> {
  const pagination = paginationOf(context)
  if (!pagination) return readItems(await context.http.send(request, index), answer, input)

  const found: m.Item[] = []
  const most = pagination.limitPagesFetched ? (pagination.maxRequests ?? 100) : Infinity
  const ends = endingStatuses(pagination)
  let last: Page | undefined
  let repeated = 0
  for (let count = 0; count < most; count++) {
    const next = nextRequest(context, pagination, request, { index, count, last, request })
    if (!next) break
    if (last && pagination.requestInterval)
      await sleep(pagination.requestInterval, undefined, { signal: context.signal })
    const response = await context.http.send(next, index)
    if (ends.has(response.status)) break
    if (!answer.neverError && !isSuccess(response.status)) return readItems(response, answer, input)
    const body = bodyOf(response, answer)
    repeated = last && last.text !== undefined && last.text === response.text ? repeated + 1 : 0
    if (repeated >= mostRepetitions) throw endless()
    last = { body, headers: response.headers, statusCode: response.status, text: response.text }
    if (pagination.paginationCompleteWhen === 'responseIsEmpty' && isEmpty(body)) break
    found.push(...readItems(response, answer, input))
    if (isComplete(context, pagination, { index, count: count + 1, last, request })) break
  }
  return found
}

/** An answer as the pagination's texts see it. */
interface Page {
  readonly body: m.Json | undefined
  readonly headers: m.HttpResponse['headers']
  readonly statusCode: number
  readonly text: string | undefined
}

interface Place {
  readonly index: number
  /** Requests made so far. */
  readonly count: number
  readonly last: Page | undefined
  readonly request: m.HttpRequest
}

const mostRepetitions = 4

function endless(): Error {
  return m.refuse('The same answer came five times in a row, so the pages would never end.', {
    code: 'pagination_endless',
    hint: 'Check that the parameter that changes from page to page is one the service knows.',
    retry: 'no',
  })
}

function nextRequest(
  context: m.RunContext,
  pagination: Pagination,
  request: m.HttpRequest,
  place: Place,
): m.HttpRequest | undefined {
  if (pagination.paginationMode === 'responseContainsNextURL') {
    if (!place.last) return request
    const url = evaluated(context, pagination.nextURL, place)
    return typeof url === 'string' && url !== '' ? { ...request, url: new URL(url, request.url).href } : undefined
  }
  return (pagination.parameters ?? []).reduce<m.HttpRequest>((changed, { type, name, value }) => {
    const key = evaluated(context, name, place)
    const now = toJson(evaluated(context, value, place))
    return typeof key !== 'string' || key === '' || now === undefined ? changed : withParameter(changed, type, key, now)
  }, request)
}

function withParameter(
  request: m.HttpRequest,
  type: 'body' | 'headers' | 'qs',
  name: string,
  value: m.Json,
): m.HttpRequest {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  switch (type) {
    case 'qs':
      return { ...request, query: { ...request.query, [name]: value } }
    case 'headers':
      return { ...request, headers: { ...request.headers, [name]: text } }
    case 'body': {
      const { body } = request
      if (body?.kind === 'form') {
        const others = body.fields.filter(([field]) => field !== name)
        return { ...request, body: { ...body, fields: [...others, [name, text]] } }
      }
      const before = body?.kind === 'json' && m.isJsonObject(body.value) ? body.value : {}
      return { ...request, body: { kind: 'json', value: { ...before, [name]: value } } }
    }
  }
}

function isComplete(context: m.RunContext, pagination: Pagination, place: Place): boolean {
  return (
    pagination.paginationCompleteWhen === 'other' && Boolean(evaluated(context, pagination.completeExpression, place))
  )
}

/** A text of the pagination with the last answer in scope; undefined where it looks at what is not there. */
function evaluated(context: m.RunContext, written: unknown, { index, count, last, request }: Place): unknown {
  if (typeof written !== 'string' || !written.startsWith('=')) return written
  const { body, headers = {}, statusCode } = last ?? {}
  const $response = last ? { body: body ?? null, headers: { ...headers }, statusCode } : undefined
  const $request = { method: request.method, url: request.url, qs: request.query ?? {}, headers: request.headers ?? {} }
  try {
    return context.evaluate(written.slice(1), index, { $pageCount: count, $request, ...($response && { $response }) })
  } catch (error) {
    // Before the first answer there is no $response: a parameter that needs one is left out of that request.
    if (last) throw error
    return undefined
  }
}

function endingStatuses({ paginationCompleteWhen, statusCodesWhenComplete = '' }: Pagination): ReadonlySet<number> {
  if (paginationCompleteWhen !== 'receiveSpecificStatusCodes') return new Set()
  return new Set(statusCodesWhenComplete.split(',').map((one) => Number(one.trim())))
}

function isEmpty(body: m.Json | undefined): boolean {
  if (body === undefined || body === null || body === '') return true
  return typeof body === 'object' && Object.keys(body).length === 0
}
