import { ChevronDown, Play, Plus, Square, StickyNote } from 'lucide-react'
import { useCatalog } from '../catalog/catalog.ts'
import { commonIcons } from '../catalog/common-icons.ts'
import { isOver } from '../execution/nodeView.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import { Menu } from '../parts/Menu.tsx'
import styles from './Dock.module.css'
import { DockState } from './DockState.tsx'
import { useDocument, useRun, useUi, useWorkbench } from './workbench.ts'

/** Bottom centre: the state in words above, the moves below. */
export function Dock() {
  const { commands, ui } = useWorkbench()
  const workflow = useDocument((state) => state.workflow)
  useUi((state) => state.trigger)
  const { byType } = useCatalog()
  const running = useRun((state) => state.execution !== null && !isOver(state.progress))
  const starting = useRun((state) => state.starting)
  const listening = useRun((state) => state.listening !== null)
  const triggers = commands.triggers()
  const trigger = commands.startingTrigger()
  const type = trigger && byType.get(trigger.type)
  const Icon = commonIcons[type?.icon.replace('lucide:', '') ?? ''] ?? Play
  const busy = running || starting || listening
  return (
    <section className={styles.dock} aria-label="Run">
      <DockState />
      <div className={styles.tools}>
        <Button look="ghost" size="lg" onClick={() => ui.getState().set({ searching: {} })}>
          <Plus size={16} strokeWidth={1.75} />
          <span>Add node</span>
          <Kbd keys="Tab" />
        </Button>
        <IconButton label="Add note" keys="S" size="lg" side="top" onClick={() => commands.addNote()}>
          <StickyNote size={16} strokeWidth={1.75} />
        </IconButton>
        <i className={styles.line} />
        {trigger && triggers.length > 0 && (
          <>
            <small>from</small>
            <Menu
              side="top"
              align="start"
              trigger={
                <Button look="ghost" size="lg" className={styles.trigger}>
                  <Icon size={16} strokeWidth={1.75} />
                  <span>{trigger.name}</span>
                  <ChevronDown size={12} strokeWidth={2.25} />
                </Button>
              }
              groups={[
                triggers.map((one) => ({
                  label: one.name,
                  on: one.id === trigger.id,
                  do: () => ui.getState().set({ trigger: one.id }),
                })),
              ]}
            />
          </>
        )}
        {busy ? (
          <Button size="lg" onClick={() => void commands.stop()}>
            <Square size={15} strokeWidth={1.75} />
            Stop
            <Kbd keys="⌘ ." />
          </Button>
        ) : (
          <Button look="go" size="lg" disabled={triggers.length === 0} onClick={() => void commands.run()}>
            <Play size={16} strokeWidth={1.75} />
            Run
            <Kbd keys="⌘ ↵" />
          </Button>
        )}
        {triggers.length === 0 && (
          <small className={styles.why}>
            {workflow.nodes.size === 0 ? 'Add a trigger first' : 'It needs a trigger'}
          </small>
        )}
      </div>
    </section>
  )
}
