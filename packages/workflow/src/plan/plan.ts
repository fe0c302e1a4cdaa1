/**
 * The plan: a workflow checked, resolved against a catalog and indexed, ready to run. Plain frozen data
 * beside the node types themselves; nodes are numbered, so that running looks nothing up by name.
 */
import type { Effect, Item, NodeType, Operation, Supply } from '@millrace/sdk'
import type { Diagnostic } from '../diagnostic.ts'
import type { CredentialReference, ExecutionOrder, OnError, WorkflowSettings } from '../document.ts'
import type { OwnNodeSettings, OwnSettings } from './own-settings.ts'
import type { Parameters } from './parameters.ts'

export interface Plan {
  readonly id: string
  readonly name: string
  readonly order: ExecutionOrder
  readonly settings: WorkflowSettings
  /** Millrace's own settings of the workflow. */
  readonly own: OwnSettings
  /** By number, in document order; notes are left out. */
  readonly nodes: readonly PlanNode[]
  readonly byId: ReadonlyMap<string, PlanNode>
  readonly byName: ReadonlyMap<string, PlanNode>
  /** What keeps a run from starting, found without evaluating anything, by node number. */
  readonly refusals: ReadonlyMap<number, readonly Diagnostic[]>
}

export interface PlanNode {
  readonly at: number
  readonly id: string
  readonly name: string
  readonly type: string
  readonly version: number
  /** Undefined: not installed; the node fails when its turn comes. */
  readonly nodeType: NodeType | undefined
  readonly webhookId: string | undefined
  readonly parameters: Parameters
  /** What it does; `problem` says why there is nothing (parameters that choose no operation). */
  readonly operation: Operation | undefined
  readonly problem: unknown
  /** Makes what it gives to the node it is attached to. */
  readonly supply: Supply | undefined
  readonly effect: Effect
  readonly credentials: Readonly<Record<string, CredentialReference>>
  readonly disabled: boolean
  readonly onError: OnError
  /** The old flag `continueOnFail` instead of `onError`: a few nodes behave differently. */
  readonly oldContinue: boolean
  readonly alwaysOutputData: boolean
  readonly executeOnce: boolean
  /** How often the node is tried, and the pause between tries in milliseconds. */
  readonly tries: number
  readonly pause: number
  /** Millrace's own settings of the node. */
  readonly own: OwnNodeSettings
  /** Items it hands out instead of running, in manual runs. */
  readonly pinned: readonly Item[] | undefined
  /** Main inputs: how many there are, and those something is connected to, ascending. */
  readonly inputs: number
  readonly connected: readonly number[]
  readonly needs: 'one' | 'all'
  /** Main outputs the type declares, without the error output. */
  readonly outputs: number
  /** The output of failed items, where `onError` gives it one. */
  readonly errorOutput: number | undefined
  /** Connections that leave it, in the order their targets are put on the agenda. */
  readonly next: readonly PlanEdge[]
  /** Connections that enter it, by input. */
  readonly before: readonly (readonly PlanEdge[])[]
  /** Sub-nodes attached to it, by kind. */
  readonly attached: ReadonlyMap<string, readonly number[]>
}

export interface PlanEdge {
  readonly from: number
  readonly output: number
  readonly to: number
  readonly input: number
}
