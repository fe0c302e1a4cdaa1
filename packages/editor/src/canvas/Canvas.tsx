import {
  Background,
  ConnectionLineType,
  type EdgeTypes,
  MiniMap,
  type NodeTypes,
  ReactFlow,
  type Viewport,
  ViewportPortal,
  useReactFlow,
  useStore,
  useStoreApi,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useQuery } from '@tanstack/react-query'
import { Repeat } from 'lucide-react'
import { type PointerEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { type Catalog, credentialsQuery, useCatalog } from '../catalog/catalog.ts'
import { nodeView } from '../execution/nodeView.ts'
import { travel } from '../look/travel.ts'
import { useDocument, useRun, useWorkbench } from '../workbench/workbench.ts'
import styles from './Canvas.module.css'
import { Attachment, Channel, LabelLayer } from './Channel.tsx'
import { type Basin, type OnCanvas, basinsOf, canvasEdges, canvasNodes, edgeByKey } from './flow.ts'
import { NodeCard, NodeChip } from './NodeCard.tsx'
import { NoteCard } from './NoteCard.tsx'
import { grid } from './scale.ts'
import { type Sight, SightContext } from './sight.ts'
import { useHandlers } from './useHandlers.ts'
import { useMoving } from './useMoving.ts'

const nodeTypes: NodeTypes = { card: NodeCard, chip: NodeChip, note: NoteCard }
const edgeTypes: EdgeTypes = { channel: Channel, attachment: Attachment }
const defaultViewport = { x: 80, y: 120, zoom: 1 }
const snapGrid: [number, number] = [grid, grid]
const mapSize = { width: 176, height: 104 }

/** What the floating tools cover at the edges, in pixels. */
const covered = { left: 24, right: 24, top: 96, bottom: 120 }

/** The drawing: cards, channels, notes and basins. What one does here becomes operations at once. */
export function Canvas() {
  const { readOnly } = useWorkbench()
  const catalog = useCatalog()
  const workflow = useDocument((state) => state.workflow)
  const selected = useDocument((state) => state.selected)
  const zoom = useStore((state) => zoomLevel(state.transform[2]))
  const sight = useSightOf(catalog, zoom)
  const pointer = useCamera()
  const [ground, moving] = useMoving()
  const [labels, setLabels] = useState<HTMLElement | null>(null)

  const drawn = useMemo(() => canvasNodes(workflow, catalog, selected), [workflow, catalog, selected])
  const edges = useMemo(() => canvasEdges(workflow, catalog), [workflow, catalog])
  const basins = useMemo(() => basinsOf(workflow, catalog), [workflow, catalog])
  const [nodes, setNodes] = useMeasured(drawn)
  const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set())
  const shownEdges = useMemo(
    () => edges.map((edge) => (chosenEdges.has(edge.id) ? { ...edge, selected: true } : edge)),
    [edges, chosenEdges],
  )

  const handlers = useHandlers(setNodes, setChosenEdges, moving)
  return (
    <div ref={ground} className={styles.canvas} data-zoom={zoom} {...pointer}>
      <SightContext value={sight}>
        <LabelLayer value={labels}>
          <ReactFlow
            nodes={nodes}
            edges={shownEdges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            {...handlers}
            deleteKeyCode={null}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
            panOnScroll
            zoomOnDoubleClick={false}
            nodesDraggable={!readOnly}
            nodesConnectable={!readOnly}
            edgesReconnectable={!readOnly && !sight.far}
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
              <div ref={setLabels} />
            </ViewportPortal>
            {workflow.nodes.size > 1 && <Overview />}
          </ReactFlow>
        </LabelLayer>
      </SightContext>
      <FitOnce />
      <ConnectionKeys edges={chosenEdges} clear={() => setChosenEdges(new Set())} />
    </div>
  )
}

function Overview() {
  const bench = useWorkbench()
  return (
    <MiniMap
      className={styles.map}
      style={mapSize}
      pannable
      zoomable
      ariaLabel="Overview"
      nodeClassName={(node) => plateClass(bench, node.id)}
      nodeBorderRadius={8}
    />
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

type ZoomLevel = 'near' | 'mid' | 'far' | 'plate'

/**
 * What cards and channels share. Styles follow the zoom at once; how much there is of a card follows when there is
 * time, since many cards change together.
 */
function useSightOf(catalog: Catalog, zoom: ZoomLevel): Sight {
  const { readOnly } = useWorkbench()
  const credentials = useQuery({ ...credentialsQuery, enabled: !readOnly }).data
  const far = useDeferredValue(zoom === 'far' || zoom === 'plate')
  return useMemo(() => ({ catalog, credentials, far }), [catalog, credentials, far])
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
    const old = new Set(last)
    const before = new Map(nodes.map((node) => [node.id, node]))
    setNodes(
      drawn.map((node) => {
        const moved = before.get(node.id)
        if (moved && old.has(node) && stands(moved, node)) return moved
        return moved?.measured ? { ...node, measured: moved.measured } : node
      }),
    )
  }
  return [nodes, setNodes] as const
}

/** Whether the library's node is where and what ours is. */
function stands(theirs: OnCanvas, { position, selected }: OnCanvas): boolean {
  return (
    theirs.position.x === position.x &&
    theirs.position.y === position.y &&
    theirs.selected === selected &&
    !theirs.dragging
  )
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

function zoomLevel(zoom: number): ZoomLevel {
  if (zoom >= 0.6) return 'near'
  if (zoom >= 0.35) return 'mid'
  return zoom >= 0.15 ? 'far' : 'plate'
}

function plateClass(bench: ReturnType<typeof useWorkbench>, id: string): string {
  const { progress, atWork } = bench.run.getState()
  const name = bench.document.getState().workflow.nodes.get(id)?.name
  return styles[`plate-${nodeView(progress, atWork, id, name).state}`] ?? ''
}
