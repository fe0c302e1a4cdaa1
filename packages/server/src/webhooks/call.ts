/**
 * One call of an address that a workflow answers, whatever the address stands for: what is checked before a workflow
 * sees it, and how it is answered. The order is part of the security design: address and bots, authentication, size
 * and body. What is refused leaves nothing behind.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Vault } from '@millrace/engine'
import { type Hook, jsonResponse, type JsonObject, type WebhookRequest, type WebhookResponse } from '@millrace/sdk'
import type { Store } from '@millrace/store'
import type { CallerWatch } from '../executions/caller-watch.ts'
import {
  addressRefused,
  type Asking,
  authenticate,
  botRefused,
  noCredential,
  signInRefused,
  userMayNot,
  userRefused,
} from './authenticate.ts'
import { isBot } from './bots.ts'
import type { Endings } from './endings.ts'
import type { LiveHook } from './live-hook.ts'
import { type BodyLimits, readBody } from './read-body.ts'
import { readQuery } from './read-query.ts'
import { resumeAddress, type ResumeSignature } from './resume-signature.ts'
import { PASS, type SignedInVisitors, withoutSession } from './signed-in-visitors.ts'
import { StreamedAnswer } from './streamed-answer.ts'
import { type Upload, Uploads } from './uploads.ts'
import { forVisitor, HookRefusal, refusals } from './webhook-problem.ts'
import { type ReadFile, writeAnswer } from './write-answer.ts'

export interface CallServices {
  readonly vault: Vault
  readonly blobs: Store['blobs']
  readonly limits: BodyLimits
  readonly publicUrl: string
  readonly signature: ResumeSignature
  readonly endings: Endings
  readonly visitors: SignedInVisitors
  /** The caller's address where the connection comes from a trusted proxy, else the peer's. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly onFault: (fault: unknown) => void
}

/** How long the rest of a refused body may take. */
const LEFTOVERS_MS = 2000

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
  /** Where a page's form is sent, if not to the address it is shown at: the query. */
  readonly sendTo?: string
}

/** What a call brought. */
export interface TakenRequest {
  readonly received: WebhookRequest
  /** Its files: whoever takes the request keeps them for an execution, and drops them in the end. */
  readonly uploads: Uploads
  readonly sendTo?: string
}

/**
 * Lets a call in, and reads it.
 * @throws HookRefusal
 */
export async function takeRequest(call: Call): Promise<TakenRequest> {
  const admitted = await admit(call)
  const uploads = new Uploads(call.services.blobs)
  try {
    const received = await readRequest(call, uploads, admitted)
    return { received, uploads, ...(admitted.sendTo !== undefined && { sendTo: admitted.sendTo }) }
  } catch (error) {
    await uploads.drop()
    throw error
  }
}

/** What is known of a caller. */
interface Admitted extends Pick<WebhookRequest, 'user' | 'jwtPayload'> {
  readonly sendTo?: string
}

const NOTHING: Admitted = Object.freeze({})

/** Checks who calls. */
async function admit(call: Call): Promise<Admitted> {
  const { services, request, live } = call
  const { hook } = live
  if (live.allows && !live.allows(services.addressOf(request))) {
    throw addressRefused(hook.forVisitors ? 'form' : 'webhook')
  }
  if (hook.ignoreBots === true && isBot(request.headers['user-agent'])) {
    throw hook.forVisitors ? signInRefused() : botRefused()
  }
  const admitted = hook.authentication.kind === 'none' ? NOTHING : await admitCaller(call, hook.authentication)
  if (live.problem !== undefined) throw refusals.failed(live.problem)
  return admitted
}

async function admitCaller(call: Call, asking: Asking | UserAsking): Promise<Admitted> {
  if (asking.kind === 'user') return admitUser(call, asking)
  const jwtPayload = await checkCaller(call, asking)
  return jwtPayload === undefined ? NOTHING : { jwtPayload }
}

type UserAsking = Extract<Hook['authentication'], { readonly kind: 'user' }>

/** @throws HookRefusal where nobody is signed in, or who is may not run the workflow */
async function admitUser({ services, request, live, path, test }: Call, asking: UserAsking): Promise<Admitted> {
  const { method = 'GET', headers } = request
  const place = `${live.hook.door}${test ? '-test' : ''}/${path}`
  const query = new URLSearchParams(queryOf(request))
  const visitor = await services.visitors.find({ method, headers, place, pass: query.get(PASS) })
  if (visitor === undefined) throw userRefused(request)
  const { user, projects } = visitor
  if (asking.ofProject && projects !== 'all' && !projects.includes(live.project)) throw userMayNot()
  query.set(PASS, services.visitors.passFor(user, place))
  return { user, sendTo: `?${query.toString()}` }
}

async function readRequest(
  { services, request, live, ...call }: Call,
  uploads: Uploads,
  { user, jwtPayload }: Admitted,
): Promise<WebhookRequest> {
  const { body, files } = await readBody(request, live.hook, services.limits, uploads)
  return {
    method: request.method ?? 'GET',
    path: call.path,
    headers: plainHeaders(request),
    params: call.params,
    query: user === undefined ? readQuery(queryOf(request)) : withoutPass(readQuery(queryOf(request))),
    body,
    files: describe(files),
    url: call.url,
    test: call.test,
    address: services.addressOf(request),
    ...(jwtPayload === undefined ? {} : { jwtPayload }),
    ...(user === undefined ? {} : { user }),
  }
}

function withoutPass({ [PASS]: _pass, ...query }: JsonObject): JsonObject {
  return query
}

const noFiles: WebhookRequest['files'] = Object.freeze({})

