import type { WorkflowNode } from '@millrace/workflow'
import { ArrowLeft, Pin, Play, X } from 'lucide-react'
import { Fragment, useEffect, useRef, useState } from 'react'
import { useNodeType } from '../catalog/catalog.ts'
import { Tile } from '../catalog/Tile.tsx'
import { nodeView } from '../execution/nodeView.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import { hasModifier, isAbovePage, isTyping } from '../parts/keys.ts'
import { MoreMenu } from '../parts/MoreMenu.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { useDocument, useRun, useWorkbench } from '../workbench/workbench.ts'
import { InputPane } from './InputPane.tsx'
import { OutputPane } from './OutputPane.tsx'
import styles from './NodePanel.module.css'
import { ParametersPane } from './ParametersPane.tsx'
import { type PanelData, usePanelData } from './usePanelData.ts'
import { useWidth } from './useWidth.ts'

type Tab = 'input' | 'parameters' | 'output'

/** A node opened: what comes in, what it is told, what comes out. */
export function NodePanel({ id }: { readonly id: string }) {
  const { ui } = useWorkbench()
  const exists = useDocument((state) => state.workflow.nodes.has(id))
  useEffect(() => {
    if (!exists) ui.getState().set({ openNode: null })
  }, [exists, ui])
  return exists ? <Open key={id} id={id} /> : null
}

function Open({ id }: { readonly id: string }) {
  const width = useWidth()
  const data = usePanelData(id)
  const [tab, setTab] = useState<Tab>('parameters')
  const wide = width >= 1280
  const node = useDocument((state) => state.workflow.nodes.get(id))
  useItemKeys(data)
  const counts = { input: data.input.total, output: data.output.total }
  return (
    <section className={styles.panel} role="dialog" data-panel aria-label={node?.name}>
      <PanelBar id={id} />
      {!wide && (
        <div className={styles.tabs}>
          <Segmented
            size="lg"
            label="Part of the node"
            value={tab}
            segments={[
              { value: 'input', label: <>Input{counts.input > 0 && <small>{counts.input}</small>}</> },
              { value: 'parameters', label: 'Parameters' },
              { value: 'output', label: <>Output{counts.output > 0 && <small>{counts.output}</small>}</> },
            ]}
            onChange={setTab}
          />
        </div>
      )}
      <div className={styles.columns} data-wide={wide || undefined}>
        {(wide || tab === 'input') && <InputPane id={id} data={data} />}
        {(wide || tab === 'parameters') && <ParametersPane id={id} data={data} />}
        {(wide || tab === 'output') && <OutputPane id={id} data={data} />}
      </div>
      {!wide && <PanelFoot id={id} />}
    </section>
  )
}

