/**
 * Answers `/webhook/…`, `/form/…` and their test addresses. This is the hottest path of the server: one function per
 * step, no schema, no log line, no allocation a request does not need.
 *
 * The order is part of the security design: path, address and bots, authentication, size and body, acceptance on
 * disk, answer. What is refused leaves nothing behind.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Blobs, StartJob, Vault } from '@millrace/engine'
import type { JsonObject, WebhookRequest, WebhookResponse } from '@millrace/sdk'
import type { CallerWatch } from '../executions/caller-watch.ts'
import { plainAddress } from './allow-list.ts'
import { addressRefused, authenticate, botRefused, noCredential } from './authenticate.ts'
import { isBot } from './bots.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import type { HookTable } from './hook-table.ts'
import type { Listening, TestHook } from './listening.ts'
import type { LiveHook } from './live-hook.ts'
import { noFormPage } from './pages.ts'
import { type BodyLimits, readBody } from './read-body.ts'
import { readQuery } from './read-query.ts'
import { storeUploads } from './store-uploads.ts'
import { StreamedAnswer } from './streamed-answer.ts'
import { HookRefusal, refusals } from './webhook-problem.ts'
import { type ReadFile, writeAnswer } from './write-answer.ts'

export interface WebhookServices {
  readonly table: HookTable
  readonly listening: Listening
  readonly vault: Vault
  readonly blobs: Blobs
  readonly limits: BodyLimits
  readonly publicUrl: string
  /** The caller's address where the connection comes from a trusted proxy, else the peer's. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly newId: () => string
  readonly start: (job: StartJob, watch: CallerWatch) => void
  /** Starts the execution of a test call, which the editor wants to see. */
  readonly startTest: (job: StartJob, project: string, watch: CallerWatch) => void
  readonly onFault: (fault: unknown) => void
}

type Headers = Readonly<Record<string, string>>

const noHeaders: Headers = Object.freeze({})

