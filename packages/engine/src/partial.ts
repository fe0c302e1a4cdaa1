/**
 * Partial runs: to a node, reusing what an earlier execution did. Pure: from the plan, the earlier runs and
 * what changed since follows what is taken over and what runs.
 *
 *   P1  Only nodes that lead to the destination take part.
 *   P2  A node's earlier runs are taken over if all succeeded, it is not dirty, and the same holds for all its
 *       ancestors. So a change inside a loop makes the loop start anew. The destination always runs.
 *   P3  A pinned node is good without an earlier run: its items are read where they lie, those of an earlier run if
 *       it is not dirty. If it is, what lies behind it runs. Where an ancestor runs, or it is the destination, its
 *       turn comes as in any run, and it gives its pinned items.
 *   P4  A disabled node is passed through.
 *   P5  A loop that was left in the middle of a round is not good: it starts anew.
 */
import type { Output } from '@millrace/sdk'
import type { ExecutionStarted, NodeEnded, OutputRef, Plan, PlanNode, Source } from '@millrace/workflow'
import { triggerOf } from './load.ts'
import type { Destination } from './next.ts'
import type { EarlierRun, PartialRun, StartJob } from './ports.ts'
import type { TakenRun } from './run.ts'

export interface Partial {
  readonly trigger: PlanNode
  /** The trigger's own items, where its run is taken over. */
  readonly outputs: readonly Output[] | undefined
  readonly started: Pick<ExecutionStarted, 'destination' | 'reruns'>
  readonly taken: readonly TakenRun[]
  readonly to: Destination | undefined
}

export function planPartial(plan: Plan, job: StartJob, earlier: readonly EarlierRun[]): Partial {
  const partial: PartialRun = job.partial ?? { dirty: [] }
  const { destination } = partial
  const node = destination === undefined ? undefined : plan.byId.get(destination.node)
  const reuses = partial.runs !== undefined || partial.from !== undefined
  const mode = reuses ? 'inclusive' : (destination?.mode ?? 'inclusive')
  const to = node === undefined ? undefined : leadingTo(plan, node, mode)
  const trigger = triggerFor(plan, job, to, earlier)
  const ended: ExecutionStarted['destination'] = node === undefined ? undefined : { node: node.id, mode }
  if (!reuses) return { trigger, outputs: undefined, started: { destination: ended }, taken: [], to }

  const reused = reusable(plan, partial, earlier, to, job.pinData)
  const within = to?.within ?? new Set(plan.nodes.map(({ at }) => at))
  const reruns = plan.nodes.filter(({ at }) => within.has(at) && !reused.has(at)).map(({ id }) => id)
  const runs = earlier.filter((run) => {
    const { at, supply } = plan.byId.get(run.node) ?? {}
    // Uses of a sub-node belong to the run that used it, and are made again or not with it.
    return (
      at !== undefined && supply === undefined && within.has(at) && reused.has(at) && !partial.dirty.includes(run.node)
    )
  })
  const own = runs.find((run) => run.node === trigger.id && run.run === 0)
  const isThere = (source: Source) => runs.some(({ node, run }) => node === source.node && run === source.run)
  return {
    trigger,
    outputs: own?.outputs,
    started: { destination: ended, reruns },
    taken: runs.filter((run) => run !== own).map((run, index) => takenOver(run, index + 1, isThere)),
    to,
  }
}

/** The nodes that lead to a node, itself included where it is to run. */
function leadingTo(plan: Plan, node: PlanNode, mode: 'inclusive' | 'exclusive'): Destination {
  const within = new Set(ancestors(plan, node))
  if (mode === 'inclusive') within.add(node.at)
  else within.delete(node.at)
  return { node: node.at, within }
}

/** Where an execution is to end, as its first event tells it. */
export function destinationOf(plan: Plan, { destination }: ExecutionStarted): Destination | undefined {
  const node = destination === undefined ? undefined : plan.byId.get(destination.node)
  return node === undefined || destination === undefined ? undefined : leadingTo(plan, node, destination.mode)
}

