/** Copying parts of documents: within one, between two, or from the clipboard through the n8n door. */
import type { JsonObject } from '@millrace/sdk'
import { type NodeId, type Position, type Workflow, type WorkflowNode, newWorkflow } from '../document.ts'
import { uniqueNames } from '../unique-names.ts'
import { nodeMillrace } from './apply.ts'
import type { Operation } from './operation.ts'
import { withParameter } from './parameter-path.ts'
import { renamedTexts } from './references.ts'
import type { EditTools } from './tools.ts'

/** The given nodes with the edges between them, as a document: what goes on the clipboard. */
export function fragmentOf(workflow: Workflow, nodes: Iterable<NodeId>): Workflow {
  const chosen = new Set(nodes)
  const kept = [...chosen].flatMap((id) => {
    const value = nodeMillrace(workflow, id)
    return value ? [[id, value] as const] : []
  })
  return {
    ...newWorkflow(workflow.name),
    nodes: new Map([...workflow.nodes].filter(([id]) => chosen.has(id))),
    edges: workflow.edges.filter((edge) => chosen.has(edge.source) && chosen.has(edge.target)),
    settings: {},
    pinData: new Map([...workflow.pinData].filter(([id]) => chosen.has(id))),
    ...(kept.length === 0 ? {} : { millrace: { nodes: Object.fromEntries(kept) } }),
  }
}

export interface PasteOptions {
  readonly newId: () => string
  /** Where the upper left corner goes; left out, a little beside where the nodes stood. */
  readonly at?: Position
  readonly tools?: EditTools
}

export interface Pasted {
  readonly operation: Operation
  /** The new nodes, to be selected. */
  readonly nodes: readonly NodeId[]
}

/**
 * The operation that adds a fragment's nodes. They get ids, webhook addresses and, where theirs are taken,
 * names of their own; their expressions follow the new names.
 */
export function pasteWith(
  workflow: Workflow,
  fragment: Workflow,
  options: PasteOptions & { readonly tools: EditTools },
): Pasted {
  const { newId, tools } = options
  const originals = [...fragment.nodes.values()]
  const unique = uniqueNames([...workflow.nodes.values()].map(({ name }) => name))
  const [dx, dy] = offset(originals, options.at)
  const idOf = new Map(originals.map(({ id }) => [id, newId()]))
  const names = originals.map(({ name }) => ({ from: name, to: unique(name) }))
  const renames = names.filter(({ from, to }) => from !== to)

  const nodes = originals.map((node, index): WorkflowNode => {
    const { found: _, webhookId, ...kept } = node
    return {
      ...kept,
      id: idOf.get(node.id) ?? node.id,
      name: names[index]?.to ?? node.name,
      position: [node.position[0] + dx, node.position[1] + dy],
      parameters: renameAll(node, renames, tools),
      ...(webhookId === undefined ? {} : { webhookId: newId() }),
    }
  })
  const edges = fragment.edges.flatMap((edge): Operation[] => {
    const source = idOf.get(edge.source)
    const target = idOf.get(edge.target)
    return source && target ? [{ do: 'connect', edge: { ...edge, source, target } }] : []
  })
  const pinned = [...fragment.pinData].flatMap(([id, items]): Operation[] => {
    const node = idOf.get(id)
    return node ? [{ do: 'setPinData', node, items }] : []
  })
  const told = [...idOf].flatMap(([id, node]): Operation[] => {
    const value = nodeMillrace(fragment, id)
    return value ? [{ do: 'setNodeMillrace', node, value }] : []
  })
  const added = nodes.map((node): Operation => ({ do: 'addNode', node }))
  return {
    operation: { do: 'composite', operations: [...added, ...edges, ...pinned, ...told] },
    nodes: nodes.map(({ id }) => id),
  }
}

/** All names at once: A may become what B was called, so every name first steps aside. */
function renameAll(
  node: WorkflowNode,
  renames: readonly { readonly from: string; readonly to: string }[],
  tools: EditTools,
): JsonObject {
  const aside = (index: number) => `renamed_${index}_aside`
  const steps = [
    ...renames.map(({ from }, index) => ({ from, to: aside(index) })),
    ...renames.map(({ to }, index) => ({ from: aside(index), to })),
  ]
  return steps.reduce(
    (parameters, { from, to }) =>
      renamedTexts(parameters, from, to, tools, (path) => tools.isCode(node, path)).reduce(
        (all, { path, after }) => withParameter(all, path, after),
        parameters,
      ),
    node.parameters,
  )
}

/** How far a copy stands from its original. */
const beside = 40

function offset(nodes: readonly WorkflowNode[], at: Position | undefined): Position {
  if (at === undefined || nodes.length === 0) return [beside, beside]
  const left = Math.min(...nodes.map(({ position }) => position[0]))
  const top = Math.min(...nodes.map(({ position }) => position[1]))
  return [at[0] - left, at[1] - top]
}
