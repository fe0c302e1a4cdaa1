import {
  Background,
  type Connection,
  ConnectionLineType,
  type Edge,
  type EdgeTypes,
  MiniMap,
  type NodeChange,
  type NodeTypes,
  ReactFlow,
  type Viewport,
  ViewportPortal,
  applyNodeChanges,
  useReactFlow,
  useStore,
  useStoreApi,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { Repeat } from 'lucide-react'
import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useCatalog } from '../catalog/catalog.ts'
import { nodeView } from '../execution/nodeView.ts'
import { travel } from '../look/travel.ts'
import { useDocument, useRun, useWorkbench } from '../workbench/workbench.ts'
import { readHandleId } from './anatomy.ts'
import styles from './Canvas.module.css'
import { Attachment, Channel } from './Channel.tsx'
import { type Basin, type OnCanvas, basinsOf, canvasEdges, canvasNodes, edgeByKey } from './flow.ts'
import { NodeCard, NodeChip } from './NodeCard.tsx'
import { NoteCard } from './NoteCard.tsx'
import { grid, toDocument } from './scale.ts'

const nodeTypes: NodeTypes = { card: NodeCard, chip: NodeChip, note: NoteCard }
const edgeTypes: EdgeTypes = { channel: Channel, attachment: Attachment }
const defaultViewport = { x: 80, y: 120, zoom: 1 }
const snapGrid: [number, number] = [grid, grid]
const mapSize = { width: 176, height: 104 }

/** What the floating tools cover at the edges, in pixels. */
const covered = { left: 24, right: 24, top: 96, bottom: 120 }

