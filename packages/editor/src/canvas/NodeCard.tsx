import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { Ban, Ellipsis, Pin, Play } from 'lucide-react'
import type { NodeDescription } from '@millrace/sdk'
import type { WorkflowNode } from '@millrace/workflow'
import { type CSSProperties, memo } from 'react'
import { summaryOf, summaryText } from '../catalog/summary.ts'
import { Tile } from '../catalog/Tile.tsx'
import type { NodeView } from '../execution/nodeView.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Menu } from '../parts/Menu.tsx'
import { shortCount } from '../parts/numbers.ts'
import { useDocument, useUi, useWorkbench } from '../workbench/workbench.ts'
import { type CardPort, attachmentLeft, portTop } from './anatomy.ts'
import { Foot, NeedBody, UnknownBody } from './CardBody.tsx'
import styles from './NodeCard.module.css'
import { Plate } from './Plate.tsx'
import { useSight } from './sight.ts'
import { type Shown, useShown } from './useShown.ts'

export type CardOnCanvas = Node<Record<string, never>, 'card'>

/** One node: what it is, what it does, how its latest run went; from afar a plate. */
export const NodeCard = memo(function NodeCard({ id, selected, height }: NodeProps<CardOnCanvas>) {
  const shown = useShown(id, selected)
  const { far } = useSight()
  if (!shown) return null
  return far ? <Plate shown={shown} className={styles.card} height={height} /> : <WholeCard shown={shown} />
})

function WholeCard({ shown }: { readonly shown: Shown }) {
  const { id, node, type, anatomy, view, need, pinned, open } = shown
  const { readOnly, commands } = useWorkbench()
  const alone = useDocument((state) => state.selected.size === 1)
  return (
    <article className={styles.card} {...shown.marks} onDoubleClick={open}>
      {shown.selected && alone && !readOnly && <Toolbar id={id} />}
      <div className={styles.head}>
        <Tile type={type} />
        <div className={styles.text}>
          <Name id={id} name={node.name} />
          <Summary node={node} type={type} />
        </div>
      </div>
      <Rows inputs={anatomy.inputs} outputs={anatomy.outputs} rows={anatomy.rows} view={view} />
      {type === undefined ? (
        <UnknownBody id={id} type={node.type} settings={Object.keys(node.parameters).length} />
      ) : (
        <Foot
          view={view}
          need={need && <NeedBody id={id} need={need} />}
          pinned={pinned}
          onOpen={open}
          onRetry={readOnly ? undefined : commands.retryFailed}
        />
      )}
      {anatomy.attachments.length > 0 && (
        <div className={styles.dock}>
          {anatomy.attachments.map((port) => (
            <span key={port.id}>{port.label}</span>
          ))}
        </div>
      )}
      <Ports side="in" ports={anatomy.inputs} view={view} />
      <Ports side="out" ports={anatomy.outputs} view={view} />
      <Attachments ports={anatomy.attachments} />
    </article>
  )
}

/** A node that lends a capability: a small chip below its root. */
export const NodeChip = memo(function NodeChip({
  id,
  selected,
  height,
}: NodeProps<Node<Record<string, never>, 'chip'>>) {
  const shown = useShown(id, selected)
  const { far } = useSight()
  if (!shown) return null
  if (far) return <Plate shown={shown} className={styles.chip} height={height} />
  const { node, type, anatomy, view, open } = shown
  return (
    <article className={styles.chip} {...shown.marks} onDoubleClick={open}>
      <Tile type={type} size="sm" />
      <div className={styles.text}>
        <b>{node.name}</b>
        <Summary node={node} type={type} />
      </div>
      {view.runs > 0 && <em>{shortCount(view.runs)}</em>}
      {anatomy.outputs.map((port) => (
        <Handle
          key={port.id}
          id={port.id}
          type="source"
          position={Position.Top}
          className={styles.diamond}
          aria-label="Attach to a root"
        />
      ))}
      <Attachments ports={anatomy.attachments} />
    </article>
  )
})

/** Ports on the bottom edge, where sub-nodes are attached. */
function Attachments({ ports }: { readonly ports: readonly CardPort[] }) {
  return ports.map((port, index) => (
    <Handle
      key={port.id}
      id={port.id}
      type="target"
      position={Position.Bottom}
      className={styles.diamond}
      style={{ left: attachmentLeft(index, ports.length) }}
      aria-label={`${port.label}, attach here`}
    />
  ))
}

