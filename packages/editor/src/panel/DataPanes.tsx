import { ChevronDown, ChevronLeft, ChevronRight, CircleX, Inbox, Pencil, Pin, Play, Unplug } from 'lucide-react'
import { type ReactNode, Suspense, lazy, useCallback, useEffect, useState } from 'react'
import type { ItemError, Json, JsonObject } from '@millrace/sdk'
import { useNodeType } from '../catalog/catalog.ts'
import { Tile } from '../catalog/Tile.tsx'
import { anatomyOf } from '../canvas/anatomy.ts'
import { DataView, type View } from '../data/DataView.tsx'
import type { NodeView } from '../execution/nodeView.ts'
import { useNodeView } from '../execution/useNodeView.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { hasModifier, isAbovePage, isTyping } from '../parts/keys.ts'
import { Menu } from '../parts/Menu.tsx'
import { count, duration, items } from '../parts/numbers.ts'
import { Segmented } from '../parts/Segmented.tsx'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import styles from './DataPanes.module.css'
import type { PanelData } from './usePanelData.ts'

const CodeArea = lazy(async () => ({ default: (await import('./fields/CodeArea.tsx')).CodeArea }))

const views = [
  { value: 'table', label: 'Table' },
  { value: 'json', label: 'JSON' },
  { value: 'schema', label: 'Schema' },
] as const

/** `1`, `2`, `3` choose how data is shown, in both panes. */
function useView(key: string, first: View): readonly [View, (view: View) => void] {
  const stored = localStorage.getItem(key)
  const [view, setView] = useState<View>(
    stored === 'table' || stored === 'json' || stored === 'schema' ? stored : first,
  )
  const choose = useCallback(
    (next: View) => {
      localStorage.setItem(key, next)
      setView(next)
    },
    [key],
  )
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || isAbovePage(event) || hasModifier(event)) return
      const chosen = views[Number(event.key) - 1]
      if (chosen && /^[123]$/.test(event.key)) choose(chosen.value)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [choose])
  return [view, choose]
}

/** What came into the node, from any of the edges that lead here. */
export function InputPane({ id, data }: { readonly id: string; readonly data: PanelData }) {
  const { ui, commands, readOnly } = useWorkbench()
  const [view, setView] = useView('millrace.input', 'table')
  const { chosenInput, input } = data
  const type = useNodeType(useDocument((state) => state.workflow.nodes.get(id)?.type ?? ''))
  const direct = chosenInput !== undefined && data.inputs.length > 0
  return (
    <section className={styles.pane} aria-label="Input">
      <header className={styles.head}>
        <h2>Input</h2>
        {chosenInput && (
          <Menu
            align="start"
            trigger={
              <Button size="sm" className={styles.source}>
                <InputTile node={chosenInput.node} />
                <span>{chosenInput.name}</span>
                {data.inputs.length > 1 && <ChevronDown size={12} strokeWidth={2.25} />}
              </Button>
            }
            groups={[
              data.inputs.map((choice, index) => ({
                label: choice.output === 0 ? choice.name : `${choice.name}, output ${choice.output + 1}`,
                on: choice === chosenInput,
                do: () => data.chooseInput(index),
              })),
            ]}
          />
        )}
        <i />
        {input.total > 0 && <small>{items(input.total)}</small>}
      </header>
      {!type?.trigger && (
        <div className={styles.sub}>
          <Segmented label="Show input as" value={view} segments={views} onChange={setView} />
        </div>
      )}
      {type?.trigger ? (
        <Empty icon={<Play size={16} />} title="It starts the workflow">
          A trigger has no input: what it gives is on the right.
        </Empty>
      ) : !direct ? (
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
      ) : input.query.isLoading ? (
        <Skeleton rows={6} height={28} />
      ) : input.query.isError ? (
        <Empty
          icon={<CircleX size={16} />}
          title="The items did not load"
          actions={<Button onClick={() => void input.query.refetch()}>Try again</Button>}
        >
          {input.query.error.message}
        </Empty>
      ) : input.total === 0 ? (
        <Empty
          icon={<Inbox size={16} />}
          title="No data yet"
          actions={
            readOnly || chosenInput === undefined ? undefined : (
              <Button onClick={() => void commands.runToNode(chosenInput.node)}>
                <Play size={14} />
                Run what leads here
              </Button>
            )
          }
        >
          Run the node before, and its items show here.
        </Empty>
      ) : (
        <DataView
          items={input.items}
          total={input.total}
          view={view}
          current={Math.min(data.item, input.total - 1)}
          onCurrent={data.chooseItem}
          onMore={() => void input.query.fetchNextPage()}
          from={readOnly ? false : undefined}
        />
      )}
      {input.total > 0 && (
        <footer className={styles.foot}>
          <small className={styles.drag}>{readOnly ? '' : 'Drag a field into a parameter to use it'}</small>
          <Walk at={data.item} of={input.total} onGo={data.chooseItem} />
        </footer>
      )}
    </section>
  )
}

