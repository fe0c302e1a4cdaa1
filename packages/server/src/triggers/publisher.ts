/**
 * Publishing: the draft becomes the version that runs, and its hooks become routes, in one transaction. Also used by
 * the command line's import, which publishes into the database of a running server.
 */
import type { JsonObject } from '@millrace/sdk'
import type { Catalog, Hook } from '@millrace/sdk'
import { type AuditNote, type NewRoute, type Principal, type Store, StoreError } from '@millrace/store'
import { type Diagnostic, importWorkflow, validate } from '@millrace/workflow'
import { HttpProblem, problems } from '../http/http-problem.ts'
import {
  hooksOf,
  type PlacedTrigger,
  planOf,
  startsByItself,
  triggersOf,
  type TriggerSurroundings,
} from './placed-trigger.ts'

export interface Published {
  readonly version: string
  readonly at: number
  readonly diagnostics: readonly Diagnostic[]
}

export interface HookAddress {
  readonly node: string
  readonly methods: string[]
  readonly productionUrl: string
  readonly testUrl: string
}

export interface Publisher {
  /** @throws HttpProblem `not_found`, `not_publishable`, `route_taken` */
  publish(principal: Principal, id: string, audit?: AuditNote): Promise<Published>
  unpublish(principal: Principal, id: string, audit?: AuditNote): Promise<void>
  /** Where the triggers of a document would answer. */
  addresses(id: string, document: JsonObject): HookAddress[]
}

export interface PublisherOptions extends TriggerSurroundings {
  readonly store: Pick<Store, 'workflows'>
  readonly catalog: Catalog
  readonly publicUrl: string
  /** Something was published or unpublished here: routes are loaded before the answer leaves. */
  readonly onChange?: () => Promise<void>
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { store, catalog, publicUrl } = options
  const placed = (document: unknown, id: string) =>
    triggersOf(planOf(document, id, catalog), { ...options, active: true, manual: false })

  return {
    async publish(principal, id, audit) {
      const draft = await store.workflows.get(principal, id)
      if (!draft) throw problems.notFound('workflow')
      const triggers = placed(draft.document, id).filter(startsByItself)
      if (triggers.length === 0) {
        throw problems.notPublishable(
          'Nothing would start this workflow: it has no trigger that works by itself.',
          'Add a Webhook, a Schedule Trigger or another trigger, then publish it.',
        )
      }
      const published = await store.workflows
        .publish(principal, id, { routes: triggers.flatMap(routesOf), ...(audit === undefined ? {} : { audit }) })
        .catch((error: unknown) => {
          throw asProblem(error)
        })
      await options.onChange?.()
      const { workflow } = importWorkflow(draft.document)
      const diagnostics = validate(workflow, (type) => catalog.node(type)?.description)
      return { version: published.published ?? '', at: options.now(), diagnostics }
    },

    async unpublish(principal, id, audit) {
      await store.workflows.unpublish(principal, id, audit)
      await options.onChange?.()
    },

    addresses(id, document) {
      return placed(document, id).flatMap((one) =>
        readHooks(one).map((hook) => ({
          node: one.node.id,
          methods: [...hook.methods],
          productionUrl: `${publicUrl}/${hook.door}/${hook.path}`,
          testUrl: `${publicUrl}/${hook.door}-test/${hook.path}`,
        })),
      )
    },
  }
}

/** A path is unique among hooks of one door; those of other doors carry theirs in front. */
export function routePath(hook: Pick<Hook, 'door' | 'path'>): string {
  return hook.door === 'webhook' ? hook.path : `${hook.door}:${hook.path}`
}

function routesOf(placed: PlacedTrigger): readonly NewRoute[] {
  return hooksOrRefusal(placed).flatMap((hook) =>
    hook.methods.map((method) => ({ method, path: routePath(hook), node: placed.node.id, data: {} })),
  )
}

function hooksOrRefusal(placed: PlacedTrigger): readonly Hook[] {
  try {
    return hooksOf(placed)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw problems.notPublishable(`The address of “${placed.node.name}” cannot be worked out: ${why}`)
  }
}

/** While somebody types, an address that cannot be worked out is simply not shown. */
function readHooks(placed: PlacedTrigger): readonly Hook[] {
  try {
    return hooksOf(placed)
  } catch {
    return []
  }
}

function asProblem(error: unknown): unknown {
  if (error instanceof HttpProblem || !(error instanceof StoreError) || error.code !== 'route_taken') return error
  const { method, path, workflow } = error.details
  return problems.routeTaken(String(method), String(path), String(workflow))
}
