import type { NodeDescription } from '@millrace/sdk'
import type { WorkflowNode } from '@millrace/workflow'
import { useMemo } from 'react'
import { type Need, needOf } from '../catalog/needs.ts'
import type { NodeView } from '../execution/nodeView.ts'
import { useNodeView } from '../execution/useNodeView.ts'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import { type Anatomy, anatomyOf } from './anatomy.ts'
import { describeNode } from './describe.ts'
import { useSight } from './sight.ts'

/** A node as it stands on the canvas, near or far. */
export interface Shown {
  readonly id: string
  readonly node: WorkflowNode
  readonly type: NodeDescription | undefined
  readonly anatomy: Anatomy
  readonly view: NodeView
  /** What it lacks before it can run; nothing in history, where what ran is shown as it was. */
  readonly need: Need | undefined
  /** How many items are pinned. */
  readonly pinned: number | undefined
  readonly selected: boolean
  /** What its element says of it, to styles and to screen readers. */
  readonly marks: Readonly<Record<string, string | boolean | undefined>>
  readonly open: () => void
}

/** All that a node's card shows; undefined for a node that is gone. */
export function useShown(id: string, selected: boolean): Shown | undefined {
  const { readOnly, ui } = useWorkbench()
  const { catalog, credentials } = useSight()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = node && catalog.byType.get(node.type)
  const anatomy = useDocument(({ workflow }) => node && anatomyOf(workflow, node, type))
  const pinned = useDocument((state) => state.workflow.pinData.get(id)?.length)
  const view = useNodeView(id)
  const need = useMemo(
    () => (node && type && !readOnly ? needOf(node, type, credentials) : undefined),
    [node, type, readOnly, credentials],
  )
  if (!node || !anatomy) return undefined
  const marks = {
    'data-state': view.state,
    'data-selected': selected || undefined,
    'data-off': node.disabled || undefined,
    'data-pin': pinned !== undefined || undefined,
    'data-kind': type?.trigger ? 'trigger' : undefined,
    'data-unknown': type === undefined || undefined,
    'aria-label': describeNode(node, type, view, anatomy, need),
  }
  const open = () => ui.getState().set({ openNode: id, openField: null })
  return { id, node, type, anatomy, view, need, pinned, selected, marks, open }
}
