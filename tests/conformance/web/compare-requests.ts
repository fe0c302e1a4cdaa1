/** Whether the requests that arrived are the recorded ones, by the rules of the cases' README. */
import type { Json, JsonObject } from '@millrace/sdk'
import { sameJson, show } from '../workflows/matches.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import type { Arrived } from './scripted-servers.ts'

const notJudged = new Set(['accept-encoding', 'connection', 'proxy-connection', 'content-length', 'transfer-encoding'])

/** The first difference in words. Requests of several items that go out at once may come in any order. */
export function compareRequests(
  expected: readonly JsonObject[],
  arrived: readonly Arrived[],
  anyOrder: boolean,
  at: string,
): string | undefined {
  if (expected.length !== arrived.length) {
    const paths = arrived.map(({ method, path }) => `${method} ${path}`)
    return `${at}: ${paths.join(', ') || 'nothing'} for ${expected.length} requests`
  }
  const left = [...arrived]
  for (const [index, one] of expected.entries()) {
    const place = anyOrder ? left.findIndex((other) => compareRequest(one, other, at) === undefined) : 0
    const [found] = left.splice(Math.max(place, 0), 1)
    const difference = found && compareRequest(one, found, `${at}[${index}]`)
    if (difference !== undefined) return difference
  }
  return undefined
}

function compareRequest(expected: JsonObject, arrived: Arrived, at: string): string | undefined {
  return (
    sameJson(expected.method, arrived.method, `${at}.method`) ??
    sameJson(expected.path, arrived.path, `${at}.path`) ??
    compareHeaders(objectOf(expected.headers), arrived, at) ??
    compareBody(expected, arrived, `${at}.body`)
  )
}

function compareHeaders(expected: JsonObject, { headers }: Arrived, at: string): string | undefined {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(headers)])) {
    if (notJudged.has(name)) continue
    const [a, b] = [expected[name], headers[name]]
    if (b !== undefined && isDefault(name, a)) continue
    const given = typeof b === 'string' ? withoutBoundary(b, b) : b && [...b]
    const difference = sameJson(a, given, `${at}.headers.${name}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** What the platform sends of its own accord is its own; requests for tokens carry its library's name. */
function isDefault(name: string, value: Json | undefined): boolean {
  if (name === 'user-agent') return value === 'n8n' || textOf(value).startsWith('axios/')
  return name === 'accept' && textOf(value).startsWith('application/json,text/')
}

function compareBody(expected: JsonObject, { headers, bytes }: Arrived, at: string): string | undefined {
  if (expected.bodyBase64 !== undefined) return sameJson(expected.bodyBase64, bytes.toString('base64'), at)
  const type = textOf([headers['content-type']].flat()[0])
  const body = withoutBoundary(bytes.toString('utf8'), type)
  const wanted = textOf(expected.body)
  if (!type.startsWith('multipart/')) return sameJson(wanted, body, at)
  const [a, b] = [partsOf(wanted), partsOf(body)]
  return a.length === b.length ? sameJson([...a], [...b], at) : `${at}: ${show([...b])} for ${show([...a])}`
}

/** A text with the boundary its content type names written as the cases write it. */
function withoutBoundary(text: string, type: string): string {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/.exec(type)?.[1]
  return boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY')
}

/** The parts of a multipart body: names, file names, types and contents. */
function partsOf(body: string): readonly JsonObject[] {
  const [, ...pieces] = `\r\n${body}`.split('\r\n--BOUNDARY')
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => {
      const [head = '', ...content] = piece.split('\r\n\r\n')
      const said = (pattern: RegExp): Json => pattern.exec(head)?.[1] ?? null
      return {
        name: said(/[; ]name="([^"]*)"/i),
        fileName: said(/filename="([^"]*)"/i),
        type: said(/content-type: *(.*)/i),
        content: content.join('\r\n\r\n'),
      }
    })
}

/** The recorded requests of one server. */
export function recordedRequests(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).map(objectOf)
}
