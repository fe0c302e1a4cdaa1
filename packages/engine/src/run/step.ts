/** One run of one node while it is being made: what it is given, before it has come to anything. */
import type { Source, PlanNode } from '@millrace/workflow'
import type { Input } from '../items.ts'
import type { Pending } from '../next.ts'

export interface Step {
  readonly node: PlanNode
  readonly pending: Pending
  readonly source: readonly (Source | null)[]
  /** The counter of the node's runs, from 0. */
  readonly run: number
  readonly inputs: readonly Input[]
}