/** Who calls what: carried through the steps of one request. */
interface Call {
  readonly services: WebhookServices
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The path behind the door, as it was called. */
  readonly path: string
  readonly live: LiveHook
  readonly params: Readonly<Record<string, string>>
  readonly test: TestHook | undefined
  readonly execution: string
  cors: Headers
}

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
  try {
    const key = door === 'webhook' ? rest : `${door}:${rest}`
    if (method === 'OPTIONS') {
      await preflight(services, request, response, key, test)
      return
    }
    const found = test ? services.listening.find(method, key) : services.table.find(method, key)
    if (found.kind === 'none') {
      if (door === 'form') noFormPage(response)
      else throw refusals.unknownHook(method, rest, test)
      return
    }
    if (found.kind === 'method') throw refusals.wrongMethod(method, found.methods)
    const hook = await resolve(services, found.value)
    if (!hook) throw refusals.unknownHook(method, rest, test)
    cors = corsHeaders(request.headers.origin, hook.live.hook)
    const execution = services.newId()
    await take({ services, request, response, path: rest, ...hook, params: found.params, execution, cors })
  } catch (error) {
    refuse(services, request, response, error, cors)
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
): Promise<{ readonly live: LiveHook; readonly test: TestHook | undefined } | undefined> {
  if ('live' in value) return { live: value.live, test: value }
  const live = table.loaded(value) ?? (await table.load(value))
  return live && { live, test: undefined }
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

async function take(call: Call): Promise<void> {
  const { services, request, live } = call
  const { hook } = live
  const address = services.addressOf(request)
  if (live.allows && !live.allows(address)) throw addressRefused()
  if (hook.ignoreBots === true && isBot(request.headers['user-agent'])) throw botRefused()
  const jwtPayload = hook.authentication.kind === 'none' ? undefined : await checkCaller(call, hook.authentication.kind)
  if (live.problem !== undefined) throw refusals.failed(live.problem)

  const read = await readBody(request, hook, services.limits)
  const files = await storeUploads(services.blobs, call.execution, read.files)
  const received: WebhookRequest = {
    method: request.method ?? 'GET',
    path: call.path,
    headers: plainHeaders(request),
    params: call.params,
    query: readQuery(queryOf(request)),
    body: read.body,
    files,
    url: `${services.publicUrl}/${hook.door}${call.test ? '-test' : ''}/${call.path}`,
    test: call.test !== undefined,
    address,
    ...(jwtPayload === undefined ? {} : { jwtPayload }),
  }
  const taken = await live.webhook.receive(live.context, received)
  if ('refuse' in taken) {
    await answer(call, taken.refuse)
    return
  }
  if (call.test && !services.listening.take(call.test)) throw refusals.unknownHook(received.method, call.path, true)
  begin(call, received, taken.start)
}

/** @throws HookRefusal */
async function checkCaller(
  { services, request, live }: Call,
  kind: Exclude<LiveHook['hook']['authentication']['kind'], 'none'>,
): Promise<JsonObject | undefined> {
  if (live.credential === undefined) throw noCredential()
  const who = { project: live.project, nodeType: live.node.type }
  return services.vault.use(live.credential, who, (fields) => authenticate(kind, request.headers, fields))
}

function begin(call: Call, request: WebhookRequest, outputs: StartJob['outputs']): void {
  const { services, live, execution, test } = call
  const mode = live.hook.responseMode
  const job: StartJob = {
    execution,
    workflow: live.workflow,
    version: live.version,
    ...(test ? { document: test.document } : {}),
    mode: test ? 'manual' : 'webhook',
    trigger: live.node.id,
    outputs,
    rootId: execution,
    pinData: test !== undefined,
    ...(mode === 'onReceived' ? {} : { respond: mode }),
    ...(test?.destination === undefined ? {} : { partial: { destination: test.destination, dirty: [] } }),
  }
  const watch = mode === 'onReceived' ? acceptedAtOnce(call, request) : answeredLater(call)
  if (test) services.startTest(job, live.project, watch)
  else services.start(job, watch)
}

/** The caller hears back as soon as its event is on disk. */
function acceptedAtOnce(call: Call, request: WebhookRequest): CallerWatch {
  const { webhook, context } = call.live
  const accepted = webhook.accepted(context, request)
  return {
    accepted: () => settle(call, answer(call, accepted)),
    failed: (error) => fail(call, error),
  }
}

function answeredLater(call: Call): CallerWatch {
  const stream = call.live.hook.responseMode === 'streaming' ? new StreamedAnswer(call.response, call.cors) : undefined
  let given = false
  return {
    answered(response) {
      given = true
      // A caller that is answered line by line gets no body of another kind: nothing streamed, nothing said.
      if (stream === undefined) settle(call, answer(call, response))
      else if (stream.begun) stream.end()
      else settle(call, answer(call, { ...response, body: { kind: 'none' } }))
    },
    chunk: (value) => stream?.write(value),
    ended(end) {
      if (given || end.status === 'waiting') return
      if (stream?.begun) stream.end()
      else fail(call, new Error('The execution ended without an answer.'))
    },
    failed: (error) => fail(call, error),
  }
}

function answer(call: Call, response: WebhookResponse): Promise<void> {
  const readFile: ReadFile = (file) =>
    file.data === undefined
      ? call.services.blobs.get(call.execution, file.id ?? '')
      : Promise.resolve(Buffer.from(file.data, 'base64'))
  return writeAnswer(call.request, call.response, response, call.cors, readFile)
}

function settle(call: Call, writing: Promise<void>): void {
  writing.catch((error: unknown) => fail(call, error))
}

function fail({ services, request, response, cors }: Call, error: unknown): void {
  refuse(services, request, response, error, cors)
}

function refuse(
  services: WebhookServices,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  cors: Headers,
): void {
  if (response.headersSent || response.destroyed) return
  const refusal = error instanceof HookRefusal ? error : refusals.failed(sentence(error))
  if (!(error instanceof HookRefusal)) services.onFault(error)
  const noFiles: ReadFile = () => Promise.resolve(new Uint8Array())
  writeAnswer(request, response, refusal.response, cors, noFiles).catch(services.onFault)
  // What is left of a refused body is not read for ever: the connection ends with the answer.
  if (!request.complete) response.once('finish', () => request.destroy())
}

/** What a workflow's own mistake says (an expression, a parameter) helps its author; anything else stays inside. */
function sentence(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.name !== 'TypeError') return error.message
  return 'Error in workflow'
}

function plainHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) plain[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return plain
}

function queryOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark + 1)
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
