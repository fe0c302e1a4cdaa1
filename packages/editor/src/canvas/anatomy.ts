/**
 * What a card is made of and how tall it is, from the definition's ports and the node's settings. Known
 * before anything is measured, so that routes, the loop's basin and the minimap need no layout pass.
 */
import { type NodeDescription, portsOf } from '@millrace/sdk'
import { type Workflow, type WorkflowNode, edgesInto, edgesOutOf, onErrorOf } from '@millrace/workflow'

export const cardWidth = 216
export const chipWidth = 132
export const chipHeight = 40
const head = 56
const row = 24

export interface CardPort {
  /** As xyflow calls the handle: `main:0`, `ai_tool:0`. */
  readonly id: string
  readonly kind: string
  readonly index: number
  readonly label: string
  readonly error?: boolean
}

export interface Anatomy {
  readonly shape: 'card' | 'chip' | 'note'
  readonly inputs: readonly CardPort[]
  readonly outputs: readonly CardPort[]
  /** Ports on the bottom edge, for sub-nodes. */
  readonly attachments: readonly CardPort[]
  /** Rows below the head: one per port of the busier side, if a side has more than one. */
  readonly rows: number
  /** Without the foot, which is there only with state. */
  readonly height: number
}

export function handleId(kind: string, index: number): string {
  return `${kind}:${index}`
}

export function readHandleId(id: string): { readonly kind: string; readonly index: number } {
  const colon = id.lastIndexOf(':')
  return { kind: id.slice(0, colon), index: Number(id.slice(colon + 1)) }
}

interface Known {
  readonly type: NodeDescription | undefined
  /** Only a placeholder's ports depend on the connections. */
  readonly edges: Workflow['edges'] | undefined
  readonly anatomy: Anatomy
}

const known = new WeakMap<WorkflowNode, Known>()

/** A node's anatomy; the same object while nothing it depends on changed. */
export function anatomyOf(workflow: Workflow, node: WorkflowNode, type: NodeDescription | undefined): Anatomy {
  const edges = type === undefined ? workflow.edges : undefined
  const before = known.get(node)
  if (before && before.type === type && before.edges === edges) return before.anatomy
  const anatomy = dissect(workflow, node, type)
  known.set(node, { type, edges, anatomy })
  return anatomy
}

function dissect(workflow: Workflow, node: WorkflowNode, type: NodeDescription | undefined): Anatomy {
  if (type?.annotation) return { shape: 'note', inputs: [], outputs: [], attachments: [], rows: 0, height: 160 }
  const ports = type ? portsOf(type, node.parameters, node.typeVersion) : portsInUse(workflow, node)
  const all = ports.inputs.map((port) => cardPort(port.kind, port.index, port.label))
  const inputs = all.filter(({ kind }) => kind === 'main')
  const attachments = all.filter(({ kind }) => kind !== 'main')
  const outputs = ports.outputs.map((port) => cardPort(port.kind, port.index, port.label))
  if (onErrorOf(node) === 'continueErrorOutput' && outputs.some(({ kind }) => kind === 'main')) {
    const [only] = outputs
    if (outputs.length === 1 && only) outputs[0] = { ...only, label: 'success' }
    const index = outputs.filter(({ kind }) => kind === 'main').length
    outputs.push({ ...cardPort('main', index, 'error'), error: true })
  }
  if (outputs.length > 0 && outputs.every(({ kind }) => kind !== 'main')) {
    return { shape: 'chip', inputs, outputs, attachments, rows: 0, height: chipHeight }
  }
  const rows = Math.max(outputs.length > 1 ? outputs.length : 0, inputs.length > 1 ? inputs.length : 0)
  const height = head + rows * row + (attachments.length > 0 ? row : 0)
  return { shape: 'card', inputs, outputs, attachments, rows, height }
}

/** Where a port is on its side of the card, from the top. */
export function portTop(index: number, of: number): number {
  return of > 1 ? head + index * row + row / 2 : head / 2
}

/** Where a port for a sub-node is on the bottom edge, from the left. */
export function attachmentLeft(index: number, of: number): string {
  return `${((index + 0.5) / of) * 100}%`
}

function cardPort(kind: string, index: number, label: string): CardPort {
  return { id: handleId(kind, index), kind, index, label }
}

/** A placeholder has the ports its document uses, one of each at least. */
function portsInUse(workflow: Workflow, node: WorkflowNode) {
  const most = (numbers: readonly number[]) => Math.max(0, ...numbers) + 1
  const mains = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'main',
      index,
      label: count > 1 ? `Output ${index + 1}` : '',
    }))
  const into = edgesInto(workflow, node.id)
  const out = edgesOutOf(workflow, node.id)
  const lent = [...new Set(out.filter(({ kind }) => kind !== 'main').map(({ kind }) => kind))]
  const kinds = [...new Set(into.filter(({ targetKind }) => targetKind !== 'main').map(({ targetKind }) => targetKind))]
  return {
    inputs: [
      ...mains(most(into.filter(({ targetKind }) => targetKind === 'main').map(({ input }) => input))),
      ...kinds.map((kind) => ({ kind, index: 0, label: kind.replace(/^ai_/, '') })),
    ],
    outputs:
      lent.length > 0
        ? lent.map((kind) => ({ kind, index: 0, label: '' }))
        : mains(most(out.map(({ output }) => output))),
  }
}
