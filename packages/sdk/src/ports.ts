import type { Condition } from './condition.ts'
import type { ConnectionKind } from './connection-kind.ts'

/**
 * How a node type declares its ports, as data, so that server and editor count them alike. A rule stands
 * for one port, for as many as a number parameter says (`count`), or for one per entry of a list (`each`).
 */
export interface PortRule {
  readonly kind: ConnectionKind
  readonly label?: string
  readonly versions?: readonly number[]
  readonly when?: Condition
  /** The path of a number parameter: that many ports, labelled `label 1`, `label 2`, … */
  readonly count?: { readonly path: string; readonly default: number; readonly max?: number }
  /** The path of a list parameter: one port per entry, labelled by the entry's member `label`. */
  readonly each?: { readonly path: string; readonly label?: string }
  readonly required?: boolean
  /** How many connections may end here; left out, any number. */
  readonly max?: number
  /** The node types that may be attached here (sub-nodes). */
  readonly accepts?: readonly string[]
}

/** One port of one placed node. */
export interface Port {
  readonly kind: ConnectionKind
  /** Counted per kind, from 0: the `index` of a connection. */
  readonly index: number
  readonly label: string
  readonly required: boolean
  readonly max?: number
  readonly accepts?: readonly string[]
}

export interface Ports {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
}
