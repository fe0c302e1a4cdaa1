/** The items of the node runs that ended in an execution: what later nodes are given, and expressions look at. */
import type { Item, Output } from '@millrace/sdk'
import {
  type OutputRef,
  type Plan,
  type PlanNode,
  type Source,
  type StoredItems,
  unpackPlaces,
} from '@millrace/workflow'
import { chosen, type Input, views } from '../items.ts'
import { SpillFile } from '../large/spill-file.ts'
import type { SpillPlace } from '../large/spool.ts'
import type { Pending } from '../next.ts'
import type { FinishedRun } from '../scope.ts'

/** Characters of one output, as JSON, that stay in memory. */
const SPILL_AFTER = 8 * 1024 * 1024

/** What is kept, and where. */
export interface Keeping {
  /** Whether pinned items count. */
  readonly usePins: boolean
  readonly spillAfter?: number | undefined
}

export class FinishedRuns {
  private readonly plan: Plan
  private readonly usePins: boolean
  private readonly runs: FinishedRun[][] = []
  private file: SpillFile | undefined
  /** Where items go that are too many for memory. */
  readonly spill: SpillPlace

  constructor(plan: Plan, { usePins, spillAfter = SPILL_AFTER }: Keeping) {
    this.plan = plan
    this.usePins = usePins
    this.spill = { after: spillAfter, file: () => (this.file ??= new SpillFile()) }
  }

  /** What a node's finished runs gave, oldest first. */
  of(node: PlanNode): readonly FinishedRun[] {
    return this.runs[node.at] ?? NO_RUNS
  }

  keep(node: PlanNode, run: FinishedRun): void {
    const runs = this.runs[node.at]
    if (runs === undefined) this.runs[node.at] = [run]
    else runs.push(run)
  }

  /** Keeps a run at its number: uses of a sub-node may end in another order than they began. */
  keepAt(node: PlanNode, number: number, run: FinishedRun): void {
    const runs = (this.runs[node.at] ??= [])
    while (runs.length < number) runs.push({ source: [], outputs: [] })
    runs[number] = run
  }

  /** What a run gave on an output; undefined where there is no such run. */
  outputOf(source: Source): Output | undefined {
    const node = this.plan.byId.get(source.node)
    if (node === undefined) return undefined
    const run = this.runs[node.at]?.[source.run]
    // A pinned node that a partial run only reads has no run of its own.
    return run === undefined ? (this.usePins ? node.pinned : undefined) : run.outputs[source.output]
  }

  /** What a node is given that is to run. */
  inputsOf(node: PlanNode, pending: Pending): readonly Input[] {
    if (pending.forced) return [{ source: null, items: views(ONE_EMPTY, 0), given: ONE_EMPTY, total: 1 }]
    return pending.source.map((source, index): Input => {
      const given = source === null ? undefined : this.outputOf(source)
      if (source === null || given === undefined || given === null) return NOTHING
      const first = node.executeOnce && !node.disabled ? given.slice(0, 1) : given
      return { source, items: views(first, index), given, total: given.length }
    })
  }

  /** The outputs that an event tells of, with the items beside it or those they were handed on from. */
  restored(refs: readonly OutputRef[], items: StoredItems | undefined): readonly Output[] {
    return refs.map((ref, i): Output => {
      if (ref === null) return null
      if (ref.items === 'stored' || 'list' in ref.items) return items?.[i] ?? []
      const { of, at, input = 0 } = ref.items
      const seen = views(this.outputOf(of) ?? [], input)
      return at === undefined ? seen : chosen(seen, unpackPlaces(at))
    })
  }
}

const NO_RUNS: readonly FinishedRun[] = []
const ONE_EMPTY: readonly Item[] = [{ json: {} }]
const NOTHING: Input = { source: null, items: [], given: [], total: 0 }
