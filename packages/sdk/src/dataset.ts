/** Triggers that a workflow is tried with: with each row of a dataset, to see how well it does. */
import type { DataTables } from './data-tables.ts'
import type { Item } from './item.ts'
import type { TriggerContext } from './node-type.ts'

export interface DatasetContext extends TriggerContext {
  /** The data tables of the workflow's project. */
  readonly dataTables: DataTables
}

export interface DatasetTrigger {
  /**
   * The rows as items, in their order. A run by hand is an evaluation: an execution begins with each, one after the
   * other.
   * @throws NodeError where the dataset cannot be read
   */
  rows(context: DatasetContext): Promise<readonly Item[]>
}
