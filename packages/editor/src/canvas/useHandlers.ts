import {
  type Connection,
  type Edge,
  type EdgeChange,
  type ReactFlowProps,
  applyNodeChanges,
  useReactFlow,
} from '@xyflow/react'
import { type Dispatch, type SetStateAction, useMemo } from 'react'
import { useWorkbench } from '../workbench/workbench.ts'
import { readHandleId } from './anatomy.ts'
import { type OnCanvas, edgeByKey } from './flow.ts'
import { toDocument } from './scale.ts'
import type { Moving } from './useMoving.ts'

type Handlers = Pick<
  ReactFlowProps<OnCanvas>,
  | 'isValidConnection'
  | 'onConnect'
  | 'onConnectEnd'
  | 'onEdgesChange'
  | 'onMoveEnd'
  | 'onMoveStart'
  | 'onNodeClick'
  | 'onNodeDragStart'
  | 'onNodeDragStop'
  | 'onNodesChange'
  | 'onPaneContextMenu'
  | 'onReconnect'
>

/**
 * What one does on the canvas, as the library tells of it. The handlers stay the same from one rendering to the next:
 * a new one would render every card and channel anew, with each step of a card that is dragged.
 */
export function useHandlers(
  setNodes: Dispatch<SetStateAction<OnCanvas[]>>,
  setChosenEdges: Dispatch<SetStateAction<ReadonlySet<string>>>,
  moving: Moving,
): Handlers {
  const { document, commands, ui } = useWorkbench()
  const { screenToFlowPosition } = useReactFlow()
  return useMemo(
    () => ({
      onMoveStart: moving.start,
      onMoveEnd: moving.end,
      onNodesChange(changes) {
        setNodes((before) => applyNodeChanges(changes, before))
        const picked = changes.filter((change) => change.type === 'select')
        if (picked.length > 0) document.getState().select(withPicked(document.getState().selected, picked))
      },
      onEdgesChange(changes) {
        const picked = changes.filter((change) => change.type === 'select')
        if (picked.length > 0) setChosenEdges((before) => withPicked(before, picked))
      },
      onNodeDragStart: moving.hold,
      onNodeDragStop(_, __, dragged) {
        moving.end()
        commands.moveAll(dragged.map(({ id, position }) => ({ id, position: toDocument(position) })))
      },
      onNodeClick({ shiftKey, ctrlKey, metaKey }, { id }) {
        // Of several chosen ones the library keeps all; a plain click means this one.
        if (!shiftKey && !ctrlKey && !metaKey) document.getState().select([id])
      },
      onConnect(connection) {
        const ends = portsOfConnection(connection)
        if (ends) commands.connect(ends.from, ends.to)
      },
      onConnectEnd(event, { isValid, fromNode, fromHandle, toHandle }) {
        if (isValid || !fromNode || !fromHandle?.id || toHandle) return
        const pointer = 'changedTouches' in event ? event.changedTouches[0] : event
        if (!pointer) return
        const at = screenToFlowPosition({ x: pointer.clientX, y: pointer.clientY })
        const port = { node: fromNode.id, ...readHandleId(fromHandle.id) }
        if (fromHandle.type === 'source') {
          ui.getState().set({ searching: { at: { x: at.x, y: at.y - 28 }, after: port } })
        } else if (port.kind !== 'main') {
          ui.getState().set({ searching: { at: { x: at.x - 66, y: at.y }, into: port } })
        }
      },
      isValidConnection: sameKind,
      onReconnect(old, connection) {
        const ends = portsOfConnection(connection)
        const before = edgeByKey(document.getState().workflow.edges, old.id)
        if (ends && before) commands.reconnect(before, ends.from, ends.to)
      },
      onPaneContextMenu: (event) => event.preventDefault(),
    }),
    [document, commands, ui, screenToFlowPosition, setNodes, setChosenEdges, moving],
  )
}

function withPicked(
  before: ReadonlySet<string>,
  changes: readonly Extract<EdgeChange, { readonly type: 'select' }>[],
): ReadonlySet<string> {
  const now = new Set(before)
  for (const { id, selected } of changes) {
    if (selected) now.add(id)
    else now.delete(id)
  }
  return now
}

function sameKind(connection: Connection | Edge): boolean {
  if (!connection.sourceHandle || !connection.targetHandle || connection.source === connection.target) return false
  return readHandleId(connection.sourceHandle).kind === readHandleId(connection.targetHandle).kind
}

function portsOfConnection(connection: Connection) {
  if (!connection.sourceHandle || !connection.targetHandle) return undefined
  return {
    from: { node: connection.source, ...readHandleId(connection.sourceHandle) },
    to: { node: connection.target, ...readHandleId(connection.targetHandle) },
  }
}
