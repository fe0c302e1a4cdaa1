/** Publishing a workflow, its versions, and the addresses its triggers answer at. */
import { getVersion, listHooks, listVersions, publishWorkflow, unpublishWorkflow } from '@millrace/api'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { findDraft, readDocument, showDraft } from './drafts.ts'
import { auditOf } from './workflow-routes.ts'

type Context = Pick<ServerContext, 'store' | 'live' | 'publisher'>

export function publishRoutes(routes: Routes, { store, live, publisher }: Context): void {
  serve(routes, publishWorkflow, 'workflow.publish', async ({ params, body, caller, request }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    if (draft.revision !== body.revision) {
      throw problems.draftOutdated(await showDraft(store, caller.principal, draft))
    }
    const published = await publisher.publish(caller.principal, params.id, auditOf(caller, request.ip))
    live.announce({ type: 'published', workflow: params.id, version: published.version })
    return { version: published.version, at: published.at, diagnostics: [...published.diagnostics] }
  })

  serve(routes, unpublishWorkflow, 'workflow.publish', async ({ params, caller, request }) => {
    await findDraft(store, caller.principal, params.id)
    await publisher.unpublish(caller.principal, params.id, auditOf(caller, request.ip))
    live.announce({ type: 'published', workflow: params.id, version: null })
    return undefined
  })

  serve(routes, listVersions, 'workflow.read', async ({ params, caller }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    const versions = await store.workflows.versions(caller.principal, params.id)
    return {
      versions: versions.map((one) => ({
        version: one.version,
        at: one.publishedAt ?? one.createdAt,
        published: one.version === draft.published,
      })),
    }
  })

  serve(routes, getVersion, 'workflow.read', async ({ params, caller }) => {
    await findDraft(store, caller.principal, params.id)
    const document = await store.workflows.version(caller.principal, params.id, params.version)
    if (document === undefined) throw problems.notFound('version')
    return { document: readDocument(document).document }
  })

  serve(routes, listHooks, 'workflow.read', async ({ params, body, caller }) => {
    await findDraft(store, caller.principal, params.id)
    return { hooks: publisher.addresses(params.id, body.document) }
  })
}
