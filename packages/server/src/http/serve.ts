/**
 * The one way a route comes into being: a contract, the permission it takes, and a handler. The parts of a request
 * are read by the contract's schemas before the handler sees them, and the answer is what the contract says, so a
 * handler holds nothing but its own idea.
 */
import { randomUUID } from 'node:crypto'
import type { Answer, Asked, Contract, Parts } from '@millrace/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Caller } from '../auth/caller.ts'
import { mayDo, type Permission } from '../auth/permissions.ts'
import { compressed } from './compress.ts'
import { HttpProblem, problems, unexpected } from './http-problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Routes without one are refused when they are made. */
    permission?: Permission
  }
}

/** What a handler gets. `caller` is null only on public routes. */
export interface Ask<P extends Parts> extends Asked<P> {
  readonly caller: Caller
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export type Handler<P extends Parts> = (ask: Ask<P>) => Answer<P> | Promise<Answer<P>>

/** Finds out who asks; null when nobody is signed in. */
export type FindCaller = (request: FastifyRequest) => Promise<Caller | undefined>

export interface Routes {
  readonly app: FastifyInstance
  readonly findCaller: FindCaller
  /** Refuses changing requests that another site made a browser send. */
  readonly guard: (request: FastifyRequest, caller: Caller | undefined) => void
  readonly refuseStranger: () => HttpProblem
}

/** Serves a contract to whoever has the permission. */
export function serve<P extends Parts>(
  routes: Routes,
  contract: Contract<P>,
  permission: Exclude<Permission, 'public'>,
  handler: Handler<P>,
): void {
  addRoute(routes, contract, permission, async (request, reply) => {
    const caller = await routes.findCaller(request)
    routes.guard(request, caller)
    if (!caller) throw routes.refuseStranger()
    if (!mayDo(caller.role, permission)) throw problems.forbidden()
    return handler({ ...readParts(contract, request), caller, request, reply })
  })
}

/** Serves a contract to everybody; the handler may look who it is. */
export function servePublic<P extends Parts>(
  routes: Routes,
  contract: Contract<P>,
  handler: (ask: Omit<Ask<P>, 'caller'> & { readonly caller: Caller | undefined }) => Answer<P> | Promise<Answer<P>>,
): void {
  addRoute(routes, contract, 'public', async (request, reply) => {
    const caller = await routes.findCaller(request)
    routes.guard(request, caller)
    return handler({ ...readParts(contract, request), caller, request, reply })
  })
}

function addRoute(
  { app }: Routes,
  contract: Contract,
  permission: Permission,
  handle: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  app.route({
    method: contract.method,
    url: contract.path,
    config: { permission },
    handler: async (request, reply) => {
      const answer = await handle(request, reply)
      if (reply.sent) return reply
      reply.status(contract.status ?? 200)
      if (answer === undefined) return reply.send()
      const body = await compressed(request, reply, JSON.stringify(answer))
      return reply.type('application/json; charset=utf-8').send(body)
    },
  })
}

function readParts<P extends Parts>(contract: Contract<P>, request: FastifyRequest): Asked<P> {
  const read = {
    params: readPart('params', contract.params, request.params),
    query: readPart('query', contract.query, request.query),
    body: readPart('body', contract.body, request.body),
  }
  return asAsked<P>(read)
}

/** The parts were just read by the schemas of `P`; the compiler cannot follow that through a mapped type. */
function asAsked<P extends Parts>(read: { readonly [K in keyof Asked<Parts>]: unknown }): Asked<P> {
  return read as Asked<P>
}

function readPart(name: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw problems.invalid([name, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'invalid')
}

/** Every route must have named its permission, whoever made it. */
export function requirePermissions(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.permission === undefined) {
      throw new Error(`The route ${String(route.method)} ${route.url} names no permission.`)
    }
  })
}

/** Turns what handlers throw into answers: refusals as they are, the rest with a reference into the log. */
export function answerFailures(app: FastifyInstance, log: (reference: string, failure: unknown) => void): void {
  app.setErrorHandler((failure, _request, reply) => {
    const known = failure instanceof HttpProblem ? failure : fromFramework(failure)
    if (known) {
      void sendProblem(reply, known)
      return
    }
    const reference = randomUUID().slice(0, 8)
    log(reference, failure)
    void sendProblem(reply, new HttpProblem(500, unexpected(reference)))
  })
}

/** Answers with a refusal. */
export function sendProblem(reply: FastifyReply, { status, problem, headers }: HttpProblem): FastifyReply {
  return reply.status(status).headers(headers).type('application/json; charset=utf-8').send(JSON.stringify(problem))
}

/** Refusals of the framework and of the store, in our words. */
function fromFramework(failure: unknown): HttpProblem | undefined {
  if (!(failure instanceof Error) || !('code' in failure)) return undefined
  switch (failure.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problems.bodyTooLarge()
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problems.wrongContentType()
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return problems.unreadableBody(failure.message)
    case 'not_found':
    case 'execution_unknown':
    case 'blob_unknown':
      return problems.notFound('object')
    default:
      return undefined
  }
}