function describe(files: Readonly<Record<string, Upload>>): WebhookRequest['files'] {
  const entries = Object.entries(files)
  return entries.length === 0 ? noFiles : Object.fromEntries(entries.map(([name, file]) => [name, file.describe()]))
}

/** @throws HookRefusal */
async function checkCaller({ services, request, live }: Call, asking: Asking): Promise<JsonObject | undefined> {
  if (live.credential === undefined) throw noCredential()
  const who = { project: live.project, nodeType: live.node.type }
  try {
    return await services.vault.use(live.credential, who, ({ fields }) => authenticate(asking, request.headers, fields))
  } catch (error) {
    // Whatever was wrong, a visitor is asked again.
    throw live.hook.forVisitors && error instanceof HookRefusal ? signInRefused() : error
  }
}

/** Whoever waits for what a workflow makes of a call. */
export function watchOf(call: Call, request: WebhookRequest, atOnce = answerAtOnce(call, request)): CallerWatch {
  const { hook } = call.live
  if (atOnce === undefined) return answeredLater(call)
  const watch = acceptedAtOnce(call, atOnce)
  if (hook.forVisitors !== true) return watch
  return { ...watch, ended: (end) => call.services.endings.remember(end, call.live, call.test) }
}

/** The answer that a caller gets as soon as its event is on disk; undefined where the execution gives it. */
export function answerAtOnce(call: Call, request: WebhookRequest): WebhookResponse | undefined {
  const { webhook, context, continues } = call.live
  if (respondMode(call.live) !== undefined) return undefined
  return continues ? goOn(call) : webhook.accepted(context, request)
}

/** How an execution answers its caller; undefined where that is done when it is accepted. */
export function respondMode({ hook, continues }: LiveHook): Exclude<Hook['responseMode'], 'onReceived'> | undefined {
  return continues || hook.responseMode === 'onReceived' ? undefined : hook.responseMode
}

/** The caller hears back as soon as its event is on disk. */
function acceptedAtOnce(call: Call, accepted: WebhookResponse): CallerWatch {
  return {
    accepted: () => settle(call, answer(call, accepted)),
    failed: (error) => fail(call, error),
  }
}

/** The visitor of a form goes on where the execution shows its next page. */
function goOn({ services, execution, live }: Call): WebhookResponse {
  const url = resumeAddress(services, execution, { by: 'form' })
  return { ...jsonResponse({ formWaitingUrl: url }), visitor: { kind: 'leave', title: live.node.name, url } }
}

function answeredLater(call: Call): CallerWatch {
  const stream = call.live.hook.responseMode === 'streaming' ? new StreamedAnswer(call.response, call.cors) : undefined
  let given = false
  return {
    answered(response) {
      given = true
      // A caller that is answered line by line gets no body of another kind: nothing streamed, nothing said.
      if (stream === undefined) settle(call, answer(call, answerOfForm(call, response)))
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

/**
 * The answer of a form's workflow: one that leads elsewhere says so, since a script could not follow it, and its
 * visitor goes there; a failure is told in words.
 */
function answerOfForm({ live }: Call, response: WebhookResponse): WebhookResponse {
  if (live.hook.forVisitors !== true) return response
  const url = response.headers['location']
  if (url !== undefined && response.status >= 300) {
    return { ...jsonResponse({ redirectURL: url }), visitor: { kind: 'leave', title: live.node.name, url } }
  }
  return response.status >= 500 && response.body.kind === 'json' ? forVisitor(response) : response
}

export function answer(call: Call, response: WebhookResponse): Promise<void> {
  const { live, request, test, sendTo } = call
  const readFile: ReadFile = (file) =>
    file.data === undefined
      ? call.services.blobs.get(call.execution, file.id ?? '')
      : Promise.resolve(Buffer.from(file.data, 'base64'))
  // A browser's own sign-in goes along only with what it sends itself.
  const inPlace = !live.continues && request.headers.authorization === undefined
  return writeAnswer(request, call.response, response, {
    headers: call.cors,
    readFile,
    test,
    inPlace,
    ...(sendTo !== undefined && { sendTo }),
  })
}

function settle(call: Call, writing: Promise<void>): void {
  writing.catch((error: unknown) => fail(call, error))
}

/** Answers a call that failed. */
export function fail({ services, request, response, cors, live }: Call, error: unknown): void {
  refuse(services, request, response, error, { headers: cors, forVisitors: live.hook.forVisitors === true })
}

export interface Refusing {
  readonly headers: Headers
  /** Visitors call the address with their browsers: they are told in a page. */
  readonly forVisitors: boolean
}

/** Answers a call that was not taken, or that failed. */
export function refuse(
  services: Pick<CallServices, 'onFault'>,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  { headers, forVisitors }: Refusing,
): void {
  if (response.headersSent || response.destroyed) return
  const refusal = error instanceof HookRefusal ? error : refusals.failed(sentence(error))
  if (!(error instanceof HookRefusal)) services.onFault(error)
  const said = forVisitors ? forVisitor(refusal.response) : refusal.response
  writeAnswer(request, response, said, { headers }).catch(services.onFault)
  if (!request.complete) letPass(request)
}

/**
 * What is left of a refused body is thrown away, but not for ever. A connection that ended with bytes unread would take
 * the answer with it before the caller has read it.
 */
function letPass(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), LEFTOVERS_MS)
  request.once('close', () => clearTimeout(timer)).resume()
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
    if (name === 'cookie' && value !== undefined) {
      const others = withoutSession(String(value))
      if (others !== undefined) plain[name] = others
    } else if (value !== undefined) plain[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return plain
}

export function queryOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark + 1)
}
