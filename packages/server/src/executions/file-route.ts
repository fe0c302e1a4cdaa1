/**
 * The bytes of an execution's files. They are foreign content: always under the sandboxing policy, shown only where a
 * browser cannot mistake them for a page, and downloaded otherwise.
 */
import type { Store } from '@millrace/store'
import type { Routes } from '../http/serve.ts'
import { mayDo } from '../auth/permissions.ts'
import { findExecution } from './execution-routes.ts'

const shown = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/

export function fileRoute(routes: Routes, store: Store): void {
  routes.app.get<{ Params: { id: string; file: string }; Querystring: { name?: string; type?: string } }>(
    '/rest/executions/:id/files/:file',
    { config: { permission: 'execution.read' } },
    async (request, reply) => {
      const caller = await routes.findCaller(request)
      if (!caller || !mayDo(caller.role, 'execution.read')) throw routes.refuseStranger()
      await findExecution(store, caller.principal, request.params.id)
      const bytes = await store.blobs.get(request.params.id, request.params.file)
      const type = String(request.query.type ?? '')
      const safe = shown.test(type)
      const name = String(request.query.name ?? 'file')
        .replace(/[^\w .()-]+/g, '_')
        .slice(0, 120)
      return reply
        .headers({
          'content-type': safe ? type : 'application/octet-stream',
          'content-disposition': `${safe ? 'inline' : 'attachment'}; filename="${name}"`,
          'content-security-policy': "default-src 'none'; sandbox",
          'cache-control': 'private, no-store',
        })
        .send(Buffer.from(bytes))
    },
  )
}
