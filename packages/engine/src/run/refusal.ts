/** What keeps an execution from starting: parameters of a node that takes part are invalid without being evaluated. */
import type { ItemError } from '@millrace/sdk'
import type { Plan } from '@millrace/workflow'
import { reachable } from '../about.ts'

export function refusalOf(
  plan: Plan,
  from: number,
  { within, usePins }: { readonly within: ReadonlySet<number> | undefined; readonly usePins: boolean },
): ItemError | undefined {
  if (plan.refusals.size === 0) return undefined
  for (const at of reachable(plan, from)) {
    const found = plan.refusals.get(at)?.[0]
    const node = plan.nodes[at]
    if (found === undefined || node === undefined) continue
    if (within !== undefined && !within.has(at)) continue
    if (usePins && node.pinned !== undefined) continue
    return { code: 'workflow_refused', name: 'WorkflowRefused', message: found.message, node: node.name }
  }
  return undefined
}
