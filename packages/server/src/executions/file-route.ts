/**
 * The bytes of an execution's files, in parts where a part is asked for: they may be larger than memory. They are
 * foreign content: always under the sandboxing policy, shown only where a browser cannot mistake them for a page of ours,
 * and downloaded otherwise.
 */
import type { Store } from '@millrace/store'
import type { Routes } from '../http/serve.ts'
import { mayDo } from '../auth/permissions.ts'
import { findExecution } from './execution-routes.ts'
import { type ByteRange, readRange } from './byte-range.ts'

/** Pictures of SVG may hold scripts, which the policy keeps from running. */
const shown = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/

export function fileRoute(routes: Routes, store: Store): void {
  routes.app.get<{ Params: { id: string; file: string }; Querystring: { name?: string; type?: string; as?: string } }>(
    '/rest/executions/:id/files/:file',
    { config: { permission: 'execution.read' } },
    async (request, reply) => {
      const caller = await routes.findCaller(request)
      if (!caller || !mayDo(caller.role, 'execution.read')) throw routes.refuseStranger()
      await findExecution(store, caller.principal, request.params.id)
      const file = await store.blobs.open(request.params.id, request.params.file)
      const range = readRange(request.headers.range, file.size)
      const type = String(request.query.type ?? '')
      const isShown = shown.test(type) && request.query.as !== 'download'
      void reply.code(range.status).headers({
        'content-type': shown.test(type) ? type : 'application/octet-stream',
        'content-disposition': disposition(isShown, String(request.query.name ?? 'file')),
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'cache-control': 'private, no-store',
        ...rangeHeaders(range, file.size),
      })
      if (range.status === 416) {
        await file.close()
        return reply.send()
      }
      return reply.send(file.read(range.from, range.to))
    },
  )
}

function rangeHeaders(range: ByteRange, size: number): Readonly<Record<string, string | number>> {
  const accepts = { 'accept-ranges': 'bytes' }
  if (range.status === 416) return { ...accepts, 'content-range': `bytes */${size}` }
  return {
    ...accepts,
    'content-length': range.to - range.from,
    ...(range.status === 206 ? { 'content-range': `bytes ${range.from}-${range.to - 1}/${size}` } : {}),
  }
}

/** The name in plain letters, and as it is for those who read RFC 6266. */
function disposition(isShown: boolean, name: string): string {
  const short = name.slice(0, 120)
  const plain = short.replaceAll(/[^\w .()-]+/g, '_')
  const whole = encodeURIComponent(short.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return `${isShown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${whole}`
}
