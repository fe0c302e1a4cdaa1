/** The dynamic lists of forms: what a node type finds for whoever fills in its form. */
import { lookUp } from '@millrace/api'
import { limitsOf, type OpenCredential, projectTables } from '@millrace/engine'
import { isJsonObject, type JsonObject, type LookupContext, NodeError, refuse, valueAt } from '@millrace/sdk'
import type { Caller } from '../auth/caller.ts'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'

type Context = Pick<ServerContext, 'catalog' | 'store' | 'dialer'>

const LONGEST_MS = 15_000

export function lookupRoutes(routes: Routes, context: Context): void {
  serve(routes, lookUp, 'workflow.edit', async ({ body, caller }) => {
    const { nodeType, lookup, filter, page } = body
    const lookups = context.catalog.node(nodeType)?.lookups ?? {}
    const find = Object.hasOwn(lookups, lookup) ? lookups[lookup] : undefined
    if (find === undefined) throw problems.noLookup(lookup)
    try {
      const { choices, next } = await find(lookupContext(context, body, caller), filter, page)
      return { choices: [...choices], ...(next !== undefined && { next }) }
    } catch (thrown) {
      if (thrown instanceof NodeError) throw problems.lookupFailed(thrown.message)
      throw thrown
    }
  })
}

interface Asked {
  readonly nodeType: string
  readonly version: number
  readonly parameters: JsonObject
  readonly credentials?: Readonly<Record<string, string>> | undefined
}

/** What a list may be found with: the caller's project, and the credentials that are chosen in the form. */
function lookupContext(
  { store, dialer }: Context,
  { nodeType, version, parameters, credentials = {} }: Asked,
  { project, principal }: Caller,
): LookupContext {
  const open = <T>(type: string, use: (opened: OpenCredential) => Promise<T>): Promise<T> => {
    const id = Object.hasOwn(credentials, type) ? credentials[type] : undefined
    if (id !== undefined) return store.vault.use(id, { project, nodeType }, use)
    throw refuse('This list needs a credential. Choose one in the node.', { code: 'credential_missing', retry: 'no' })
  }
  return {
    node: { id: '', name: '', type: nodeType, version },
    rawParameters: parameters,
    parameter: (path) => valueAt(parameters, path),
    signal: AbortSignal.timeout(LONGEST_MS),
    dataTables: projectTables(store.dataTables, project),
    workflows: {
      async find(search, cursor) {
        const { items, next } = await store.workflows.list(principal, { project, search }, { cursor })
        return { workflows: items.map(({ id, name }) => ({ id, name })), ...(next !== null && { next }) }
      },
      async document(id) {
        const document = (await store.workflows.get(principal, id))?.document
        return isJsonObject(document) ? document : undefined
      },
    },
    credential: (type, use) => open(type, ({ fields }) => use(fields)),
    network: {
      async addressOf({ credential, ...target }) {
        if (credential === undefined) return dialer.addressOf(target, {})
        return dialer.addressOf(target, await open(credential, async (opened) => limitsOf(opened, {})))
      },
    },
  }
}
