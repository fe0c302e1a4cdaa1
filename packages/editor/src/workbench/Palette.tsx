import { Command } from 'cmdk'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useReactFlow } from '@xyflow/react'
import type { ReactNode } from 'react'
import { listWorkflows } from '@millrace/api'
import { useQuery } from '@tanstack/react-query'
import { client } from '../api/client.ts'
import { useTheme } from '../look/theme.ts'
import { useCatalog } from '../catalog/catalog.ts'
import { Tile } from '../catalog/Tile.tsx'
import { travel } from '../look/travel.ts'
import { Kbd } from '../parts/Kbd.tsx'
import styles from './Palette.module.css'
import { useDocument, useUi, useWorkbench } from './workbench.ts'

/** Every command, every node of this workflow, every other workflow: one line away. */
export function Palette() {
  const open = useUi((state) => state.palette)
  return open && <Open />
}

function Open() {
  const { ui, readOnly } = useWorkbench()
  const close = () => ui.getState().set({ palette: false })
  const act: Act = (deed) => () => {
    close()
    deed()
  }
  return (
    <div className={styles.scrim} onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <Command
        label="Find or do"
        loop
        className={styles.palette}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') close()
        }}
      >
        <label className={styles.query}>
          <Search size={18} strokeWidth={1.75} />
          <Command.Input autoFocus placeholder="Find or do" />
        </label>
        <Command.List className={styles.list}>
          <Command.Empty className={styles.none}>Nothing has that name. Try a shorter word.</Command.Empty>
          {!readOnly && <Deeds act={act} />}
          <Places act={act} />
          <Looks act={act} />
        </Command.List>
      </Command>
    </div>
  )
}

/** Closes the palette, then does it. */
type Act = (deed: () => void) => () => void

function Deeds({ act }: { readonly act: Act }) {
  const { ui, commands } = useWorkbench()
  const chosen = [...useDocument((state) => state.selected)]
  return (
    <Command.Group heading="Do" className={styles.group}>
      <Entry keys="⌘ ↵" onSelect={act(() => void commands.run())}>
        Run
      </Entry>
      <Entry keys="⌘ ." onSelect={act(() => void commands.stop())}>
        Stop
      </Entry>
      <Entry keys="Tab" onSelect={act(() => ui.getState().set({ searching: {} }))}>
        Add node
      </Entry>
      <Entry keys="S" onSelect={act(() => commands.addNote())}>
        Add note
      </Entry>
      <Entry keys="⌥ T" onSelect={act(() => void commands.tidy())}>
        Tidy up
      </Entry>
      <Entry onSelect={act(() => ui.getState().set({ settings: true }))}>Settings of the workflow</Entry>
      <Entry keys="⌘ Z" onSelect={act(commands.undo)}>
        Undo
      </Entry>
      <Entry keys="⌘ ⇧ Z" onSelect={act(commands.redo)}>
        Redo
      </Entry>
      {chosen.length > 0 && (
        <>
          <Entry keys="⌘ D" onSelect={act(() => void commands.duplicate(chosen))}>
            Duplicate the selection
          </Entry>
          <Entry keys="D" onSelect={act(() => commands.toggleDisabled(chosen))}>
            Switch the selection off or on
          </Entry>
          <Entry keys="P" onSelect={act(() => void commands.togglePin(chosen))}>
            Pin or unpin its data
          </Entry>
          <Entry keys="Del" onSelect={act(() => commands.remove(chosen))}>
            Delete the selection
          </Entry>
        </>
      )}
    </Command.Group>
  )
}

function Places({ act }: { readonly act: Act }) {
  const { document, id } = useWorkbench()
  const { fitView } = useReactFlow()
  const navigate = useNavigate()
  const catalog = useCatalog()
  const nodes = useDocument((state) => state.workflow.nodes)
  const { data } = useQuery({ queryKey: ['workflows', ''], queryFn: () => client.call(listWorkflows, { query: {} }) })
  const go = (node: string) => {
    document.getState().select([node])
    void fitView({ nodes: [{ id: node }], maxZoom: 1, duration: travel(320), padding: 0.6 })
  }
  return (
    <Command.Group heading="Go to" className={styles.group}>
      {[...nodes.values()].map((node) => (
        <Entry
          key={node.id}
          value={`${node.name} ${node.id}`}
          icon={<Tile type={catalog.byType.get(node.type)} size="xs" />}
          aside={catalog.byType.get(node.type)?.name ?? node.type}
          onSelect={act(() => go(node.id))}
        >
          {node.name}
        </Entry>
      ))}
      <Entry onSelect={act(() => void navigate({ to: '/workflow/$id/executions', params: { id } }))}>
        Runs of this workflow
      </Entry>
      <Entry onSelect={act(() => void navigate({ to: '/' }))}>All workflows</Entry>
      <Entry onSelect={act(() => void navigate({ to: '/templates' }))}>Templates</Entry>
      <Entry onSelect={act(() => void navigate({ to: '/credentials' }))}>Credentials</Entry>
      {data?.workflows
        .filter((workflow) => workflow.id !== id)
        .map((workflow) => (
          <Entry
            key={workflow.id}
            value={`${workflow.name} ${workflow.id}`}
            aside="Workflow"
            onSelect={act(() => void navigate({ to: '/workflow/$id', params: { id: workflow.id } }))}
          >
            {workflow.name}
          </Entry>
        ))}
    </Command.Group>
  )
}

function Looks({ act }: { readonly act: Act }) {
  const { ui } = useWorkbench()
  const theme = useTheme()
  return (
    <Command.Group heading="Change" className={styles.group}>
      {(['system', 'light', 'dark'] as const).map((look) => (
        <Entry key={look} aside={theme.theme === look ? 'now' : ''} onSelect={act(() => theme.choose(look))}>
          {look === 'system' ? 'Look: like the system' : `Look: ${look}`}
        </Entry>
      ))}
      <Entry keys="?" onSelect={act(() => ui.getState().set({ help: true }))}>
        All keys
      </Entry>
    </Command.Group>
  )
}

function Entry(props: {
  readonly children: ReactNode
  readonly onSelect: () => void
  readonly keys?: string
  readonly aside?: string
  readonly icon?: ReactNode
  readonly value?: string
}) {
  return (
    <Command.Item className={styles.entry} onSelect={props.onSelect} value={props.value}>
      {props.icon}
      <span>{props.children}</span>
      {props.aside && <small>{props.aside}</small>}
      {props.keys && <Kbd keys={props.keys} />}
    </Command.Item>
  )
}
