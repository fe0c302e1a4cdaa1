import { type Edge, type EdgeProps, getBezierPath } from '@xyflow/react'
import { Plus, Trash2 } from 'lucide-react'
import { createContext, memo, use, useCallback, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { nodeView, waterWidth } from '../execution/nodeView.ts'
import { shortCount } from '../parts/numbers.ts'
import { useRun, useWorkbench } from '../workbench/workbench.ts'
import { channelRoute } from './channel-path.ts'
import { edgeByKey } from './flow.ts'
import styles from './Channel.module.css'
import { useSight } from './sight.ts'

export interface ChannelData extends Record<string, unknown> {
  readonly output: number
  /** The source has one output only, so nothing else shows the count. */
  readonly pill: boolean
  readonly error: boolean
  /** How high a loop's return runs, in canvas coordinates. */
  readonly over?: number
}

export type ChannelOnCanvas = Edge<ChannelData, 'channel'>

/**
 * The layer above the cards that labels stand on. The library has one as well, but each of its labels searches the
 * whole canvas for it whenever anything moves.
 */
export const LabelLayer = createContext<HTMLElement | null>(null)

/** A connection: dug but dry before a run, filled where items went; from afar a stroke. */
export const Channel = memo(function Channel(props: EdgeProps<ChannelOnCanvas>) {
  return useSight().far ? <Stroke {...props} /> : <WholeChannel {...props} />
})

function useCount({ source, data }: EdgeProps<ChannelOnCanvas>): number {
  return useRun((state) => nodeView(state.progress, state.atWork, source).counts[data?.output ?? 0] ?? 0)
}

function routeOf(props: EdgeProps<ChannelOnCanvas>) {
  return channelRoute({ x: props.sourceX, y: props.sourceY }, { x: props.targetX, y: props.targetY }, props.data?.over)
}

function Stroke(props: EdgeProps<ChannelOnCanvas>) {
  const count = useCount(props)
  const { path } = routeOf(props)
  return (
    <g data-bad={props.data?.error || undefined}>
      {props.selected && <path className={styles.halo} d={path} />}
      <path
        className={styles.stroke}
        data-wet={count > 0 || undefined}
        d={path}
        style={{ strokeWidth: count > 0 ? waterWidth(count) + 3 : 5 }}
      />
    </g>
  )
}

function WholeChannel(props: EdgeProps<ChannelOnCanvas>) {
  const { id, data, selected } = props
  const count = useCount(props)
  const flowing = useRun((state) => nodeView(state.progress, state.atWork, props.target).state === 'run' && count > 0)
  const { readOnly } = useWorkbench()
  const { hovered, hover, line } = useHover()
  const route = routeOf(props)
  const layer = use(LabelLayer)
  const wet = count > 0
  const tools = hovered && !readOnly
  const pill = wet && data?.pill === true
  const water = waterWidth(count)
  return (
    <>
      <g ref={line} data-bad={data?.error || undefined}>
        {selected && <path className={styles.halo} d={route.path} />}
        <path
          className={styles.bank}
          data-wet={wet || undefined}
          d={route.path}
          style={{ strokeWidth: wet ? water + 4.5 : 5 }}
        />
        <path
          className={wet ? styles.water : styles.bed}
          d={route.path}
          pathLength={wet ? 1 : undefined}
          style={{ strokeWidth: wet ? water : 3 }}
        />
        {flowing && <path className={styles.glint} d={route.path} />}
        <path className={`react-flow__edge-interaction ${styles.touch}`} d={route.path} />
        {route.back && (
          <path
            className={styles.chevron}
            data-wet={wet || undefined}
            d={`M${route.middle.x + 3} ${route.middle.y - 5}l-5 5 5 5`}
          />
        )}
      </g>
      {layer &&
        (tools || pill) &&
        createPortal(
          <div
            className={`nodrag nopan ${styles.label}`}
            style={{ transform: `translate(-50%, -50%) translate(${route.middle.x}px, ${route.middle.y}px)` }}
            onMouseEnter={() => hover(true)}
            onMouseLeave={() => hover(false)}
          >
            {tools ? (
              <ChannelTools edge={id} at={route.middle} />
            ) : (
              <span className={styles.pill} data-bad={data?.error || undefined}>
                {shortCount(count)}
              </span>
            )}
          </div>,
          layer,
        )}
    </>
  )
}

function ChannelTools({
  edge,
  at,
}: {
  readonly edge: string
  readonly at: { readonly x: number; readonly y: number }
}) {
  const { ui, document } = useWorkbench()
  return (
    <div className={styles.tools}>
      <button
        type="button"
        aria-label="Insert a node"
        title="Insert a node"
        onClick={() => ui.getState().set({ searching: { edge, at } })}
      >
        <Plus size={14} />
      </button>
      <button
        type="button"
        aria-label="Remove the connection"
        title="Remove the connection"
        onClick={() => {
          const { workflow, edit } = document.getState()
          const found = edgeByKey(workflow.edges, edge)
          if (found) edit({ do: 'disconnect', edge: found })
        }}
      >
        <Trash2 size={13} strokeWidth={1.75} />
      </button>
    </div>
  )
}

/** A dotted line from a sub-node to its root. */
export const Attachment = memo(function Attachment(props: EdgeProps) {
  const [path] = getBezierPath(props)
  return (
    <>
      {props.selected && <path className={styles.halo} d={path} />}
      <path className={styles.attachment} d={path} />
      <path className={`react-flow__edge-interaction ${styles.touch}`} d={path} />
    </>
  )
})

/**
 * Hover that survives the gap between a channel and its buttons. The library lays grips over both ends, beside what
 * we draw, and over all of a short channel: so it is the edge with its grips that is watched.
 */
function useHover() {
  const [hovered, set] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const line = useRef<SVGGElement>(null)
  const hover = useCallback((on: boolean) => {
    clearTimeout(timer.current)
    if (on) set(true)
    else timer.current = setTimeout(() => set(false), 160)
  }, [])
  useEffect(() => {
    const edge = line.current?.closest('.react-flow__edge')
    if (!edge) return
    const over = () => hover(true)
    const out = () => hover(false)
    edge.addEventListener('mouseenter', over)
    edge.addEventListener('mouseleave', out)
    return () => {
      edge.removeEventListener('mouseenter', over)
      edge.removeEventListener('mouseleave', out)
    }
  }, [hover])
  return { hovered, hover, line }
}
