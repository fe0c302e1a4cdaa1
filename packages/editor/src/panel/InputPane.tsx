import { ChevronDown, Inbox, Play, Unplug } from 'lucide-react'
import { useNodeType } from '../catalog/catalog.ts'
import { Tile } from '../catalog/Tile.tsx'
import type { View } from '../data/DataView.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Menu } from '../parts/Menu.tsx'
import { items } from '../parts/numbers.ts'
import { Segmented } from '../parts/Segmented.tsx'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import styles from './DataPanes.module.css'
import { PaneItems, Walk, useView, views } from './panes.tsx'
import type { PanelData } from './usePanelData.ts'

/** What came into the node, from any of the edges that lead here. */
export function InputPane({ id, data }: { readonly id: string; readonly data: PanelData }) {
  const { readOnly } = useWorkbench()
  const [view, setView] = useView('millrace.input', 'table')
  const { chosenInput, input } = data
  const type = useNodeType(useDocument((state) => state.workflow.nodes.get(id)?.type ?? ''))
  return (
    <section className={styles.pane} aria-label="Input">
      <header className={styles.head}>
        <h2>Input</h2>
        {chosenInput && <InputChoice chosen={chosenInput} data={data} />}
        <i />
        {input.total > 0 && <small>{items(input.total)}</small>}
      </header>
      {!type?.trigger && (
        <div className={styles.sub}>
          <Segmented label="Show input as" value={view} segments={views} onChange={setView} />
        </div>
      )}
      <InputBody isTrigger={type?.trigger !== undefined} data={data} view={view} />
      {input.total > 0 && (
        <footer className={styles.foot}>
          <small className={styles.drag}>{readOnly ? '' : 'Drag a field into a parameter to use it'}</small>
          <Walk at={data.item} of={input.total} onGo={data.chooseItem} />
        </footer>
      )}
    </section>
  )
}

function InputChoice({
  chosen,
  data,
}: {
  readonly chosen: NonNullable<PanelData['chosenInput']>
  readonly data: PanelData
}) {
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" className={styles.source}>
          <InputTile node={chosen.node} />
          <span>{chosen.name}</span>
          {data.inputs.length > 1 && <ChevronDown size={12} strokeWidth={2.25} />}
        </Button>
      }
      groups={[
        data.inputs.map((choice, index) => ({
          label: choice.output === 0 ? choice.name : `${choice.name}, output ${choice.output + 1}`,
          on: choice === chosen,
          do: () => data.chooseInput(index),
        })),
      ]}
    />
  )
}

function InputBody({
  isTrigger,
  data,
  view,
}: {
  readonly isTrigger: boolean
  readonly data: PanelData
  readonly view: View
}) {
  const { chosenInput, input } = data
  if (isTrigger) {
    return (
      <Empty icon={<Play size={16} />} title="It starts the workflow">
        A trigger has no input: what it gives is on the right.
      </Empty>
    )
  }
  if (chosenInput === undefined || data.inputs.length === 0) return <Unconnected />
  return (
    <PaneItems items={input} data={data} view={view} from={undefined}>
      <NothingCame from={chosenInput.node} />
    </PaneItems>
  )
}

function Unconnected() {
  const { ui, readOnly } = useWorkbench()
  return (
    <Empty
      icon={<Unplug size={16} />}
      title="Not connected"
      actions={
        readOnly ? undefined : (
          <Button onClick={() => ui.getState().set({ openNode: null })}>Connect it on the canvas</Button>
        )
      }
    >
      Nothing leads to this node yet.
    </Empty>
  )
}

function NothingCame({ from }: { readonly from: string }) {
  const { commands, readOnly } = useWorkbench()
  return (
    <Empty
      icon={<Inbox size={16} />}
      title="No data yet"
      actions={
        readOnly ? undefined : (
          <Button onClick={() => void commands.runToNode(from)}>
            <Play size={14} />
            Run what leads here
          </Button>
        )
      }
    >
      Run the node before, and its items show here.
    </Empty>
  )
}

function InputTile({ node }: { readonly node: string }) {
  const type = useDocument((state) => state.workflow.nodes.get(node)?.type ?? '')
  return <Tile type={useNodeType(type)} size="xs" />
}
