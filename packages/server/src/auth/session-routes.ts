/** The first owner, signing in and out, and who one is. */
import { createOwner, readSession, type Session, signIn, signOut } from '@millrace/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve, servePublic } from '../http/serve.ts'
import { Attempts } from './attempts.ts'
import type { SignedIn } from './auth.ts'
import type { Caller } from './caller.ts'

type Context = Pick<ServerContext, 'auth' | 'setupToken' | 'publicUrl' | 'version' | 'config' | 'now'>

export function sessionRoutes(routes: Routes, context: Context): void {
  const { auth, setupToken } = context
  const attempts = new Attempts(context.now)

  const show = async (caller: Caller | undefined): Promise<Session> => ({
    user: caller?.user ?? null,
    setup: caller || (await auth.ownerExists()) ? null : { tokenNeeded: setupToken.text !== null },
    csrf: caller?.csrf ?? null,
    version: context.version,
    publicUrl: context.publicUrl,
    zone: context.config.zone,
  })

  const enter = (reply: FastifyReply, { caller, cookies }: SignedIn) => {
    void reply.header('set-cookie', [...cookies])
    return show(caller)
  }

  servePublic(routes, readSession, ({ caller }) => show(caller))

  servePublic(routes, createOwner, async ({ body, reply, request }) => {
    limit(attempts, `owner:${addressOf(request)}`)
    if (!setupToken.accepts(body.token)) throw problems.badSetupToken()
    if (await auth.ownerExists()) throw problems.ownerExists()
    return enter(reply, await auth.createOwner({ email: body.email, password: body.password, name: body.name ?? '' }))
  })

  servePublic(routes, signIn, async ({ body, reply, request }) => {
    const account = `account:${body.email.toLowerCase()}`
    limit(attempts, account, `address:${addressOf(request)}`)
    const signedIn = await auth.signIn(body.email, body.password)
    if (!signedIn) throw problems.badSignIn()
    attempts.clear(account)
    return enter(reply, signedIn)
  })

  serve(routes, signOut, 'signedIn', async ({ request, reply }) => {
    void reply.header('set-cookie', [...(await auth.signOut(request.headers.cookie ?? ''))])
    return undefined
  })
}

function limit(attempts: Attempts, ...keys: readonly string[]): void {
  const seconds = attempts.take(...keys)
  if (seconds > 0) throw problems.tooManyAttempts(seconds)
}

function addressOf(request: FastifyRequest): string {
  return request.ip
}