function InputTile({ node }: { readonly node: string }) {
  const type = useDocument((state) => state.workflow.nodes.get(node)?.type ?? '')
  return <Tile type={useNodeType(type)} size="xs" />
}

function Walk({ at, of, onGo }: { readonly at: number; readonly of: number; readonly onGo: (index: number) => void }) {
  return (
    <span className={styles.walk}>
      <IconButton label="Item before" keys="K" side="top" disabled={at <= 0} onClick={() => onGo(at - 1)}>
        <ChevronLeft size={16} strokeWidth={1.75} />
      </IconButton>
      <b>
        Item {count(Math.min(at, of - 1) + 1)} of {count(of)}
      </b>
      <IconButton label="Next item" keys="J" side="top" disabled={at >= of - 1} onClick={() => onGo(at + 1)}>
        <ChevronRight size={16} strokeWidth={1.75} />
      </IconButton>
    </span>
  )
}

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
        {outputs.length > 1 && (
          <div className={styles.outputs} role="tablist" aria-label="Outputs">
            {outputs.map((port) => {
              const given = run?.outputs[port.index]?.count
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
        )}
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
          first={JSON.stringify(pinned ?? output.items.slice(0, 20).map(({ json }) => json), null, 2)}
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

function OutputBody(props: {
  readonly id: string
  readonly data: PanelData
  readonly view: View
  readonly live: NodeView
  readonly onWrite: () => void
}) {
  const { id, data, view, live } = props
  const { commands, readOnly } = useWorkbench()
  const { run, output } = data
  const name = useDocument((state) => state.workflow.nodes.get(id)?.name ?? '')
  if (!data.pinned && (run === undefined ? live.state === 'bad' : run.status === 'error')) {
    return (
      <RunError node={id} error={run?.error ?? live.error} attempts={run?.attempts ?? 0} onItem={data.chooseItem} />
    )
  }
  if (output.query.isLoading) return <Skeleton rows={6} height={28} />
  if (output.query.isError) {
    return (
      <Empty
        icon={<CircleX size={16} />}
        title="The items did not load"
        actions={<Button onClick={() => void output.query.refetch()}>Try again</Button>}
      >
        {output.query.error.message}
      </Empty>
    )
  }
  if (output.total > 0) {
    return (
      <DataView
        items={output.items}
        total={output.total}
        view={view}
        current={Math.min(data.item, output.total - 1)}
        onCurrent={data.chooseItem}
        onMore={() => void output.query.fetchNextPage()}
        from={readOnly ? false : name}
      />
    )
  }
  if (live.state === 'run') {
    return (
      <Empty icon={<Play size={16} />} title="Running">
        Its items show here as soon as it is done.
      </Empty>
    )
  }
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
            <Button onClick={props.onWrite}>Write sample</Button>
          </>
        )
      }
    >
      Run this node to see what it gives, or write sample data.
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

/** Sample data by hand: it is pinned, so that test runs use it. */
function WriteData({
  first,
  onItems,
  onClose,
}: {
  readonly first: string
  readonly onItems: (items: readonly JsonObject[]) => void
  readonly onClose: () => void
}) {
  const [text, setText] = useState(first === '[]' ? '[\n  { "name": "Ada" }\n]' : first)
  const parsed = readItems(text)
  return (
    <Dialog
      wide
      title="Write its data"
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Leave it
          </Button>
          <Button
            size="lg"
            look="go"
            disabled={parsed.items === undefined}
            onClick={() => parsed.items && onItems(parsed.items)}
          >
            Pin {parsed.items ? items(parsed.items.length) : 'items'}
          </Button>
        </>
      }
    >
      <p className={styles.write}>
        A list of objects, one per item. Test runs use it instead of running the node; live runs never do.
      </p>
      <Suspense fallback={<Skeleton rows={4} height={28} />}>
        <CodeArea
          label="Items as JSON"
          language="json"
          text={text}
          readOnly={false}
          bad={parsed.items === undefined}
          onText={setText}
        />
      </Suspense>
      {parsed.problem && <p className={styles.problem}>{parsed.problem}</p>}
    </Dialog>
  )
}

function readItems(text: string): { readonly items?: readonly JsonObject[]; readonly problem?: string } {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'This is not JSON yet.' }
  }
  const list = Array.isArray(value) ? value : [value]
  const found = list.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one))
  return found.length === list.length && found.length > 0
    ? { items: found }
    : { problem: 'Every item is an object: { "name": "value" }.' }
}
