/**
 * Answers `/webhook-waiting/<execution>/<suffix>?signature=…`: the address at which a waiting execution is called.
 * Nothing but that an execution is unknown is told to who has no signature. Then it is a call like any other, and the
 * first one that is taken ends the wait.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller, Resumption } from '@millrace/engine'
import type { Item, Json } from '@millrace/sdk'
import { answer, type Call, type CallServices, type Headers, queryOf, refuse, takeRequest, watchOf } from './call.ts'
import type { ResumeSignature } from './resume-signature.ts'
import type { CallReason, WaitingExecutions } from './waiting-executions.ts'
import { refusals } from './webhook-problem.ts'

export interface WaitingServices extends CallServices {
  readonly signature: ResumeSignature
  readonly waiting: WaitingExecutions
  /** Goes on with a waiting execution; false when somebody was quicker. */
  readonly resume: (execution: string, answer: Resumption, caller: Caller) => Promise<boolean>
}

const noHeaders: Headers = Object.freeze({})

/** Sent with every answer, whether the caller has an origin or not. */
const cors: Headers = Object.freeze({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Content-Type',
})

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
  let headers = noHeaders
  try {
    const { execution, suffix } = splitPath(path)
    const found = await services.waiting.find(execution)
    if (found.state === 'unknown') throw refusals.unknownExecution(execution)
    const signature = new URLSearchParams(queryOf(request)).get('signature') ?? ''
    if (!services.signature.verify(execution, signature)) throw refusals.badSignature()
    if (found.state !== 'waiting') {
      throw found.state === 'ended' ? refusals.executionEnded(execution) : refusals.executionRunning(execution)
    }
    headers = cors
    const method = request.method ?? 'GET'
    const place = suffix === '' ? execution : `${execution}/${suffix}`
    const live = fits(found.wait.reason, method, suffix) ? await found.wait.open() : undefined
    if (live === undefined) throw refusals.notWaiting(method, place)
    const url = `${services.publicUrl}/webhook-waiting/${place}`
    const call = { services, request, response, live, path: place, url, params: {}, execution, cors }
    await take(services, { ...call, test: found.wait.manual })
  } catch (error) {
    refuse(services, request, response, error, headers)
  }
}

function splitPath(path: string): { readonly execution: string; readonly suffix: string } {
  const [, , execution = '', ...rest] = path.split('/')
  return { execution, suffix: rest.join('/').replace(/\/$/, '') }
}

function fits(reason: CallReason | undefined, method: string, suffix: string): boolean {
  return reason?.by === 'webhook' && reason.methods.includes(method) && (reason.suffix ?? '') === suffix
}

async function take(services: WaitingServices, call: Call): Promise<void> {
  const { live, execution } = call
  const received = await takeRequest(call)
  const taken = await live.webhook.receive(live.context, received)
  if ('refuse' in taken) {
    await answer(call, taken.refuse)
    return
  }
  const { responseMode } = live.hook
  const resumption: Resumption = {
    by: 'webhook',
    answer: asJson(taken.start[0] ?? []),
    ...(responseMode !== 'onReceived' && { respond: responseMode }),
  }
  const isFirst = await services.resume(execution, resumption, watchOf(call, received))
  if (!isFirst) throw refusals.executionRunning(execution)
}

/** Items as the journal keeps them. */
function asJson(items: readonly Item[]): Json {
  const json: Json = JSON.parse(JSON.stringify(items))
  return json
}
