/** Finds the workflow a job runs, and makes its plan: once per version, in a bounded cache. */
import type { Json } from '@millrace/sdk'
import { compile, importWorkflow, type Plan, type PlanNode } from '@millrace/workflow'
import { EngineError } from './error.ts'
import type { Host, Loaded } from './host.ts'
import type { FoundWorkflow, StartJob } from './ports.ts'

const CACHED = 200

/** What making plans needs of the outside. */
export type PlanSources = Pick<Host, 'catalog' | 'workflows'>

export class Plans {
  private readonly host: PlanSources
  private readonly plans = new Map<string, Plan>()

  constructor(host: PlanSources) {
    this.host = host
  }

  /**
   * Loads what a job runs.
   * @throws EngineError `not_startable` when the workflow or version does not exist (any more)
   */
  async load(job: StartJob): Promise<Loaded> {
    const { workflow, version, document } = job
    if (document !== undefined) return this.loadInline(job, document)
    const which = version === 'published' || version === 'draft' ? version : { version }
    const found = await this.host.workflows.find(workflow, which)
    if (found === undefined) {
      throw new EngineError(
        'not_startable',
        `Workflow ${workflow} has no ${which === 'published' ? 'published ' : ''}version to run.`,
      )
    }
    return {
      plan: this.plan(found.id, found.version, found.document),
      id: found.id,
      name: this.plan(found.id, found.version, found.document).name,
      version: found.version,
      active: found.active,
      project: found.project,
      staticData: found.staticData,
    }
  }

  /** A document that is not stored in this form; what is known of the workflow beside it still counts. */
  private async loadInline(job: StartJob, document: Json): Promise<Loaded> {
    const stored: FoundWorkflow | undefined =
      job.workflow === '' ? undefined : await this.host.workflows.find(job.workflow, 'draft')
    const plan = planOf(this.host, document, job.workflow)
    return {
      plan: hasName(document) ? plan : { ...plan, name: '' },
      id: job.workflow,
      name: plan.name,
      version: job.version,
      active: stored?.active ?? false,
      project: stored?.project ?? '',
      staticData: stored?.staticData ?? {},
    }
  }

  private plan(id: string, version: string, document: Json): Plan {
    const key = `${id}:${version}`
    const known = this.plans.get(key)
    if (known !== undefined) return known
    const plan = planOf(this.host, document, id)
    if (this.plans.size >= CACHED) {
      const [oldest] = this.plans.keys()
      if (oldest !== undefined) this.plans.delete(oldest)
    }
    this.plans.set(key, plan)
    return plan
  }
}

/** A document that is only run has the name it says, or none. */
function hasName(document: Json): boolean {
  return typeof document === 'object' && document !== null && 'name' in document && document.name !== undefined
}

function planOf(host: PlanSources, document: Json, id: string): Plan {
  const { workflow } = importWorkflow(document)
  const { plan } = compile(workflow, host.catalog)
  return plan.id === id || id === '' ? plan : { ...plan, id }
}

/**
 * The node a job begins at: the named one, else the one whose kind of trigger starts such executions.
 * @throws EngineError `not_startable` when there is none
 */
export function triggerOf(plan: Plan, job: StartJob): PlanNode {
  if (job.trigger !== '') {
    const named = plan.byId.get(job.trigger) ?? plan.byName.get(job.trigger)
    if (named === undefined)
      throw new EngineError('not_startable', `The workflow has no node “${job.trigger}” to start at.`)
    return named
  }
  const kind = job.mode === 'integrated' ? 'workflow' : job.mode === 'error' ? 'error' : 'manual'
  const triggers = plan.nodes.filter((node) => !node.disabled && node.nodeType?.description.trigger !== undefined)
  const found =
    triggers.find((node) => node.nodeType?.description.trigger === kind) ??
    (kind === 'manual' ? triggers[0] : undefined)
  if (found === undefined) {
    throw new EngineError(
      'not_startable',
      `The workflow “${plan.name}” has no trigger that starts ${job.mode} executions.`,
    )
  }
  return found
}