function ancestors(plan: Plan, node: PlanNode): ReadonlySet<number> {
  const seen = new Set<number>()
  const open = [node]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const edge of one.before.flat()) {
      const parent = plan.nodes[edge.from]
      if (parent === undefined || seen.has(parent.at)) continue
      seen.add(parent.at)
      open.push(parent)
    }
  }
  return seen
}

/** The trigger to begin at: the named one, else one that leads to the destination, one that ran before first. */
function triggerFor(plan: Plan, job: StartJob, to: Destination | undefined, earlier: readonly EarlierRun[]): PlanNode {
  if (job.trigger !== '' || to?.within === undefined) return triggerOf(plan, job)
  const leading = plan.nodes.filter(
    (node) =>
      !node.disabled &&
      node.nodeType?.description.trigger !== undefined &&
      (to.within?.has(node.at) === true || node.at === to.node),
  )
  const ran = leading.find((node) => earlier.some((run) => run.node === node.id))
  return ran ?? leading[0] ?? triggerOf(plan, job)
}

/** The nodes whose earlier runs count (P2). */
function reusable(
  plan: Plan,
  partial: PartialRun,
  earlier: readonly EarlierRun[],
  to: Destination | undefined,
  usePins: boolean,
): ReadonlySet<number> {
  const dirty = new Set(partial.dirty)
  const isPinned = (node: PlanNode): boolean => usePins && node.pinned !== undefined
  const isGood = (node: PlanNode): boolean => {
    if (node.at === to?.node) return false
    if (isPinned(node)) return true
    if (node.disabled) return true
    if (dirty.has(node.id)) return false
    const runs = earlier.filter((run) => run.node === node.id)
    return runs.length > 0 && runs.every((run) => run.status === 'success') && !isLeft(plan, node, runs, earlier)
  }
  const bad = new Set(plan.nodes.filter((node) => !isGood(node)).map(({ at }) => at))
  const open = [...bad, ...plan.nodes.filter((node) => isPinned(node) && dirty.has(node.id)).map(({ at }) => at)]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of plan.nodes[at]?.next ?? []) {
      if (bad.has(edge.to)) continue
      bad.add(edge.to)
      open.push(edge.to)
    }
  }
  return new Set(plan.nodes.filter((node) => !bad.has(node.at)).map(({ at }) => at))
}

/** Whether a node's last run sent items round a loop, and the node they went to did not run with them (P5). */
function isLeft(plan: Plan, node: PlanNode, runs: readonly EarlierRun[], earlier: readonly EarlierRun[]): boolean {
  const last = runs.at(-1)
  if (last === undefined) return false
  const unheard = node.next.filter(({ to, output }) => {
    const target = plan.nodes[to]
    if (target === undefined || target.disabled || (last.outputs[output] ?? []).length === 0) return false
    const came = (source: Source | null) =>
      source !== null && source.node === node.id && source.output === output && source.run === last.run
    return !earlier.some((run) => run.node === target.id && run.source.some(came))
  })
  if (unheard.length === 0) return false
  const before = ancestors(plan, node)
  return unheard.some(({ to }) => before.has(to))
}

function takenOver(run: EarlierRun, order: number, isThere: (source: Source) => boolean): TakenRun {
  const refs = run.outputs.map((output, i): OutputRef => {
    const ref = run.refs?.[i]
    if (ref && ref.items !== 'stored' && 'of' in ref.items && isThere(ref.items.of)) return ref
    return output === null ? null : { count: output.length, items: 'stored' }
  })
  const event: NodeEnded = {
    type: 'nodeEnded',
    at: 0,
    took: 0,
    node: run.node,
    run: run.run,
    order,
    attempts: 1,
    source: run.source,
    status: run.status,
    taken: true,
    outputs: refs,
  }
  return { event, items: run.outputs.map((output, i) => (refs[i]?.items === 'stored' ? output : null)) }
}
