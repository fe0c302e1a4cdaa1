/** What node and credential types there are, as data, and their pictures. */
import { createHash } from 'node:crypto'
import { type CredentialDescription, listCredentialTypes, listNodeTypes } from '@millrace/api'
import type { Catalog } from '@millrace/sdk'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'

export function catalogRoutes(routes: Routes, { catalog }: Pick<ServerContext, 'catalog'>): void {
  const nodes = catalog.nodes.map((one) => one.description)
  const etag = etagOf(nodes)
  // Most credential types are read when somebody first asks for them, and there are hundreds.
  let credentials: { readonly all: CredentialDescription[]; readonly etag: string } | undefined

  serve(routes, listNodeTypes, 'signedIn', ({ request, reply }) => {
    answerOnce(request, reply, etag)
    return { nodes }
  })

  serve(routes, listCredentialTypes, 'signedIn', ({ request, reply }) => {
    if (credentials === undefined) {
      const all = catalog.credentials.map(describe)
      credentials = { all, etag: etagOf(all) }
    }
    answerOnce(request, reply, credentials.etag)
    return { credentials: credentials.all }
  })

  routes.app.get<{ Params: { type: string } }>(
    '/rest/icons/:type.svg',
    { config: { permission: 'public' } },
    (request, reply) => {
      const icon = iconOf(catalog, request.params.type)
      if (icon === undefined) throw problems.notFound('icon')
      return reply
        .headers({
          'content-type': 'image/svg+xml; charset=utf-8',
          'cache-control': 'public, max-age=86400',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        })
        .send(icon)
    },
  )
}

/** Whoever has this answer already is told so. */
function answerOnce(request: FastifyRequest, reply: FastifyReply, etag: string): void {
  void reply.headers({ etag, 'cache-control': 'private, no-cache' })
  if (request.headers['if-none-match'] === etag) void reply.status(304).send()
}

function describe(type: Catalog['credentials'][number]): CredentialDescription {
  const { name, about, icon, properties, generic, consent, consentBy } = type
  const [testable, signs] = [type.test !== undefined, type.sign !== undefined]
  return { type: type.type, name, about, icon, properties, generic, consent, consentBy, testable, signs }
}

function iconOf(catalog: Catalog, type: string): string | undefined {
  const icon = catalog.node(type)?.description.icon ?? catalog.credential(type)?.icon
  return icon?.startsWith('file:') ? icon.slice('file:'.length) : undefined
}

function etagOf(value: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)}"`
}
