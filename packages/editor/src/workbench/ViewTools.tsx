import { useNavigate } from '@tanstack/react-router'
import { useReactFlow, useStore } from '@xyflow/react'
import { History, ListTree, Maximize, Minus, Plus, Search, WandSparkles, Workflow } from 'lucide-react'
import { travel } from '../look/travel.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import styles from './ViewTools.module.css'
import { useUi, useWorkbench } from './workbench.ts'

/** Top left: canvas or outline, and the palette. */
export function ViewTools() {
  const { id, ui } = useWorkbench()
  const view = useUi((state) => state.view)
  const navigate = useNavigate()
  return (
    <div className={styles.float} data-at="top-left">
      <IconButton label="Canvas" on={view === 'canvas'} onClick={() => ui.getState().set({ view: 'canvas' })}>
        <Workflow size={16} strokeWidth={1.75} />
      </IconButton>
      <IconButton label="Outline" on={view === 'outline'} onClick={() => ui.getState().set({ view: 'outline' })}>
        <ListTree size={16} strokeWidth={1.75} />
      </IconButton>
      <IconButton
        label="Runs"
        className={styles.runs}
        onClick={() => void navigate({ to: '/workflow/$id/executions', params: { id } })}
      >
        <History size={16} strokeWidth={1.75} />
      </IconButton>
      <i />
      <Button look="ghost" onClick={() => ui.getState().set({ palette: true })}>
        <Search size={16} strokeWidth={1.75} />
        <span>Find or do</span>
        <Kbd keys="⌘ K" />
      </Button>
    </div>
  )
}

/** Bottom left: how near one looks. */
export function ZoomTools() {
  const { commands, readOnly } = useWorkbench()
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow()
  const zoom = useStore((state) => state.transform[2])
  return (
    <div className={styles.float} data-at="bottom-left">
      <IconButton label="Zoom out" keys="−" side="top" onClick={() => void zoomOut()}>
        <Minus size={16} strokeWidth={1.75} />
      </IconButton>
      <Button look="ghost" className={styles.zoom} title="Zoom to 100 %" onClick={() => void zoomTo(1)}>
        {Math.round(zoom * 100)} %
      </Button>
      <IconButton label="Zoom in" keys="+" side="top" onClick={() => void zoomIn()}>
        <Plus size={16} strokeWidth={1.75} />
      </IconButton>
      <i />
      <IconButton
        label="Fit all"
        keys="⇧ 1"
        side="top"
        onClick={() => void fitView({ padding: 0.16, maxZoom: 1, duration: travel(320) })}
      >
        <Maximize size={16} strokeWidth={1.75} />
      </IconButton>
      {!readOnly && (
        <IconButton label="Tidy up" keys="⌥ T" side="top" onClick={() => void commands.tidy()}>
          <WandSparkles size={16} strokeWidth={1.75} />
        </IconButton>
      )}
    </div>
  )
}
