import type { ConnectionKind } from './connection-kind.ts'
import type { JsonObject } from './json.ts'
import type { RunContext } from './run-context.ts'

/**
 * Sub-nodes run in no flow: they give something to the node they are attached to, a model, a memory, a tool. What that
 * is, the two agree on by the kind of their connection; that it was used, and what came of it, is recorded as runs of
 * the sub-node.
 */
export interface AttachedNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly version: number
  readonly kind: ConnectionKind
  /** What it gives: made when it is first asked for in a run of the node it is attached to. */
  supply(): Promise<unknown>
}

/** What a sub-node may touch. Its parameters are resolved for the first item of the node it is attached to. */
export interface SupplyContext extends RunContext {
  /** What it is attached as. */
  readonly kind: ConnectionKind
  /**
   * One use: `perform` answers `input`, under a key that is the same whenever this use is made again. It is recorded
   * when it has ended; a run that goes on after a crash and asks for the same again hears what was recorded.
   * @throws what `perform` throws
   */
  use(input: JsonObject, perform: (key: string) => Promise<JsonObject>): Promise<JsonObject>
}

/** Makes what a sub-node gives. */
export type Supply = (context: SupplyContext) => unknown
