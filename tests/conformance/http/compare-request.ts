/** Whether the requests that arrived are the recorded ones, by the rules of the cases' README. */
import type { Json, JsonObject } from '@millrace/sdk'
import { show } from '../workflows/matches.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import type { HttpCase } from './http-case.ts'
import { pairsOf, readBody } from './read-body.ts'
import { type Judge, sameValue } from './same-value.ts'
import type { Arrived } from './wire.ts'

/** The first difference in words. */
export function compareRequests(
  { requests, partial, volatile, node }: HttpCase,
  arrived: readonly Arrived[],
): string | undefined {
  const judge: Judge = { volatile }
  const skipsReads = /\.(vectorStore|chainRetrievalQa)/.test(node)
  const counts = (method: string) => !(skipsReads && method === 'GET')
  const expected = requests.map((one, place) => ({ one, place })).filter(({ one }) => counts(textOf(one['method'])))
  const came = arrived.filter(({ method }) => counts(method))
  const listed = came.map(({ method, url }) => `${method} ${url.pathname}`).join(', ') || 'nothing'
  if (came.length < expected.length || (!partial && came.length > expected.length)) {
    return `requests: ${listed} for ${expected.length}`
  }
  for (const [index, { one, place }] of expected.entries()) {
    const request = came[index]
    const difference = request && compareRequest(one, request, `/${place}`, judge)
    if (difference !== undefined) return difference
  }
  return undefined
}

function compareRequest(expected: JsonObject, arrived: Arrived, at: string, judge: Judge): string | undefined {
  const { method, url, headers } = arrived
  const address = (text: string) => decoded(text.replace(/\?.*$/s, ''))
  return (
    sameValue(expected['method'], method, `${at}/method`, judge) ??
    sameValue(address(textOf(expected['url'])), address(url.href), `${at}/url`, judge) ??
    sameBag(listOf(expected['query']), pairsOf(url.search), `${at}/query`, judge) ??
    compareHeaders(objectOf(expected['headers']), headers, `${at}/headers`, judge) ??
    compareBody(expected, arrived, at, judge)
  )
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // What cannot be decoded is compared as it is.
    return path
  }
}

// Headers

const notJudged = /^(accept.*|user-agent|cache-control|pragma|connection|content-length|host|date|sec-.*)$/
const client =
  /^(x-stainless-.*|x-fern-.*|amz-sdk-.*|x-amz-user-agent|x-goog-api-client|client-info|x-client-.*|x-source|x-linkname|traceparent)$/

function compareHeaders(
  expected: JsonObject,
  headers: Readonly<Record<string, string>>,
  at: string,
  judge: Judge,
): string | undefined {
  for (const [name, value] of Object.entries(expected)) {
    if (notJudged.test(name) || client.test(name)) continue
    const [wanted, given] = [headerForm(name, textOf(value)), headerForm(name, headers[name])]
    const difference = sameValue(wanted, given, `${at}/${name}`, judge)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** As far as a header is judged: the media type of a body, the scheme of a login that is no plain secret. */
function headerForm(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (name === 'content-type') return value.split(';', 1)[0]?.trim().toLowerCase()
  if (name !== 'authorization') return value
  const [scheme = ''] = value.split(' ', 1)
  return /^(bearer|basic|token)$/i.test(scheme) ? value : scheme
}

// Bodies

function compareBody(expected: JsonObject, arrived: Arrived, at: string, judge: Judge): string | undefined {
  const { bodyType, body } = unlessEmpty(arrived.method, readBody(arrived.bytes, arrived.headers['content-type'] ?? ''))
  const wanted = unlessEmpty(arrived.method, { bodyType: textOf(expected['bodyType']), body: expected['body'] ?? null })
  if (wanted.bodyType !== bodyType) return `${at}/bodyType: ${bodyType} ${show(body)} for ${wanted.bodyType}`
  const [a, b] = [wanted.body, body]
  if (bodyType === 'form' || bodyType.startsWith('multipart')) return sameBag(listOf(a), listOf(b), `${at}/body`, judge)
  return sameValue(graphQlForm(a), graphQlForm(b), `${at}/body`, judge)
}

function unlessEmpty(method: string, read: { readonly bodyType: string; readonly body: Json }) {
  const isEmpty = read.bodyType === 'json' && JSON.stringify(read.body) === '{}'
  return isEmpty && ['GET', 'HEAD', 'DELETE'].includes(method) ? { bodyType: 'none', body: null } : read
}

/** Of a GraphQL document only its words count, in any order, without the operation's own name. */
function graphQlForm(body: Json): Json {
  const { query } = objectOf(body)
  if (typeof query !== 'string' || !/^\s*(query|mutation|subscription|fragment|\{)[^]*\{/.test(query)) return body
  const named = query.replace(/^(\s*(?:query|mutation|subscription))\s+\w+/, '$1')
  return { ...objectOf(body), query: [...named.matchAll(/[\w$.@-]+/g)].map(([word]) => word).toSorted() }
}

/** Lists whose order does not count: pairs of a query or form, and parts. */
function sameBag(expected: readonly Json[], given: readonly Json[], at: string, judge: Judge): string | undefined {
  if (expected.length !== given.length) return `${at}: ${show([...given])} for ${show([...expected])}`
  const left = [...given]
  for (const [index, one] of expected.entries()) {
    const place = left.findIndex((other) => sameValue(one, other, `${at}/${index}`, judge) === undefined)
    if (place < 0) return `${at}: ${show(left)} without ${show(one)}`
    left.splice(place, 1)
  }
  return undefined
}
