/** The way to a service where a person consents, and back from there. */
import { beginConsent, CONSENT_CALLBACK, OAUTH1_CALLBACK } from '@millrace/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { ServerContext } from '../context.ts'
import { HttpProblem, problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { drawConnected, drawNotConnected } from './consent-page.ts'
import { Consents } from './consents.ts'

const brought = z.object({
  state: z.string().max(200).optional(),
  code: z.string().max(8192).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2000).optional(),
  oauth_token: z.string().max(2000).optional(),
  oauth_verifier: z.string().max(2000).optional(),
  denied: z.string().max(2000).optional(),
})

export function consentRoutes(
  routes: Routes,
  context: Pick<ServerContext, 'store' | 'catalog' | 'dialer' | 'publicUrl' | 'now'>,
): void {
  const consents = new Consents(context)

  serve(routes, beginConsent, 'credential.edit', async ({ body, caller }) => ({
    url: await consents.begin(caller, body.id),
  }))

  // Who comes back is told by the state, which is bound to the session.
  const config = { permission: 'public' } as const
  routes.app.get(CONSENT_CALLBACK, { config }, comeBack)
  routes.app.get(OAUTH1_CALLBACK, { config }, comeBack)

  async function comeBack(request: FastifyRequest, reply: FastifyReply) {
    const { status, page } = await finish(request)
    return reply
      .status(status)
      .headers({ 'content-security-policy': page.policy, 'content-type': 'text/html; charset=utf-8' })
      .send(page.text)
  }

  async function finish(request: FastifyRequest) {
    try {
      const read = brought.safeParse(request.query)
      if (!read.success) throw problems.consentUnknown()
      await consents.finish(await routes.findCaller(request), read.data, request.ip)
      return { status: 200, page: drawConnected() }
    } catch (thrown) {
      if (!(thrown instanceof HttpProblem)) throw thrown
      return { status: thrown.status, page: drawNotConnected(thrown.problem) }
    }
  }
}