/** The drawing: cards, channels, notes and basins. What one does here becomes operations at once. */
export function Canvas() {
  const bench = useWorkbench()
  const { document, commands, ui, readOnly } = bench
  const catalog = useCatalog()
  const workflow = useDocument((state) => state.workflow)
  const selected = useDocument((state) => state.selected)
  const flow = useReactFlow()
  const zoom = useStore((state) => zoomLevel(state.transform[2]))
  const pointer = useCamera()

  const drawn = useMemo(() => canvasNodes(workflow, catalog, selected), [workflow, catalog, selected])
  const edges = useMemo(() => canvasEdges(workflow, catalog), [workflow, catalog])
  const basins = useMemo(() => basinsOf(workflow, catalog), [workflow, catalog])
  const [nodes, setNodes] = useMeasured(drawn)
  const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set())
  const shownEdges = useMemo(
    () => edges.map((edge) => (chosenEdges.has(edge.id) ? { ...edge, selected: true } : edge)),
    [edges, chosenEdges],
  )

  const changeNodes = useCallback(
    (changes: NodeChange<OnCanvas>[]) => {
      setNodes((before) => applyNodeChanges(changes, before))
      const picked = changes.filter((change) => change.type === 'select')
      if (picked.length > 0) {
        const now = new Set(document.getState().selected)
        for (const change of picked) {
          if (change.selected) now.add(change.id)
          else now.delete(change.id)
        }
        document.getState().select(now)
      }
    },
    [document, setNodes],
  )

  const connectPorts = useCallback(
    (connection: Connection) => {
      const ends = portsOfConnection(connection)
      if (ends) commands.connect(ends.from, ends.to)
    },
    [commands],
  )

  const dropOnCanvas = (event: MouseEvent | TouchEvent, port: { node: string; handle: string; type: string }) => {
    const pointer = 'changedTouches' in event ? event.changedTouches[0] : event
    if (!pointer) return
    const at = flow.screenToFlowPosition({ x: pointer.clientX, y: pointer.clientY })
    const { kind, index } = readHandleId(port.handle)
    const place = { x: at.x, y: at.y - 28 }
    if (port.type === 'source') {
      ui.getState().set({ searching: { at: place, after: { node: port.node, kind, index } } })
    } else if (kind !== 'main') {
      ui.getState().set({ searching: { at: { x: at.x - 66, y: at.y }, into: { node: port.node, kind, index } } })
    }
  }

  return (
    <div className={styles.canvas} data-zoom={zoom} {...pointer}>
      <ReactFlow
        nodes={nodes}
        edges={shownEdges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={changeNodes}
        onEdgesChange={(changes) => {
          const now = new Set(chosenEdges)
          for (const change of changes) {
            if (change.type !== 'select') continue
            if (change.selected) now.add(change.id)
            else now.delete(change.id)
          }
          setChosenEdges(now)
        }}
        onNodeDragStop={(_, __, dragged) =>
          commands.moveAll(dragged.map(({ id, position }) => ({ id, position: toDocument(position) })))
        }
        onNodeClick={({ shiftKey, ctrlKey, metaKey }, { id }) => {
          // Of several chosen ones the library keeps all; a plain click means this one.
          if (!shiftKey && !ctrlKey && !metaKey) document.getState().select([id])
        }}
        onConnect={connectPorts}
        onConnectEnd={(event, state) => {
          if (state.isValid || !state.fromNode || !state.fromHandle?.id || state.toHandle) return
          dropOnCanvas(event, { node: state.fromNode.id, handle: state.fromHandle.id, type: state.fromHandle.type })
        }}
        isValidConnection={(connection) => sameKind(connection)}
        onReconnect={(old, connection) => {
          const ends = portsOfConnection(connection)
          const before = edgeByKey(document.getState().workflow.edges, old.id)
          if (ends && before) commands.reconnect(before, ends.from, ends.to)
        }}
        onPaneContextMenu={(event) => event.preventDefault()}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        panOnScroll
        zoomOnDoubleClick={false}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesReconnectable={!readOnly}
        nodesFocusable
        disableKeyboardA11y
        edgesFocusable={false}
        snapToGrid
        snapGrid={snapGrid}
        connectionRadius={32}
        reconnectRadius={16}
        connectionLineType={ConnectionLineType.SmoothStep}
        minZoom={0.1}
        maxZoom={2}
        defaultViewport={defaultViewport}
        onlyRenderVisibleElements={workflow.nodes.size > 200}
        elevateNodesOnSelect={false}
        proOptions={{ hideAttribution: true }}
        aria-label="Workflow"
      >
        <Background gap={24} size={2} className={styles.dots} />
        <ViewportPortal>
          {basins.map((basin) => (
            <BasinGround key={basin.head} basin={basin} />
          ))}
        </ViewportPortal>
        {workflow.nodes.size > 1 && (
          <MiniMap
            className={styles.map}
            style={mapSize}
            pannable
            zoomable
            ariaLabel="Overview"
            nodeClassName={(node) => plateClass(bench, node.id)}
            nodeBorderRadius={8}
          />
        )}
      </ReactFlow>
      <FitOnce />
      <ConnectionKeys edges={chosenEdges} clear={() => setChosenEdges(new Set())} />
    </div>
  )
}

/** The bench's camera looks through this canvas; answers with the handlers that tell it where the pointer is. */
function useCamera() {
  const { camera } = useWorkbench()
  const { setViewport, fitBounds, screenToFlowPosition } = useReactFlow()
  const store = useStoreApi()
  const pointer = useRef<{ readonly x: number; readonly y: number }>(undefined)
  useEffect(
    () =>
      camera.attach({
        seen: () => {
          const { transform, width, height } = store.getState()
          const [x, y, zoom] = transform
          return {
            x: (covered.left - x) / zoom,
            y: (covered.top - y) / zoom,
            width: Math.max(0, width - covered.left - covered.right) / zoom,
            height: Math.max(0, height - covered.top - covered.bottom) / zoom,
          }
        },
        pointer: () => pointer.current && screenToFlowPosition(pointer.current),
        moveBy: (shift) => {
          const [x, y, zoom] = store.getState().transform
          void setViewport({ x: x - shift.x * zoom, y: y - shift.y * zoom, zoom }, { duration: travel(220) })
        },
        fit: (box) => void fitBounds(box, { padding: 0.16, duration: travel(320) }),
      }),
    [camera, store, setViewport, fitBounds, screenToFlowPosition],
  )
  return {
    onPointerMove: (event: PointerEvent) => {
      pointer.current = event.pointerType === 'mouse' ? { x: event.clientX, y: event.clientY } : undefined
    },
    onPointerLeave: () => {
      pointer.current = undefined
    },
  }
}

