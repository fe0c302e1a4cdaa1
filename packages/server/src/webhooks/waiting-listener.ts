/**
 * Answers `/webhook-waiting/<execution>/<suffix>?signature=…`, the address at which a waiting execution is called, and
 * `/form-waiting/…`, where its visitors find its pages. Nothing but that an execution is unknown is told to who has no
 * signature. Then it is a call like any other, and the first one that is taken ends the wait.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Resumption } from '@millrace/engine'
import {
  emptyResponse,
  type Item,
  type Json,
  pageResponse,
  type WebhookRequest,
  type WebhookResponse,
} from '@millrace/sdk'
import type { CallerWatch } from '../executions/caller-watch.ts'
import {
  answer,
  type Call,
  type CallServices,
  type Headers,
  queryOf,
  refuse,
  respondMode,
  takeRequest,
  watchOf,
} from './call.ts'
import type { CallReason, FoundExecution, WaitingExecutions } from './waiting-executions.ts'
import { HookRefusal, ownPage, refusals } from './webhook-problem.ts'

export interface WaitingServices extends CallServices {
  readonly waiting: WaitingExecutions
  /** Goes on with a waiting execution; false when somebody was quicker. */
  readonly resume: (execution: string, answer: Resumption, watch: CallerWatch) => Promise<boolean>
}

const noHeaders: Headers = Object.freeze({})

/** Sent with every answer, whether the caller has an origin or not. */
const cors: Headers = Object.freeze({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Content-Type',
})

/** One of the two doors of a waiting execution. */
interface Door {
  readonly name: 'webhook-waiting' | 'form-waiting'
  readonly by: CallReason['by']
}

const doors = {
  calls: { name: 'webhook-waiting', by: 'webhook' },
  forms: { name: 'form-waiting', by: 'form' },
} as const satisfies Readonly<Record<string, Door>>

/** How long a visitor is kept while the execution is on its way to the next page, and how often it is looked at. */
const PATIENCE_MS = 3000
const LOOK_MS = 100

/** Whether a path belongs to one of the doors. */
export function isWaitingPath(path: string): boolean {
  return path.startsWith('/webhook-waiting/') || path.startsWith('/form-waiting/')
}

/** Handles a request to a waiting execution; `path` is the whole path without the query. */
export async function handleWaiting(
  services: WaitingServices,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, cors).end()
    return
  }
  const door = path.startsWith('/form-waiting/') ? doors.forms : doors.calls
  let headers = noHeaders
  try {
    const { execution, suffix } = splitPath(path)
    const found = await find(services, door, execution, request)
    if (found.state !== 'waiting') {
      const ending = door === doors.forms ? await services.waiting.openEnding(execution) : undefined
      if (ending === undefined) throw notWaiting(door, execution, found)
      await take(services, { door, request, response, execution, place: execution, live: ending, test: false })
      return
    }
    headers = cors
    const method = request.method ?? 'GET'
    const place = suffix === '' ? execution : `${execution}/${suffix}`
    const live = fits(door, found.wait.reason, method, suffix) ? await found.wait.open() : undefined
    if (live === undefined) throw elsewhere({ services, door, request, place, reason: found.wait.reason })
    await take(services, { door, request, response, execution, place, live, test: found.wait.manual })
  } catch (error) {
    refuse(services, request, response, error, { headers, forVisitors: door === doors.forms })
  }
}

function splitPath(path: string): { readonly execution: string; readonly suffix: string } {
  const [, , execution = '', ...rest] = path.split('/')
  return { execution, suffix: rest.join('/').replace(/\/$/, '') }
}

/**
 * The execution, where the caller has its signature. A visitor who follows a page meets an execution that is on its
 * way to the next one: it is waited for a little.
 * @throws HookRefusal
 */
async function find(
  services: WaitingServices,
  door: Door,
  execution: string,
  request: IncomingMessage,
): Promise<FoundExecution> {
  const { waiting, signature } = services
  const given = new URLSearchParams(queryOf(request)).get('signature') ?? ''
  const isSigned = signature.verify(execution, given)
  let found = await waiting.find(execution)
  if (door === doors.forms) {
    // Who has a signature has met the execution: it was there, and nothing of it was kept.
    if (!isSigned) throw found.state === 'unknown' ? refusals.noForm() : refusals.badFormLink()
    for (let waited = 0; found.state === 'running' && waited < PATIENCE_MS && !request.destroyed; waited += LOOK_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      found = await waiting.find(execution)
    }
    return found
  }
  if (found.state === 'unknown') throw refusals.unknownExecution(execution)
  if (!isSigned) throw refusals.badSignature()
  return found
}

