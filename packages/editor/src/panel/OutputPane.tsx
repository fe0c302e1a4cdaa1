import type { ItemError } from '@millrace/sdk'
import { ChevronLeft, ChevronRight, Hourglass, Inbox, Pencil, Pin, Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useNodeType } from '../catalog/catalog.ts'
import { type CardPort, anatomyOf } from '../canvas/anatomy.ts'
import type { View } from '../data/DataView.tsx'
import { Deciding, asksPerson } from '../execution/Deciding.tsx'
import type { NodeView } from '../execution/nodeView.ts'
import { useNodeView } from '../execution/useNodeView.ts'
import { waitingWords } from '../execution/words.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Empty } from '../parts/Empty.tsx'
import { count, duration, items } from '../parts/numbers.ts'
import { Segmented } from '../parts/Segmented.tsx'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import styles from './DataPanes.module.css'
import { PaneItems, Walk, useView, views } from './panes.tsx'
import type { PanelData } from './usePanelData.ts'
import { WriteData } from './WriteData.tsx'

/** What the node gave: by output, by run, or why there is nothing. */
export function OutputPane({ id, data }: { readonly id: string; readonly data: PanelData }) {
  const { commands, document, readOnly } = useWorkbench()
  const [view, setView] = useView('millrace.output', 'json')
  const [writing, setWriting] = useState(false)
  const workflow = useDocument((state) => state.workflow)
  const dirty = useDocument((state) => state.dirty.has(id))
  const pinned = workflow.pinData.get(id)
  const node = workflow.nodes.get(id)
  const type = useNodeType(node?.type ?? '')
  const live = useNodeView(id)
  const { run, output } = data
  if (!node) return null
  const outputs = anatomyOf(workflow, node, type).outputs
  return (
    <section className={styles.pane} aria-label="Output">
      <header className={styles.head}>
        <h2>Output</h2>
        {outputs.length > 1 && <OutputTabs outputs={outputs} data={data} />}
        <i />
        {!readOnly && (
          <>
            <IconButton
              label={pinned ? 'Unpin its data' : 'Pin its data'}
              keys="P"
              on={pinned !== undefined}
              onClick={() => void commands.togglePin([id])}
            >
              <Pin size={16} strokeWidth={1.75} />
            </IconButton>
            <IconButton label="Write its data by hand" onClick={() => setWriting(true)}>
              <Pencil size={16} strokeWidth={1.75} />
            </IconButton>
          </>
        )}
      </header>
      <div className={styles.sub}>
        <Segmented label="Show output as" value={view} segments={views} onChange={setView} />
        <i />
        {data.runs.length > 1 && <RunChoice data={data} />}
        {run?.status === 'success' && !data.pinned && <small>{duration(run.took)}</small>}
      </div>
      {data.pinned && pinned && (
        <Note tone="pin">Pinned: a test run gives these {items(pinned.length)} instead of running the node.</Note>
      )}
      {!data.pinned && dirty && run && <Note tone="plain">From an earlier run. You have changed this node since.</Note>}
      {!data.pinned &&
        run?.hints?.map((hint) => (
          <Note key={hint} tone="plain">
            {hint}
          </Note>
        ))}
      <OutputBody id={id} data={data} view={view} live={live} onWrite={() => setWriting(true)} />
      {output.total > 0 && (
        <footer className={styles.foot}>
          <small>{items(output.total)}</small>
          <Walk at={data.item} of={output.total} onGo={data.chooseItem} />
        </footer>
      )}
      {writing && (
        <WriteData
          first={JSON.stringify(pinned ?? output.first.slice(0, 20).map(({ json }) => json), null, 2)}
          onClose={() => setWriting(false)}
          onItems={(written) => {
            document.getState().edit({ do: 'setPinData', node: id, items: written })
            setWriting(false)
          }}
        />
      )}
    </section>
  )
}

function OutputTabs({ outputs, data }: { readonly outputs: readonly CardPort[]; readonly data: PanelData }) {
  return (
    <div className={styles.outputs} role="tablist" aria-label="Outputs">
      {outputs.map((port) => {
        const given = data.run?.outputs[port.index]?.count
        return (
          <button
            key={port.id}
            type="button"
            role="tab"
            aria-selected={port.index === data.outputIndex}
            onClick={() => data.chooseOutput(port.index)}
          >
            {port.label || `Output ${port.index + 1}`}
            {given !== undefined && (
              <Chip tone={port.error && given > 0 ? 'bad' : given > 0 ? 'race' : 'plain'}>{count(given)}</Chip>
            )}
          </button>
        )
      })}
    </div>
  )
}

