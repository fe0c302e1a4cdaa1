/** How many executions of each workflow run at a time, where its published version sets a limit. */
import type { Store } from '@millrace/store'
import { importWorkflow, ownSettings } from '@millrace/workflow'

export class WorkflowLimits {
  readonly #store: Pick<Store, 'workflows'>
  #limits: ReadonlyMap<string, number> = new Map()

  constructor(store: Pick<Store, 'workflows'>) {
    this.#store = store
  }

  of(workflow: string): number | undefined {
    return this.#limits.get(workflow)
  }

  /** Reads the limits anew: something was published, or is no longer. */
  async refresh(): Promise<void> {
    const found = await this.#store.workflows.publishedWith('"concurrency"')
    this.#limits = new Map(
      found.flatMap(({ id, document }) => {
        const { concurrency } = ownSettings(importWorkflow(document).workflow)
        return concurrency === undefined ? [] : [[id, concurrency] as const]
      }),
    )
  }
}
