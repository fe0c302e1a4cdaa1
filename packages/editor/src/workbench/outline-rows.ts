/** Flow order: depth first from each start, the first output first; a branch is named where it begins. */
import { type Workflow, edgesInto, edgesOutOf, entriesOf, isSubNode } from '@millrace/workflow'
import { anatomyOf } from '../canvas/anatomy.ts'
import type { Catalog } from '../catalog/catalog.ts'

export interface OutlineRow {
  readonly node: string
  readonly depth: number
  /** The output this row is reached by, where its source has several. */
  readonly branch?: string
  /** Nothing follows directly below. */
  readonly end: boolean
}

export function outlineOf(workflow: Workflow, catalog: Catalog): readonly OutlineRow[] {
  const rows: OutlineRow[] = []
  const seen = new Set<string>()
  const noted = (id: string) => catalog.byType.get(workflow.nodes.get(id)?.type ?? '')?.annotation === true

  const visit = (start: string, startDepth: number) => {
    const stack: { readonly node: string; readonly depth: number; readonly branch?: string }[] = [
      { node: start, depth: startDepth },
    ]
    for (let next = stack.pop(); next; next = stack.pop()) {
      const node = workflow.nodes.get(next.node)
      if (!node || seen.has(node.id)) continue
      seen.add(node.id)
      const { outputs } = anatomyOf(workflow, node, catalog.byType.get(node.type))
      const out = edgesOutOf(workflow, node.id, 'main').filter(({ target }) => !seen.has(target))
      rows.push({ ...next, end: out.length === 0 })
      for (const sub of attached(workflow, node.id)) {
        if (seen.has(sub)) continue
        seen.add(sub)
        rows.push({ node: sub, depth: next.depth + 1, end: true })
      }
      const { depth } = next
      for (const edge of out.toReversed()) {
        const label = outputs.find(({ kind, index }) => kind === 'main' && index === edge.output)?.label
        const named = outputs.length > 1 && label !== undefined
        stack.push({ node: edge.target, depth: named ? depth + 1 : depth, ...(named ? { branch: label } : {}) })
      }
    }
  }
  for (const { id } of entriesOf(workflow)) if (!noted(id)) visit(id, 0)
  for (const id of workflow.nodes.keys()) if (!seen.has(id) && !noted(id) && !isSubNode(workflow, id)) visit(id, 0)
  return rows
}

function attached(workflow: Workflow, root: string): readonly string[] {
  return edgesInto(workflow, root)
    .filter(({ targetKind }) => targetKind !== 'main')
    .map(({ source }) => source)
}