/** `J` and `K` go from item to item, wherever the panel has the keys. */
function useItemKeys(data: PanelData): void {
  const latest = useRef(data)
  useEffect(() => {
    latest.current = data
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || isAbovePage(event) || hasModifier(event)) return
      const by = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      const { input, output, item, chooseItem } = latest.current
      const total = Math.max(input.total, output.total)
      if (by !== 0 && total > 0) chooseItem(Math.max(0, Math.min(total - 1, item + by)))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function PanelBar({ id }: { readonly id: string }) {
  const { ui, readOnly } = useWorkbench()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  if (!node) return null
  const close = () => ui.getState().set({ openNode: null, openField: null })
  return (
    <header className={styles.bar}>
      <Button look="ghost" className={styles.back} onClick={close} aria-label="Close">
        <ArrowLeft size={16} strokeWidth={1.75} />
        <span>Canvas</span>
        <Kbd keys="Esc" />
      </Button>
      <i className={styles.line} />
      <Tile type={type} size="sm" />
      <NodeName node={node} kind={type?.name ?? node.type} />
      <Walk id={id} />
      <i className={styles.grow} />
      {!readOnly && (
        <>
          <NodeMenu node={node} />
          <RunNode id={id} />
        </>
      )}
      <IconButton label="Close" look="ghost" className={styles.close} onClick={close}>
        <X size={18} strokeWidth={1.75} />
      </IconButton>
    </header>
  )
}

function NodeName({ node, kind }: { readonly node: WorkflowNode; readonly kind: string }) {
  const { commands, readOnly } = useWorkbench()
  const [renaming, setRenaming] = useState(false)
  const rename = (text: string) => {
    setRenaming(false)
    const name = text.trim()
    if (name !== '' && name !== node.name) void commands.rename(node.id, name)
  }
  return (
    <div className={styles.name}>
      {renaming ? (
        <input
          autoFocus
          aria-label="Name of the node"
          defaultValue={node.name}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => rename(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Enter') rename(event.currentTarget.value)
            if (event.key === 'Escape') setRenaming(false)
          }}
        />
      ) : (
        <button type="button" disabled={readOnly} title="Rename" onClick={() => setRenaming(true)}>
          {node.name}
        </button>
      )}
      <small>{kind}</small>
    </div>
  )
}

function NodeMenu({ node }: { readonly node: WorkflowNode }) {
  const { commands, document } = useWorkbench()
  const { id } = node
  const pinned = useDocument((state) => state.workflow.pinData.has(id))
  const type = useNodeType(node.type)
  return (
    <MoreMenu
      groups={[
        [
          {
            label: pinned ? 'Unpin its data' : 'Pin its data',
            icon: <Pin size={16} strokeWidth={1.75} />,
            do: () => void commands.togglePin([id]),
          },
          { label: node.disabled ? 'Switch on' : 'Switch off', do: () => commands.toggleDisabled([id]) },
          { label: 'Duplicate', do: () => void commands.duplicate([id]) },
          ...(type && type.defaultVersion !== node.typeVersion
            ? [
                {
                  label: `Use version ${type.defaultVersion}`,
                  do: () => document.getState().edit({ do: 'setVersion', node: id, typeVersion: type.defaultVersion }),
                },
              ]
            : []),
        ],
        [{ label: 'Delete', danger: true, do: () => commands.remove([id]) }],
      ]}
    />
  )
}

function RunNode({ id }: { readonly id: string }) {
  const { commands } = useWorkbench()
  const starting = useRun((state) => state.starting)
  return (
    <Button look="go" className={styles.run} disabled={starting} onClick={() => void commands.runToNode(id)}>
      <Play size={16} strokeWidth={1.75} />
      Run node
      <Kbd keys="⌘ ↵" />
    </Button>
  )
}

function PanelFoot({ id }: { readonly id: string }) {
  const { readOnly } = useWorkbench()
  return readOnly ? null : (
    <footer className={styles.foot}>
      <RunNode id={id} />
    </footer>
  )
}

/** Before, this, after: the flow, walked with `[` and `]`. */
function Walk({ id }: { readonly id: string }) {
  const { commands, ui } = useWorkbench()
  const nodes = useDocument((state) => state.workflow.nodes)
  const progress = useRun((state) => state.progress)
  const atWork = useRun((state) => state.atWork)
  const { before, after } = commands.neighbours(id)
  const stops = [before[0], id, after[0]]
  return (
    <nav className={styles.walk} aria-label="Walk the flow">
      {before[0] !== undefined && <Kbd keys="[" />}
      {stops.map((stop, index) => {
        const node = stop === undefined ? undefined : nodes.get(stop)
        if (!node) return null
        const previous = stops[index - 1]
        const wet = previous !== undefined && nodeView(progress, atWork, previous).counts.some((count) => count > 0)
        return (
          <Fragment key={node.id}>
            {previous !== undefined && <i data-wet={wet || undefined} />}
            <button
              type="button"
              aria-current={node.id === id || undefined}
              onClick={() => ui.getState().set({ openNode: node.id, openField: null })}
            >
              <StopTile type={node.type} />
              <span>{node.name}</span>
            </button>
          </Fragment>
        )
      })}
      {after[0] !== undefined && <Kbd keys="]" />}
    </nav>
  )
}

function StopTile({ type }: { readonly type: string }) {
  return <Tile type={useNodeType(type)} size="xs" />
}
