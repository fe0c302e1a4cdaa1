/** Finds the workflow a job runs, and makes its plan: once per version, in a bounded cache. */
import type { Json } from '@millrace/sdk'
import { compile, importWorkflow, type Plan, type PlanNode } from '@millrace/workflow'
import { EngineError } from './error.ts'
import type { Host, Loaded } from './host.ts'
import { PerVersion } from './per-version.ts'
import type { StartJob, WhichVersion, WorkflowToRun } from './ports.ts'

/** What making plans needs of the outside. */
export type PlanSources = Pick<Host, 'catalog' | 'workflows'>

export class Plans {
  private readonly host: PlanSources
  private readonly plans = new PerVersion<Plan>()

  constructor(host: PlanSources) {
    this.host = host
  }

  /**
   * Loads what a job runs: as whoever sent the job found it (null: not at all), or found here.
   * @throws EngineError `not_startable` when the workflow or version does not exist (any more)
   */
  async load(job: StartJob, sent?: WorkflowToRun | null): Promise<Loaded> {
    const { workflow, version, document } = job
    if (document !== undefined) return this.loadInline(job, document)
    const { workflows } = this.host
    const found =
      sent === undefined ? await workflows.toRun(workflow, whichVersion(version), this.plans.versions(workflow)) : sent
    if (found === undefined || found === null) {
      throw new EngineError(
        'not_startable',
        `Workflow ${workflow} has no ${version === 'published' ? 'published ' : ''}version to run.`,
      )
    }
    // What was known when it was asked for may have made room for others since.
    const plan = this.planOf(found) ?? this.planOf(await workflows.toRun(workflow, { version: found.version }, []))
    if (plan === undefined) {
      throw new EngineError('not_startable', `Workflow ${workflow} has no version ${found.version} any more.`)
    }
    const { id, active, project, staticData, variables } = found
    return { plan, id, name: plan.name, version: found.version, active, project, staticData, vars: variables }
  }

  /** A document that is not stored in this form; what is known of the workflow beside it still counts. */
  private async loadInline(job: StartJob, document: Json): Promise<Loaded> {
    const { workflow, version } = job
    const stored = workflow === '' ? undefined : await this.host.workflows.toRun(workflow, 'draft', [])
    const plan = planOf(this.host, document, workflow)
    return {
      plan: hasName(document) ? plan : { ...plan, name: '' },
      id: workflow,
      name: plan.name,
      version,
      active: stored?.active ?? false,
      project: stored?.project ?? '',
      staticData: stored?.staticData ?? {},
      vars: stored?.variables ?? {},
    }
  }

  /** The plan of a version, made if its document came; undefined where it did not and the plan is gone. */
  private planOf(found: WorkflowToRun | undefined): Plan | undefined {
    if (found === undefined) return undefined
    const { id, version, document } = found
    const known = this.plans.get(id, version)
    if (known !== undefined || document === undefined) return known
    const plan = planOf(this.host, document, id)
    this.plans.keep(id, version, plan)
    return plan
  }
}

/** The version a job names. */
export function whichVersion(version: StartJob['version']): WhichVersion {
  return version === 'published' || version === 'draft' ? version : { version }
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
export function triggerOf(plan: Plan, job: Pick<StartJob, 'trigger' | 'mode'>): PlanNode {
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
    // An evaluation is a run for each row of a dataset: nobody should start one by accident.
    (kind === 'manual'
      ? (triggers.find((node) => node.nodeType?.description.trigger !== 'dataset') ?? triggers[0])
      : undefined)
  if (found === undefined) {
    throw new EngineError(
      'not_startable',
      `The workflow “${plan.name}” has no trigger that starts ${job.mode} executions.`,
    )
  }
  return found
}