function Name({ id, name }: { readonly id: string; readonly name: string }) {
  const { ui, document, commands } = useWorkbench()
  const renaming = useUi((state) => state.renaming === id)
  if (!renaming) return <b>{name}</b>
  const end = (text: string | null) => {
    ui.getState().set({ renaming: null })
    const trimmed = text?.trim() ?? ''
    const taken = [...document.getState().workflow.nodes.values()].some((other) => other.name === trimmed)
    if (trimmed !== '' && trimmed !== name && !taken) {
      void commands.rename(id, trimmed)
    }
  }
  return (
    <input
      className={`nodrag nopan ${styles.rename}`}
      aria-label="Name"
      defaultValue={name}
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => end(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') end(event.currentTarget.value)
        if (event.key === 'Escape') end(null)
      }}
    />
  )
}

function Summary({ node, type }: { readonly node: WorkflowNode; readonly type: NodeDescription | undefined }) {
  if (node.notesInFlow && node.notes) return <span title={node.notes}>{node.notes}</span>
  if (!type) return <span>{node.type}</span>
  const parts = summaryOf(type, node.parameters, node.typeVersion)
  return (
    <span title={summaryText(parts)}>
      {parts.map((part, index) =>
        part.as === 'method' ? (
          <i key={index}>{part.text}</i>
        ) : part.as === 'reads' ? (
          <em key={index}>{part.text}</em>
        ) : (
          part.text
        ),
      )}
    </span>
  )
}

/** Branches are named where they leave, with what went there. */
function Rows(props: {
  readonly inputs: readonly CardPort[]
  readonly outputs: readonly CardPort[]
  readonly rows: number
  readonly view: NodeView
}) {
  const { inputs, outputs, rows, view } = props
  return Array.from({ length: rows }, (_, index) => {
    const input = inputs.length > 1 ? inputs[index] : undefined
    const output = outputs.length > 1 ? outputs[index] : undefined
    const count = output ? view.counts[output.index] : undefined
    return (
      <div key={index} className={styles.row} data-bad={output?.error || undefined}>
        {input && <span>{input.label || `Input ${index + 1}`}</span>}
        {output && <span className={styles.out}>{output.label || `Output ${index + 1}`}</span>}
        {output && count !== undefined && view.state !== 'idle' && (
          <em data-zero={count === 0 || undefined}>{shortCount(count)}</em>
        )}
      </div>
    )
  })
}

function Ports({
  side,
  ports,
  view,
}: {
  readonly side: 'in' | 'out'
  readonly ports: readonly CardPort[]
  readonly view: NodeView
}) {
  return ports.map((port) => {
    const wet =
      side === 'in'
        ? view.state === 'ok' || view.state === 'bad' || view.state === 'run'
        : (view.counts[port.index] ?? 0) > 0
    const style: CSSProperties = { top: portTop(port.index, ports.length) }
    return (
      <Handle
        key={port.id}
        id={port.id}
        type={side === 'in' ? 'target' : 'source'}
        position={side === 'in' ? Position.Left : Position.Right}
        className={styles.port}
        style={style}
        data-wet={wet || undefined}
        data-bad={(wet && port.error) || undefined}
        data-side={side}
        role="img"
        aria-label={`${port.label || (side === 'in' ? 'Input' : 'Output')} ${ports.length > 1 ? port.index + 1 : ''}`.trim()}
      />
    )
  })
}

/** What one does most with a selected node, above it. */
function Toolbar({ id }: { readonly id: string }) {
  const { ui, commands } = useWorkbench()
  return (
    <div className={`nodrag nopan ${styles.toolbar}`}>
      <Button look="ghost" size="sm" onClick={() => commands.runToNode(id)}>
        <Play size={14} strokeWidth={1.75} />
        Run to here
      </Button>
      <IconButton label="Pin its data" keys="P" size="sm" onClick={() => commands.togglePin([id])}>
        <Pin size={14} strokeWidth={1.75} />
      </IconButton>
      <IconButton label="Switch off or on" keys="D" size="sm" onClick={() => commands.toggleDisabled([id])}>
        <Ban size={14} strokeWidth={1.75} />
      </IconButton>
      <Menu
        trigger={
          <Button look="ghost" size="sm" data-icon aria-label="More">
            <Ellipsis size={14} strokeWidth={1.75} />
          </Button>
        }
        groups={[
          [
            { label: 'Open', keys: '↵', do: () => ui.getState().set({ openNode: id }) },
            { label: 'Rename', keys: 'F2', do: () => ui.getState().set({ renaming: id }) },
            { label: 'Duplicate', keys: '⌘ D', do: () => void commands.duplicate([id]) },
            { label: 'Copy', keys: '⌘ C', do: () => commands.copy([id]) },
          ],
          [
            { label: 'Delete, join its ends', keys: '⇧ Del', do: () => commands.remove([id], true) },
            { label: 'Delete', keys: 'Del', danger: true, do: () => commands.remove([id]) },
          ],
        ]}
      />
    </div>
  )
}
