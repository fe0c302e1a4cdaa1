import type { FastifyRequest } from 'fastify'
import type { Caller } from '../auth/caller.ts'
import type { ServerContext } from '../context.ts'

/** Who an API key belongs to. Keys come in a header of their own, never in a cookie or an address. */
export async function keyCaller(
  { store, project }: Pick<ServerContext, 'store' | 'project'>,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const text = request.headers['x-millrace-api-key'] ?? request.headers['x-n8n-api-key']
  if (typeof text !== 'string' || text === '') return undefined
  const key = await store.apiKeys.find(text)
  if (!key) return undefined
  const memberships = await store.projects.ofUser(key.user)
  if (memberships.length === 0) return undefined
  const role = memberships.some((one) => one.role === 'owner') ? 'owner' : 'member'
  return {
    principal: { id: key.user, kind: 'apiKey', projects: memberships.map((one) => one.project) },
    role,
    user: { id: key.user, email: '', name: key.name, role },
    project,
    csrf: null,
  }
}
