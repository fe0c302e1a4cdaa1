/** How the calls of the node that runs ended: those it has gone on from, and the last it was told of. */
import type { Entry, WorkflowCallResult } from '@millrace/sdk'

export class ToldCalls {
  private told: WorkflowCallResult[] = []
  private last: readonly WorkflowCallResult[] = []

  /** How many calls the run has made that it heard of. */
  get count(): number {
    return this.told.length + this.last.length
  }

  /** The entry with how all calls of the run ended; what is heard again after a crash counts once. */
  hear(entry: Entry): Entry {
    if (entry.by !== 'call') return entry
    this.last = entry.results
    return this.told.length === 0 ? entry : { by: 'call', results: this.told.concat(entry.results) }
  }

  /** The node goes on from what it was told. */
  goOn(): void {
    this.told.push(...this.last)
    this.last = NONE
  }

  /** The node's run is over. */
  forget(): void {
    if (this.told.length > 0) this.told = []
    this.last = NONE
  }
}

const NONE: readonly WorkflowCallResult[] = []
