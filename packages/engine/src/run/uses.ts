/**
 * Uses of sub-nodes: which were recorded for the run that goes on, and which number the next one has. A run that was
 * interrupted begins anew and asks for the same things again; what was recorded is not done twice.
 */
import type { ItemError, Json, JsonObject, Output } from '@millrace/sdk'
import type { NodeEnded } from '@millrace/workflow'

interface RecordedUse {
  readonly node: string
  readonly input: string
  readonly end: UseEnd
}

/** How a use ended. */
export type UseEnd = { readonly output: JsonObject } | { readonly error: ItemError }

export class Uses {
  private recorded: RecordedUse[] = []
  private readonly numbers = new Map<string, number>()

  /** A use is recorded, or read in a journal. */
  keep(event: NodeEnded, outputs: readonly Output[]): void {
    const { node, run, used, error } = event
    this.numbers.set(node, Math.max(this.numbers.get(node) ?? 0, run + 1))
    if (used === undefined) return
    const end = error === undefined ? { output: outputs[0]?.[0]?.json ?? {} } : { error }
    this.recorded.push({ node, input: JSON.stringify(used.input), end })
  }

  /** The number of the next use of a node. */
  begin(node: string): number {
    const number = this.numbers.get(node) ?? 0
    this.numbers.set(node, number + 1)
    return number
  }

  /** How the same use ended before, once for each time it was recorded. */
  recall(node: string, input: Json): UseEnd | undefined {
    if (this.recorded.length === 0) return undefined
    const text = JSON.stringify(input)
    const place = this.recorded.findIndex((one) => one.node === node && one.input === text)
    return place < 0 ? undefined : this.recorded.splice(place, 1)[0]?.end
  }

  /** The run that used them is over. */
  forget(): void {
    if (this.recorded.length > 0) this.recorded = []
  }
}
