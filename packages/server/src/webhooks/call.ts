/**
 * One call of an address that a workflow answers, whatever the address stands for: what is checked before a workflow
 * sees it, and how it is answered. The order is part of the security design: address and bots, authentication, size
 * and body. What is refused leaves nothing behind.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Blobs, Vault } from '@millrace/engine'
import type { JsonObject, WebhookRequest, WebhookResponse } from '@millrace/sdk'
import type { CallerWatch } from '../executions/caller-watch.ts'
import { addressRefused, authenticate, botRefused, noCredential } from './authenticate.ts'
import { isBot } from './bots.ts'
import type { LiveHook } from './live-hook.ts'
import { type BodyLimits, readBody } from './read-body.ts'
import { readQuery } from './read-query.ts'
import { storeUploads } from './store-uploads.ts'
import { StreamedAnswer } from './streamed-answer.ts'
import { HookRefusal, refusals } from './webhook-problem.ts'
import { type ReadFile, writeAnswer } from './write-answer.ts'

export interface CallServices {
  readonly vault: Vault
  readonly blobs: Blobs
  readonly limits: BodyLimits
  readonly publicUrl: string
  /** The caller's address where the connection comes from a trusted proxy, else the peer's. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly onFault: (fault: unknown) => void
}

export type Headers = Readonly<Record<string, string>>

/** Who calls what: carried through the steps of one request. */
export interface Call {
  readonly services: CallServices
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly live: LiveHook
  /** The path behind the door, as it was called, and the whole public address. */
  readonly path: string
  readonly url: string
  readonly params: Readonly<Record<string, string>>
  readonly test: boolean
  /** The execution that the call begins or goes on with. */
  readonly execution: string
  readonly cors: Headers
}

/**
 * Lets a call in, and reads it.
 * @throws HookRefusal
 */
export async function takeRequest(call: Call): Promise<WebhookRequest> {
  const { services, request, live } = call
  const { hook } = live
  const address = services.addressOf(request)
  if (live.allows && !live.allows(address)) throw addressRefused()
  if (hook.ignoreBots === true && isBot(request.headers['user-agent'])) throw botRefused()
  const jwtPayload = hook.authentication.kind === 'none' ? undefined : await checkCaller(call, hook.authentication.kind)
  if (live.problem !== undefined) throw refusals.failed(live.problem)

  const read = await readBody(request, hook, services.limits)
  const files = await storeUploads(services.blobs, call.execution, read.files)
  return {
    method: request.method ?? 'GET',
    path: call.path,
    headers: plainHeaders(request),
    params: call.params,
    query: readQuery(queryOf(request)),
    body: read.body,
    files,
    url: call.url,
    test: call.test,
    address,
    ...(jwtPayload === undefined ? {} : { jwtPayload }),
  }
}

/** @throws HookRefusal */
async function checkCaller(
  { services, request, live }: Call,
  kind: Exclude<LiveHook['hook']['authentication']['kind'], 'none'>,
): Promise<JsonObject | undefined> {
  if (live.credential === undefined) throw noCredential()
  const who = { project: live.project, nodeType: live.node.type }
  return services.vault.use(live.credential, who, ({ fields }) => authenticate(kind, request.headers, fields))
}

/** Whoever waits for what a workflow makes of a call. */
export function watchOf(call: Call, request: WebhookRequest): CallerWatch {
  return call.live.hook.responseMode === 'onReceived' ? acceptedAtOnce(call, request) : answeredLater(call)
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

export function answer(call: Call, response: WebhookResponse): Promise<void> {
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

/** Answers a call that was not taken, or that failed. */
export function refuse(
  services: CallServices,
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

export function queryOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark + 1)
}
