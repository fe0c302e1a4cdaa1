import { type Workflow, edgesInto, edgesOutOf, entriesOf } from '@millrace/workflow'

/** The node that an arrow key leads to: along a channel, or the nearest one above or below. */
export function neighbourOf(
  workflow: Workflow,
  from: string | undefined,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): string | undefined {
  const node = from === undefined ? undefined : workflow.nodes.get(from)
  if (!node) return entriesOf(workflow)[0]?.id
  switch (key) {
    case 'ArrowLeft':
      return edgesInto(workflow, node.id)[0]?.source ?? edgesOutOf(workflow, node.id).find(isLent)?.target
    case 'ArrowRight':
      return edgesOutOf(workflow, node.id).find((edge) => !isLent(edge))?.target
    case 'ArrowUp':
    case 'ArrowDown': {
      const [x, y] = node.position
      const down = key === 'ArrowDown' ? 1 : -1
      const distance = ([ax, ay]: readonly [number, number]) => (ay - y) * down + 2 * Math.abs(ax - x)
      return [...workflow.nodes.values()]
        .filter(({ position }) => (position[1] - y) * down > 0)
        .toSorted((a, b) => distance(a.position) - distance(b.position))[0]?.id
    }
  }
}

/** A capability lent to a root, not items that flow. */
function isLent({ kind }: { readonly kind: string }): boolean {
  return kind !== 'main'
}
