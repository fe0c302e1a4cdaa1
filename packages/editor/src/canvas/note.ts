import type { WorkflowNode } from '@millrace/workflow'
import type { Node } from '@xyflow/react'
import { stretch } from './scale.ts'

export type NoteOnCanvas = Node<Record<string, never>, 'note'>

/** Six papers; n8n counts seven colours, the last two of which are close enough to share one. */
const papers = ['sand', 'sand', 'clay', 'clay', 'reed', 'mist', 'iris', 'stone'] as const

export type Paper = (typeof papers)[number]

export const paperChoices: readonly { readonly paper: Paper; readonly color: number }[] = [
  { paper: 'sand', color: 1 },
  { paper: 'clay', color: 3 },
  { paper: 'reed', color: 4 },
  { paper: 'mist', color: 5 },
  { paper: 'iris', color: 6 },
  { paper: 'stone', color: 7 },
]

export function paperOf(node: WorkflowNode): Paper {
  const color = node.parameters['color']
  return papers[typeof color === 'number' ? color : 1] ?? 'sand'
}

export function noteText(node: WorkflowNode): string {
  const content = node.parameters['content']
  return typeof content === 'string' ? content : ''
}

export function noteSize(node: WorkflowNode): { readonly width: number; readonly height: number } {
  const size = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)
  return {
    width: size(node.parameters['width'], 240) * stretch.x,
    height: size(node.parameters['height'], 160) * stretch.y,
  }
}
