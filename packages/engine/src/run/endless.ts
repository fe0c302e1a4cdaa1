/** A loop of nodes that has no end would take all memory and fill the disk: it is ended with a sentence. */
import type { ItemError } from '@millrace/sdk'
import type { PlanNode } from '@millrace/workflow'

/** How often a node may run in an execution, unless a setting says otherwise. */
export const MOST_RUNS = 100_000

export function endlessLoop({ name }: PlanNode, runs: number): ItemError {
  return {
    code: 'endless_loop',
    name: 'NodeOperationError',
    message: `The node "${name}" has run ${runs} times in this execution, which is as often as a node may.`,
    hint: 'Look for a loop that nothing ends. Where so many rounds are meant, raise MILLRACE_NODE_RUNS, or give each round more items.',
    node: name,
  }
}
