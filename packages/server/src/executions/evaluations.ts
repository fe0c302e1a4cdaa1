/**
 * Evaluations: runs by hand that begin at a trigger with a dataset. An execution begins with each row, one after the
 * other, so that a row finds what those before it changed; one that begins to wait holds up no other. Stopping an
 * execution stops the evaluation, and so does the end of the server: its executions are brought back, the rows that
 * had not begun are not.
 */
import { projectTables, type RunEnd } from '@millrace/engine'
import { type Catalog, type DatasetContext, type DatasetTrigger, type Item, toItemError } from '@millrace/sdk'
import type { Principal, Store } from '@millrace/store'
import { problems } from '../http/http-problem.ts'
import { planOf, startingTrigger, type TriggerSurroundings } from '../triggers/placed-trigger.ts'
import type { Executions, HandRun } from './executions.ts'

export interface EvaluationsOptions extends Omit<TriggerSurroundings, 'variables'> {
  readonly catalog: Catalog
  readonly store: Pick<Store, 'dataTables' | 'variables'>
  readonly executions: Executions
  readonly onFault: (failure: unknown) => void
}

/** The execution with the first row, and how many rows there are. */
export interface Evaluation {
  readonly execution: string
  readonly rows: number
}

/** Who evaluates what, from where. */
interface Evaluating {
  readonly principal: Principal
  readonly project: string
  readonly run: HandRun
  readonly rows: readonly Item[]
}

const DATASET = new Set(['dataset'] as const)

export class Evaluations {
  readonly #options: EvaluationsOptions

  constructor(options: EvaluationsOptions) {
    this.#options = options
  }

  /**
   * Begins an evaluation; undefined where the run begins at another kind of trigger. A run to a node needs one row.
   * @throws HttpProblem `trigger_failed`, `dataset_empty`
   */
  async begin(principal: Principal, project: string, run: HandRun): Promise<Evaluation | undefined> {
    const { catalog, store } = this.#options
    const plan = planOf(run.document, run.workflow, catalog)
    const variables = await store.variables.all(project)
    const placement = { ...this.#options, variables, active: false, manual: true }
    const placed = startingTrigger(plan, placement, run.trigger, DATASET)
    if (placed?.trigger.by !== 'dataset') return undefined
    const { node, trigger, context } = placed
    const dataTables = projectTables(store.dataTables, project)
    const all = await rowsOf(trigger.dataset, { ...context, dataTables }, node.name)
    const rows = run.destination === undefined ? all : all.slice(0, 1)
    const execution = await this.#row({ principal, project, run: { ...run, trigger: node.id }, rows }, 0)
    return { execution, rows: rows.length }
  }

  #row(evaluating: Evaluating, place: number): Promise<string> {
    const { executions, onFault } = this.#options
    const { principal, project, run, rows } = evaluating
    const found = { execution: executions.newId(), items: rows.slice(place, place + 1) }
    let goesOn = place + 1 < rows.length
    const ended = ({ status }: RunEnd): void => {
      if (goesOn && status !== 'canceled') this.#row(evaluating, place + 1).catch(onFault)
      goesOn = false
    }
    return executions.runByHand(principal, project, { ...run, mode: 'evaluation', found }, { ended })
  }
}

async function rowsOf(dataset: DatasetTrigger, context: DatasetContext, name: string): Promise<readonly Item[]> {
  let rows: readonly Item[]
  try {
    rows = await dataset.rows(context)
  } catch (error) {
    const { message, hint } = toItemError(error)
    throw problems.triggerFailed(name, message, hint)
  }
  if (rows.length === 0) throw problems.datasetEmpty(name)
  return rows
}