/** What there is to say of an execution that waits for nobody. */
function notWaiting(door: Door, execution: string, found: FoundExecution): HookRefusal {
  if (door === doors.calls) {
    return found.state === 'running' ? refusals.executionRunning(execution) : refusals.executionEnded(execution)
  }
  if (found.state === 'running') return busy()
  const failed = found.state === 'ended' && found.failed
  return new HookRefusal(failed ? pageResponse(failedPage, 409) : pageResponse(donePage))
}

interface Elsewhere {
  readonly services: WaitingServices
  readonly door: Door
  readonly request: IncomingMessage
  readonly place: string
  readonly reason: CallReason | undefined
}

/** The execution is there, but waits for something else: a time, a call, a form at an address of its own. */
function elsewhere({ services, door, request, place, reason }: Elsewhere): HookRefusal {
  if (door === doors.forms) return reason?.by === 'form' ? refusals.noForm() : busy()
  if (reason?.by !== 'form') return refusals.notWaiting(request.method ?? 'GET', place)
  // Authors send people the address for calls, which expressions know longer than that for forms.
  const location = `${services.publicUrl}/${doors.forms.name}/${place}?${queryOf(request)}`
  return new HookRefusal(emptyResponse(307, { location }))
}

/** The page comes back by itself until there is something to see. */
function busy(): HookRefusal {
  const page = ownPage('One moment', 'This page goes on by itself.', 'busy')
  return new HookRefusal({ ...pageResponse(page, 202), headers: { refresh: '2' } })
}

const donePage = ownPage('All done', 'Everything you sent has arrived.', 'good')
const failedPage = ownPage('Something went wrong', 'What you sent has arrived, but could not be worked on.', 'bad')

function fits(door: Door, reason: CallReason | undefined, method: string, suffix: string): boolean {
  return reason?.by === door.by && reason.methods.includes(method) && (reason.suffix ?? '') === suffix
}

interface Taking extends Pick<Call, 'request' | 'response' | 'execution' | 'live' | 'test'> {
  readonly door: Door
  /** The execution, and the suffix behind it. */
  readonly place: string
}

async function take(services: WaitingServices, taking: Taking): Promise<void> {
  const { door, place, execution } = taking
  const url = `${services.publicUrl}/${door.name}/${place}`
  const call: Call = { ...taking, services, path: place, url, params: {}, cors }
  const { received, uploads } = await takeRequest(call)
  try {
    const taken = await call.live.webhook.receive(call.live.context, received)
    if ('refuse' in taken) {
      await uploads.drop()
      await show(call, taken.refuse, received)
      return
    }
    await uploads.keep(execution)
    const respond = respondMode(call.live)
    const resumption: Resumption = {
      by: door.by,
      answer: asJson(taken.start[0] ?? []),
      ...(respond !== undefined && { respond }),
    }
    const isFirst = await services.resume(execution, resumption, watchOf(call, received))
    if (!isFirst) throw refusals.executionRunning(execution)
  } finally {
    await uploads.drop()
  }
}

/** A page, or a file that it offers. */
function show(call: Call, page: WebhookResponse, { query }: WebhookRequest): Promise<void> {
  return answer(isOwnPage(page) ? { ...call, cors: noHeaders } : call, fileOf(page, query['file']) ?? page)
}

/** What an author wrote as a whole page is not for other pages to read. */
function isOwnPage({ body }: WebhookResponse): boolean {
  return body.kind === 'page' && body.page.kind === 'end' && body.page.heading === ''
}

/** The file that a page offers and its address asks for. */
function fileOf({ body }: WebhookResponse, place: Json | undefined): WebhookResponse | undefined {
  if (body.kind !== 'page' || body.page.kind !== 'end' || typeof place !== 'string') return undefined
  const file = body.page.files?.[Number(place)]
  if (file === undefined) return undefined
  const name = encodeURIComponent(file.fileName ?? 'file')
  const headers = { 'content-disposition': `attachment; filename*=UTF-8''${name}` }
  return { status: 200, headers, body: { kind: 'file', file } }
}

/** Items as the journal keeps them. */
function asJson(items: readonly Item[]): Json {
  const json: Json = JSON.parse(JSON.stringify(items))
  return json
}
