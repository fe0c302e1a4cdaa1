/**
 * Executions as whoever knows their address finds them: they wait for a call, or do something else. What is called is
 * the node as it was when it began to wait: its version of the workflow, and the parameters it kept.
 */
import { resumeContext } from '@millrace/engine'
import type { Catalog, WaitReason } from '@millrace/sdk'
import { type Store, systemPrincipal } from '@millrace/store'
import type { Plan } from '@millrace/workflow'
import { planOf, type TriggerSurroundings, zoneOf } from '../triggers/placed-trigger.ts'
import { type LiveHook, liveHook } from './live-hook.ts'

export type FoundExecution =
  | { readonly state: 'unknown' | 'running' | 'ended' }
  | { readonly state: 'waiting'; readonly wait: Wait }

/** A wait of an execution. */
export interface Wait {
  /** The call it waits for; undefined where no call brings what it waits for. */
  readonly reason: CallReason | undefined
  /** By hand, for its author. */
  readonly manual: boolean
  /** What is called: read once it is known that the caller may. */
  open(): Promise<LiveHook | undefined>
}

export type CallReason = Extract<WaitReason, { readonly by: 'webhook' | 'form' }>

export interface WaitingExecutionsOptions extends Omit<TriggerSurroundings, 'variables'> {
  readonly store: Pick<Store, 'executions' | 'recovery' | 'workflows' | 'variables'>
  readonly catalog: Catalog
}

type Row = NonNullable<Awaited<ReturnType<Store['recovery']['get']>>>

const CACHED = 50
const system = systemPrincipal('waiting executions')

export class WaitingExecutions {
  readonly #options: WaitingExecutionsOptions
  readonly #plans = new Map<string, Plan>()

  constructor(options: WaitingExecutionsOptions) {
    this.#options = options
  }

  async find(execution: string): Promise<FoundExecution> {
    const { store } = this.#options
    const row = await store.recovery.get(execution)
    if (row === undefined) {
      return { state: (await store.executions.get(system, execution)) === undefined ? 'unknown' : 'ended' }
    }
    if (row.status !== 'waiting') return { state: 'running' }
    const { resume } = row
    const reason = resume === null || resume.reason.by === 'time' ? undefined : resume.reason
    const open = async () =>
      resume === null || reason === undefined ? undefined : this.#liveHook(row, resume.node, reason)
    return { state: 'waiting', wait: { reason, manual: row.mode === 'manual', open } }
  }

  async #liveHook(row: Row, nodeId: string, reason: CallReason): Promise<LiveHook | undefined> {
    const { store, zone, now } = this.#options
    const { workflow, version, project } = row
    const plan = await this.#plan(row)
    const node = plan?.byId.get(nodeId)
    const webhook = node?.nodeType?.resume
    if (plan === undefined || node === undefined || webhook === undefined) return undefined
    const context = resumeContext(
      {
        node,
        workflow: { id: plan.id, name: plan.name, active: row.mode !== 'manual' },
        zone: zoneOf(plan, zone),
        manual: row.mode === 'manual',
        vars: await store.variables.all(project),
        now,
      },
      reason.answer,
    )
    const [hook] = webhook.hooks(context)
    return hook && liveHook({ workflow, version, project }, { node, webhook, context, hook })
  }

  async #plan({ execution, workflow, version }: Row): Promise<Plan | undefined> {
    const { store, catalog } = this.#options
    const key = `${workflow}:${version}`
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    const stored = await store.workflows.find(workflow, { version })
    if (stored === undefined) {
      // What ran without being stored is in its own journal, and there may be another of the same name.
      const [first] = await store.executions.events(system, execution, -1, 1)
      const document = first?.event.type === 'executionStarted' ? first.event.document : undefined
      return document === undefined ? undefined : planOf(document, workflow, catalog)
    }
    const plan = planOf(stored.document, workflow, catalog)
    if (this.#plans.size >= CACHED) for (const oldest of this.#plans.keys().take(1)) this.#plans.delete(oldest)
    this.#plans.set(key, plan)
    return plan
  }
}
