import type { WhichVersion, Workflows, WorkflowToRun } from '../ports.ts'

/**
 * Looks up what executions are to run, once for all that begin in the same turn of the event loop: a burst of events
 * asks the database one question. Nothing is remembered for longer, since static data and settings change at any time.
 */
export class Lookup {
  private readonly workflows: Workflows
  private found = new Map<string, Promise<WorkflowToRun | undefined>>()

  constructor(workflows: Workflows) {
    this.workflows = workflows
  }

  toRun(id: string, which: WhichVersion, known: () => readonly string[]): Promise<WorkflowToRun | undefined> {
    const key = typeof which === 'string' ? `${which} ${id}` : `version ${which.version} ${id}`
    const before = this.found.get(key)
    if (before !== undefined) return before
    // A new map, since a cleared one would keep what was in it (see `Passing`).
    if (this.found.size === 0) setImmediate(() => (this.found = new Map()))
    const found = this.workflows.toRun(id, which, known())
    this.found.set(key, found)
    return found
  }
}
