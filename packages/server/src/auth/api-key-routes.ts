/** A person's keys for the public API. */
import { type ApiKey as ShownKey, createApiKey, deleteApiKey, listApiKeys } from '@millrace/api'
import type { ApiKey } from '@millrace/store'
import type { ServerContext } from '../context.ts'
import { type Routes, serve } from '../http/serve.ts'

export function apiKeyRoutes(routes: Routes, { store }: Pick<ServerContext, 'store'>): void {
  serve(routes, listApiKeys, 'apiKey.manage', async ({ caller }) => ({
    keys: (await store.apiKeys.list(caller.user.id)).map(show),
  }))

  serve(routes, createApiKey, 'apiKey.manage', async ({ body, caller }) => {
    const { key, text } = await store.apiKeys.create({ user: caller.user.id, name: body.name, scopes: [] })
    return { key: show(key), text }
  })

  serve(routes, deleteApiKey, 'apiKey.manage', async ({ params, caller }) => {
    await store.apiKeys.delete(caller.user.id, params.id)
    return undefined
  })
}

function show({ id, name, createdAt, lastUsedAt }: ApiKey): ShownKey {
  return { id, name, ending: id.slice(-4), createdAt, lastUsedAt }
}
