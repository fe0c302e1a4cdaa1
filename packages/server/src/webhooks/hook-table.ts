/**
 * The hooks of all published workflows. Routes are rows and load at start, so a thousand workflows cost a thousand
 * small entries; a workflow's document is read and compiled when one of its hooks is first called.
 */
import type { Catalog } from '@millrace/sdk'
import type { Store } from '@millrace/store'
import { planOf, triggersOf, type TriggerSurroundings } from '../triggers/placed-trigger.ts'
import { type HookLookup, HookRouter } from './hook-router.ts'
import { type LiveHook, liveHooks } from './live-hook.ts'
import { routePath } from '../triggers/publisher.ts'

export interface HookRow {
  readonly workflow: string
  readonly node: string
  readonly method: string
  readonly path: string
}

export interface HookTableOptions extends Omit<TriggerSurroundings, 'variables'> {
  readonly store: Pick<Store, 'workflows' | 'routes' | 'variables'>
  readonly catalog: Catalog
}

interface LoadedWorkflow {
  readonly version: string
  hooks: readonly LiveHook[] | undefined
  loading: Promise<readonly LiveHook[]> | undefined
}

export class HookTable {
  readonly #options: HookTableOptions
  #router = new HookRouter<HookRow>()
  #workflows = new Map<string, LoadedWorkflow>()

  constructor(options: HookTableOptions) {
    this.#options = options
  }

  /** Reads the routes again; workflows whose version did not change stay loaded. */
  async refresh(): Promise<void> {
    const { store } = this.#options
    const [routes, published] = await Promise.all([store.routes.all(), store.workflows.published()])
    const router = new HookRouter<HookRow>()
    for (const { method, path, workflow, node } of routes) router.set(method, path, { workflow, node, method, path })
    const workflows = new Map<string, LoadedWorkflow>()
    for (const { id, version } of published) {
      const known = this.#workflows.get(id)
      workflows.set(id, known?.version === version ? known : { version, hooks: undefined, loading: undefined })
    }
    this.#router = router
    this.#workflows = workflows
  }

  find(method: string, path: string): HookLookup<HookRow> {
    return this.#router.find(method, path)
  }

  /** The hook behind a row; undefined while its document is not loaded yet. */
  loaded(row: HookRow): LiveHook | undefined {
    const hooks = this.#workflows.get(row.workflow)?.hooks
    return hooks && pick(hooks, row)
  }

  async load(row: HookRow): Promise<LiveHook | undefined> {
    const workflow = this.#workflows.get(row.workflow)
    if (!workflow) return undefined
    workflow.loading ??= this.#read(row.workflow)
    try {
      workflow.hooks = await workflow.loading
    } catch (error) {
      workflow.loading = undefined
      throw error
    }
    return pick(workflow.hooks, row)
  }

  async #read(id: string): Promise<readonly LiveHook[]> {
    const { store, catalog } = this.#options
    const found = await store.workflows.find(id, 'published')
    if (!found) return []
    const { project, version, document } = found
    const variables = await store.variables.all(project)
    const plan = planOf(document, id, catalog)
    const triggers = triggersOf(plan, { ...this.#options, variables, active: true, manual: false })
    return liveHooks(plan, triggers, { workflow: id, version, project })
  }
}

function pick(hooks: readonly LiveHook[], row: HookRow): LiveHook | undefined {
  return hooks.find(
    ({ node, hook }) => node.id === row.node && hook.methods.includes(row.method) && routePath(hook) === row.path,
  )
}