/**
 * The library measures nodes and moves them while they are dragged, so it needs a list of its own; ours wins
 * whenever the document changes, and what was measured is kept.
 */
function useMeasured(drawn: OnCanvas[]) {
  const [nodes, setNodes] = useState(drawn)
  const [last, setLast] = useState(drawn)
  if (last !== drawn) {
    setLast(drawn)
    const before = new Map(nodes.map((node) => [node.id, node]))
    setNodes(
      drawn.map((node) => {
        const measured = before.get(node.id)?.measured
        return measured ? { ...node, measured } : node
      }),
    )
  }
  return [nodes, setNodes] as const
}

function BasinGround({ basin }: { readonly basin: Basin }) {
  const runs = useRun((state) => nodeView(state.progress, state.atWork, basin.head).runs)
  return (
    <div
      className={styles.basin}
      style={{
        transform: `translate(${basin.x}px, ${basin.y}px)`,
        width: basin.width,
        height: basin.height,
      }}
    >
      <span>
        <Repeat size={14} strokeWidth={1.75} />
        {runs > 1 ? `${basin.name}, ${runs - 1} ${runs === 2 ? 'round' : 'rounds'}` : basin.name}
      </span>
    </div>
  )
}

/** Shows the whole drawing when it first appears, and when its room changes before anybody moved it. */
function FitOnce() {
  const { fitView, getViewport } = useReactFlow()
  /** The size of the canvas, empty until there is something to show. */
  const room = useStore(({ nodes, nodeLookup, width, height }) => {
    const drawn = nodes.length > 0 && [...nodeLookup.values()].some(({ measured }) => measured.width !== undefined)
    return drawn && width > 0 ? `${width} ${height}` : ''
  })
  const fitted = useRef<Viewport>(undefined)
  useEffect(() => {
    if (room === '') return
    const { x, y, zoom } = getViewport()
    const before = fitted.current
    if (before && (before.x !== x || before.y !== y || before.zoom !== zoom)) return
    void fitView({ padding: 0.16, maxZoom: 1, minZoom: 0.35 }).then(() => {
      fitted.current = getViewport()
    })
  }, [room, fitView, getViewport])
  return null
}

/** A chosen channel goes with Del, like a node. */
function ConnectionKeys({ edges, clear }: { readonly edges: ReadonlySet<string>; readonly clear: () => void }) {
  const { document, commands, readOnly } = useWorkbench()
  useEffect(() => {
    if (edges.size === 0 || readOnly) return
    const remove = (event: KeyboardEvent) => {
      if (event.key !== 'Delete' && event.key !== 'Backspace') return
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')) return
      const all = document.getState().workflow.edges
      const found = [...edges].flatMap((key) => edgeByKey(all, key) ?? [])
      commands.edit({ do: 'composite', operations: found.map((edge) => ({ do: 'disconnect', edge })) })
      clear()
    }
    window.addEventListener('keydown', remove)
    return () => window.removeEventListener('keydown', remove)
  }, [edges, clear, document, commands, readOnly])
  return null
}

function zoomLevel(zoom: number): 'near' | 'mid' | 'far' | 'plate' {
  if (zoom >= 0.6) return 'near'
  if (zoom >= 0.35) return 'mid'
  return zoom >= 0.15 ? 'far' : 'plate'
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

function plateClass(bench: ReturnType<typeof useWorkbench>, id: string): string {
  const { progress, atWork } = bench.run.getState()
  const name = bench.document.getState().workflow.nodes.get(id)?.name
  return styles[`plate-${nodeView(progress, atWork, id, name).state}`] ?? ''
}
