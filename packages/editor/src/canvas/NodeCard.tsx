import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { Ban, Ellipsis, Pin, Play } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import type { NodeDescription } from '@millrace/sdk'
import type { WorkflowNode } from '@millrace/workflow'
import { type CSSProperties, memo, useMemo } from 'react'
import { credentialsQuery, useCatalog, useNodeType } from '../catalog/catalog.ts'
import { type Need, needOf } from '../catalog/needs.ts'
import { summaryOf, summaryText } from '../catalog/summary.ts'
import { Tile } from '../catalog/Tile.tsx'
import type { NodeView } from '../execution/nodeView.ts'
import { useNodeView } from '../execution/useNodeView.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Menu } from '../parts/Menu.tsx'
import { shortCount } from '../parts/numbers.ts'
import { useDocument, useUi, useWorkbench } from '../workbench/workbench.ts'
import { type CardPort, anatomyOf, portTop } from './anatomy.ts'
import { Foot, NeedBody, UnknownBody } from './CardBody.tsx'
import { describeNode } from './describe.ts'
import styles from './NodeCard.module.css'

export type CardOnCanvas = Node<Record<string, never>, 'card'>

/** One node: what it is, what it does, how its latest run went. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<CardOnCanvas>) {
  const { readOnly, ui, commands } = useWorkbench()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  const anatomy = useAnatomy(id)
  const view = useNodeView(id)
  const pinned = useDocument((state) => state.workflow.pinData.get(id)?.length)
  const need = useNeed(node, type)
  const alone = useDocument((state) => state.selected.size === 1)
  if (!node || !anatomy) return null

  const open = () => ui.getState().set({ openNode: id, openField: null })
  return (
    <article
      className={styles.card}
      data-state={view.state}
      data-selected={selected || undefined}
      data-off={node.disabled || undefined}
      data-pin={pinned !== undefined || undefined}
      data-kind={type?.trigger ? 'trigger' : undefined}
      data-unknown={type === undefined || undefined}
      aria-label={describeNode(node, type, view, anatomy, need)}
      onDoubleClick={open}
    >
      {selected && alone && !readOnly && <Toolbar id={id} />}
      <div className={styles.head}>
        <Tile type={type} />
        <div className={styles.text}>
          <Name id={id} name={node.name} />
          <Summary id={id} />
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
      {anatomy.attachments.map((port, index) => (
        <Handle
          key={port.id}
          id={port.id}
          type="target"
          position={Position.Bottom}
          className={styles.diamond}
          style={{ left: `${((index + 0.5) / anatomy.attachments.length) * 100}%` }}
          aria-label={`${port.label}, attach here`}
        />
      ))}
    </article>
  )
})

/** A node that lends a capability: a small chip below its root. */
export const NodeChip = memo(function NodeChip({ id, selected }: NodeProps<Node<Record<string, never>, 'chip'>>) {
  const { ui } = useWorkbench()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  const anatomy = useAnatomy(id)
  const view = useNodeView(id)
  if (!node || !anatomy) return null
  return (
    <article
      className={styles.chip}
      data-state={view.state}
      data-selected={selected || undefined}
      data-off={node.disabled || undefined}
      aria-label={describeNode(node, type, view, anatomy)}
      onDoubleClick={() => ui.getState().set({ openNode: id, openField: null })}
    >
      <Tile type={type} size="sm" />
      <div className={styles.text}>
        <b>{node.name}</b>
        <Summary id={id} />
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
      {anatomy.attachments.map((port, index) => (
        <Handle
          key={port.id}
          id={port.id}
          type="target"
          position={Position.Bottom}
          className={styles.diamond}
          style={{ left: `${((index + 0.5) / anatomy.attachments.length) * 100}%` }}
          aria-label={`${port.label}, attach here`}
        />
      ))}
    </article>
  )
})

export function useAnatomy(id: string) {
  const { byType } = useCatalog()
  return useDocument(({ workflow }) => {
    const node = workflow.nodes.get(id)
    return node ? anatomyOf(workflow, node, byType.get(node.type)) : undefined
  })
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

function Summary({ id }: { readonly id: string }) {
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  if (!node) return null
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

/** What a node lacks before it can run; nothing in history, where what ran is shown as it was. */
function useNeed(node: WorkflowNode | undefined, type: NodeDescription | undefined): Need | undefined {
  const { readOnly } = useWorkbench()
  const { data } = useQuery({ ...credentialsQuery, enabled: !readOnly })
  return useMemo(() => (node && type && !readOnly ? needOf(node, type, data) : undefined), [node, type, readOnly, data])
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
