/**
 * Answers `/webhook/…`, `/form/…` and their test addresses. This is the hottest path of the server: one function per
 * step, no schema, no log line, no allocation a request does not need.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { StartJob } from '@millrace/engine'
import type { WebhookResponse } from '@millrace/sdk'
import type { EventKey } from '@millrace/store'
import type { CallerWatch } from '../executions/caller-watch.ts'
import { plainAddress } from './allow-list.ts'
import {
  answer,
  answerAtOnce,
  type Call,
  type CallServices,
  fail,
  type Headers,
  refuse,
  respondMode,
  takeRequest,
  watchOf,
} from './call.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import type { HookTable } from './hook-table.ts'
import type { Listening, TestHook } from './listening.ts'
import { type KeyedEvents, keyOfEvent } from './keyed-events.ts'
import type { LiveHook } from './live-hook.ts'
import { refusals } from './webhook-problem.ts'

export interface WebhookServices extends CallServices {
  readonly table: HookTable
  readonly listening: Listening
  readonly keyed: KeyedEvents
  readonly newId: () => string
  readonly start: (job: StartJob, watch: CallerWatch) => void
  /** Starts the execution of a test call, which the editor wants to see. */
  readonly startTest: (job: StartJob, project: string, watch: CallerWatch) => void
}

const noHeaders: Headers = Object.freeze({})

/** Handles a request to a hook's door; `path` is the whole path without the query. */
export async function handleHook(
  services: WebhookServices,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const method = request.method ?? 'GET'
  const { door, test, rest } = splitDoor(path)
  let cors = noHeaders
  let forVisitors = door === 'form'
  try {
    const key = door === 'webhook' ? rest : `${door}:${rest}`
    if (method === 'OPTIONS') {
      await preflight(services, request, response, key, test)
      return
    }
    const found = test ? services.listening.find(method, key) : services.table.find(method, key)
    if (found.kind === 'none') throw forVisitors ? refusals.noForm() : refusals.unknownHook(method, rest, test)
    if (found.kind === 'method') throw refusals.wrongMethod(method, found.methods)
    const hook = await resolve(services, found.value)
    if (!hook) throw refusals.unknownHook(method, rest, test)
    const { live, testHook } = hook
    forVisitors = live.hook.forVisitors === true
    cors = corsHeaders(request.headers.origin, live.hook)
    const url = `${services.publicUrl}/${door}${test ? '-test' : ''}/${rest}`
    const execution = services.newId()
    const call = { services, request, response, live, path: rest, url, params: found.params, test, execution, cors }
    await take(services, call, testHook)
  } catch (error) {
    refuse(services, request, response, error, { headers: cors, forVisitors })
  }
}

function splitDoor(path: string) {
  const end = path.indexOf('/', 1)
  const name = end === -1 ? path.slice(1) : path.slice(1, end)
  const test = name.endsWith('-test')
  return { door: test ? name.slice(0, -5) : name, test, rest: end === -1 ? '' : path.slice(end + 1) }
}

async function resolve(
  { table }: WebhookServices,
  value: TestHook | Parameters<HookTable['load']>[0],
): Promise<{ readonly live: LiveHook; readonly testHook: TestHook | undefined } | undefined> {
  if ('live' in value) return { live: value.live, testHook: value }
  const live = table.loaded(value) ?? (await table.load(value))
  return live && { live, testHook: undefined }
}

async function preflight(
  services: WebhookServices,
  request: IncomingMessage,
  response: ServerResponse,
  key: string,
  test: boolean,
): Promise<void> {
  const wanted = request.headers['access-control-request-method'] ?? 'OPTIONS'
  const look = (method: string) => (test ? services.listening.find(method, key) : services.table.find(method, key))
  let found = look(wanted)
  if (found.kind === 'method') found = look(found.methods[0] ?? '')
  if (found.kind !== 'found') throw refusals.unknownHook('OPTIONS', key, test)
  const hook = await resolve(services, found.value)
  if (!hook) throw refusals.unknownHook('OPTIONS', key, test)
  const { origin } = request.headers
  const asked = request.headers['access-control-request-headers']
  response.writeHead(204, preflightHeaders(origin, asked, hook.live.hook)).end()
}

async function take(services: WebhookServices, call: Call, testHook: TestHook | undefined): Promise<void> {
  const { live } = call
  const key = testHook === undefined ? keyOfEvent(call.request, live) : undefined
  const { received, uploads, sendTo } = await takeRequest(call)
  try {
    if (key !== undefined && (await answerAgain(services, call, key))) return
    const taken = await live.webhook.receive(live.context, received)
    if ('refuse' in taken) {
      // Who reads that it was refused finds nothing of it left.
      await uploads.drop()
      await answer(sendTo === undefined ? call : { ...call, sendTo }, taken.refuse)
      return
    }
    if (testHook && !services.listening.take(testHook)) throw refusals.unknownHook(received.method, call.path, true)
    await uploads.keep(call.execution)
    const job = jobOf(call, taken.start, testHook)
    const atOnce = answerAtOnce(call, received)
    const watch = watchOf(call, received, atOnce)
    if (testHook) services.startTest(job, live.project, watch)
    else if (key === undefined) services.start(job, watch)
    else startOnce(services, call, key, { job, atOnce, watch })
  } finally {
    await uploads.drop()
  }
}

/** Answers an event that came before, and lets go of the files that came with it again; false for a new one. */
async function answerAgain({ keyed, blobs }: WebhookServices, call: Call, key: EventKey): Promise<boolean> {
  const first = await keyed.first(key)
  if (first === undefined) return false
  await blobs.removeAll([call.execution])
  const { execution, response } = first
  const headers = { ...response.headers, 'idempotent-replayed': 'true' }
  await answer({ ...call, execution }, { ...response, headers })
  return true
}

interface Starting {
  readonly job: StartJob
  readonly atOnce: WebhookResponse | undefined
  readonly watch: CallerWatch
}

function startOnce(services: WebhookServices, call: Call, key: EventKey, { job, atOnce, watch }: Starting): void {
  const again = () => {
    const refused = (error: unknown) => fail(call, error)
    answerAgain(services, call, key).then((done) => done || refused(refusals.keyOpen()), refused)
  }
  const once = { key: key.key, ...(atOnce && { answer: atOnce }) }
  services.start({ ...job, once }, services.keyed.watch(key, call.execution, atOnce, watch, again))
}

function jobOf({ live, execution }: Call, outputs: StartJob['outputs'], test: TestHook | undefined): StartJob {
  const respond = respondMode(live)
  return {
    execution,
    workflow: live.workflow,
    version: live.version,
    ...(test ? { document: test.document } : {}),
    mode: test ? 'manual' : 'webhook',
    trigger: live.node.id,
    outputs,
    rootId: execution,
    pinData: test !== undefined,
    ...(respond === undefined ? {} : { respond }),
    ...(test?.destination === undefined ? {} : { partial: { destination: test.destination, dirty: [] } }),
  }
}

/** The peer's address, or the one a trusted proxy names. */
export function createAddressOf(isTrusted: (address: string) => boolean): (request: IncomingMessage) => string {
  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? '')
    if (!isTrusted(peer)) return peer
    const forwarded = request.headers['x-forwarded-for']
    const list = (typeof forwarded === 'string' ? forwarded : '').split(',').map((one) => one.trim())
    return list.toReversed().find((address) => address !== '' && !isTrusted(address)) ?? peer
  }
}
