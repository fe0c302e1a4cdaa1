/**
 * Keeps other sites from acting through a person's browser. A changing request must come from our own pages (`Origin`
 * or `Sec-Fetch-Site` say where from), and where there is a session it must carry the token bound to it, which only
 * our pages can read.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../auth/caller.ts'
import { problems } from './http-problem.ts'

export interface CsrfRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/** @throws HttpProblem `foreign_origin`, `bad_csrf_token` */
export function checkCsrf(request: CsrfRequest, caller: Caller | undefined, publicUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw problems.foreignOrigin()
  if (origin !== undefined && !isOurs(origin, host, publicUrl)) throw problems.foreignOrigin()

  if (caller?.csrf === undefined || caller.csrf === null) return
  const token = request.headers['x-millrace-csrf']
  if (typeof token !== 'string' || !same(token, caller.csrf)) throw problems.badCsrf()
}

/** Whether an origin is this server's, as it is published or as it was called. */
export function isOurs(origin: string, host: string | undefined, publicUrl: string): boolean {
  const from = URL.parse(origin)
  return from !== null && (from.host === host || from.origin === new URL(publicUrl).origin)
}

function same(given: string, wanted: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(wanted).digest())
}
