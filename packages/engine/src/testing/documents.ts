/** Workflow documents for tests, written as short as they can be drawn. */
import type { Json, JsonObject } from '@millrace/sdk'

export interface Drawn {
  readonly type: string
  readonly parameters?: JsonObject
  readonly settings?: JsonObject
  /** Left to right and top to bottom by default. */
  readonly at?: readonly [number, number]
}

/**
 * A document: nodes by name, and connections as `A > B`, `A.1 > B` (output 1), `A > B.1` (input 1).
 * @example drawing({ Start: { type: 'start' }, End: { type: 'pass' } }, ['Start > End'])
 */
export function drawing(
  nodes: Readonly<Record<string, Drawn>>,
  connections: readonly string[],
  more: JsonObject = {},
): Json {
  const byName: Record<string, { main: JsonObject[][] }> = {}
  for (const connection of connections) {
    const [left = '', right = ''] = connection.split('>').map((side) => side.trim())
    const [source = '', output = '0'] = left.split('.')
    const [target = '', input = '0'] = right.split('.')
    const outputs = (byName[source] ??= { main: [] }).main
    while (outputs.length <= Number(output)) outputs.push([])
    outputs[Number(output)]?.push({ node: target, type: 'main', index: Number(input) })
  }
  return {
    name: 'drawn',
    nodes: Object.entries(nodes).map(([name, { type, parameters = {}, settings = {}, at }], index) => ({
      id: `id-of-${name}`,
      name,
      type,
      typeVersion: 1,
      position: at ?? [index * 200, 0],
      parameters,
      ...settings,
    })),
    connections: byName,
    settings: { executionOrder: 'v1' },
    ...more,
  }
}