interface OutputBodyProps {
  readonly id: string
  readonly data: PanelData
  readonly view: View
  readonly live: NodeView
  readonly onWrite: () => void
}

function OutputBody(props: OutputBodyProps) {
  const { id, data, view, live } = props
  const { run, output } = data
  const name = useDocument((state) => state.workflow.nodes.get(id)?.name ?? '')
  if (!data.pinned && (run === undefined ? live.state === 'bad' : run.status === 'error')) {
    return (
      <RunError node={id} error={run?.error ?? live.error} attempts={run?.attempts ?? 0} onItem={data.chooseItem} />
    )
  }
  return (
    <PaneItems items={output} data={data} view={view} from={name}>
      <NoOutput {...props} name={name} />
    </PaneItems>
  )
}

/** Why there are no items. */
function NoOutput({ id, data, live, onWrite, name }: OutputBodyProps & { readonly name: string }) {
  const { commands, readOnly } = useWorkbench()
  const { run } = data
  if (live.state === 'run') {
    return (
      <Empty icon={<Play size={16} />} title="Running">
        Its items show here as soon as it is done.
      </Empty>
    )
  }
  if (run?.status === 'waiting') return <WaitingOutput id={id} data={data} name={name} />
  if (run) {
    return (
      <Empty icon={<Inbox size={16} />} title="Nothing came out">
        {run.source.length === 0 ? 'It ran and gave no items.' : 'It ran, and no item left by this output.'}
      </Empty>
    )
  }
  return (
    <Empty
      icon={<Play size={16} />}
      title="No data yet"
      actions={
        readOnly ? undefined : (
          <>
            <Button onClick={() => void commands.runToNode(id)}>Run node</Button>
            <Button onClick={onWrite}>Write sample</Button>
          </>
        )
      }
    >
      Run this node to see what it gives, or write sample data.
    </Empty>
  )
}

function WaitingOutput({ id, data, name }: { readonly id: string; readonly data: PanelData; readonly name: string }) {
  const { progress, execution } = data
  const waiting = progress.waiting?.node === id ? progress.waiting : undefined
  const asks = asksPerson(progress)
  return (
    <Empty
      icon={<Hourglass size={16} />}
      title={asks ? 'Interrupted' : 'Waiting'}
      actions={
        waiting && asks && execution !== null ? (
          <Deciding execution={execution} waiting={waiting} name={name} />
        ) : undefined
      }
    >
      {waiting ? waitingWords(waiting.reason) : 'It goes on by itself.'}
    </Empty>
  )
}

/** In order: what happened, where, what one can do. */
function RunError({
  node,
  error,
  attempts,
  onItem,
}: {
  readonly node: string
  readonly error: ItemError | undefined
  readonly attempts: number
  readonly onItem: (index: number) => void
}) {
  const { commands, readOnly, ui } = useWorkbench()
  if (!error) return null
  const field = typeof error.context?.['parameter'] === 'string' ? error.context['parameter'] : undefined
  return (
    <div className={styles.error}>
      <h3>{error.message}</h3>
      {error.description && <p>{error.description}</p>}
      {error.hint && <p>{error.hint}</p>}
      <div className={styles.errorBox}>
        {error.httpCode && <b>{error.httpCode}</b>}
        <code>{error.code}</code>
        {error.itemIndex !== undefined && <span>Item {error.itemIndex + 1}</span>}
        {attempts > 1 && <span>{attempts} attempts</span>}
      </div>
      {!readOnly && (
        <div className={styles.deeds}>
          {field !== undefined && <Button onClick={() => ui.getState().set({ openField: field })}>Go to field</Button>}
          {error.itemIndex !== undefined && <Button onClick={() => onItem(error.itemIndex ?? 0)}>See the item</Button>}
          <Button onClick={() => void commands.runToNode(node)}>Try again</Button>
        </div>
      )}
    </div>
  )
}

function RunChoice({ data }: { readonly data: PanelData }) {
  const at = data.runs.findIndex((one) => one === data.run)
  return (
    <span className={styles.walk}>
      <IconButton label="Run before" size="sm" disabled={at <= 0} onClick={() => data.chooseRun(at - 1)}>
        <ChevronLeft size={14} />
      </IconButton>
      <b>
        Run {at + 1} of {data.runs.length}
      </b>
      <IconButton
        label="Next run"
        size="sm"
        disabled={at >= data.runs.length - 1}
        onClick={() => data.chooseRun(at + 1)}
      >
        <ChevronRight size={14} />
      </IconButton>
    </span>
  )
}

function Note({ tone, children }: { readonly tone: 'plain' | 'pin'; readonly children: ReactNode }) {
  return (
    <p className={styles.note} data-tone={tone}>
      {children}
    </p>
  )
}
