/**
 * Executions as whoever knows their address finds them: they wait for a call, do something else, or have ended and show
 * how. What is called is the node as it was when it began to wait: its version of the workflow, and the parameters it
 * kept.
 */
import { resumeContext } from '@millrace/engine'
import type { Catalog, JsonObject, WaitReason } from '@millrace/sdk'
import { type Store, systemPrincipal } from '@millrace/store'
import type { Plan } from '@millrace/workflow'
import { planOf, type TriggerSurroundings, zoneOf } from '../triggers/placed-trigger.ts'
import type { Endings } from './endings.ts'
import { continuesForm, type HookOwner, type LiveHook, liveHook } from './live-hook.ts'

export type FoundExecution =
  | { readonly state: 'unknown' | 'running' }
  | { readonly state: 'ended'; readonly failed: boolean }
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
  readonly endings: Endings
}

/** An execution of which a node is called. */
interface Called extends HookOwner {
  readonly execution: string
  readonly manual: boolean
}

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
      const summary = await store.executions.get(system, execution)
      return summary === undefined ? { state: 'unknown' } : { state: 'ended', failed: summary.status !== 'success' }
    }
    if (row.status !== 'waiting') return { state: 'running' }
    const { resume } = row
    const reason = resume === null || resume.reason.by === 'time' ? undefined : resume.reason
    const manual = row.mode === 'manual'
    const open = async () =>
      resume === null || reason === undefined
        ? undefined
        : this.#liveHook({ ...row, manual }, resume.node, reason.answer)
    return { state: 'waiting', wait: { reason, manual, open } }
  }

  /** The page that an ended execution shows; undefined where it shows none of its own. */
  async openEnding(execution: string): Promise<LiveHook | undefined> {
    const ended = await this.#options.endings.find(execution)
    return ended && this.#liveHook({ ...ended, execution }, ended.ending.node, ended.ending.answer)
  }

  async #liveHook(called: Called, nodeId: string, answer: JsonObject): Promise<LiveHook | undefined> {
    const { store, zone, environment, now } = this.#options
    const { workflow, version, project, manual } = called
    const plan = await this.#plan(called)
    const node = plan?.byId.get(nodeId)
    const webhook = node?.nodeType?.resume
    if (plan === undefined || node === undefined || webhook === undefined) return undefined
    const context = resumeContext(
      {
        node,
        workflow: { id: plan.id, name: plan.name, active: !manual },
        zone: zoneOf(plan, zone),
        manual,
        vars: await store.variables.all(project),
        environment,
        now,
      },
      answer,
    )
    const [hook] = webhook.hooks(context)
    return (
      hook && {
        ...liveHook({ workflow, version, project }, { node, webhook, context, hook }),
        continues: continuesForm(plan, node, hook),
      }
    )
  }

  async #plan({ execution, workflow, version }: Called): Promise<Plan | undefined> {
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
