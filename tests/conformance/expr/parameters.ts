import type { RecordedNode } from './context.ts'

/** A node's parameters with the defaults of its type filled in. */
export function parametersOf(node: RecordedNode): Readonly<Record<string, unknown>> {
  return node.parameters ?? {}
}
