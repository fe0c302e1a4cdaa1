import {
  type ExecutionSummary,
  deleteExecution,
  getExecution,
  getWorkflow,
  listExecutions,
  retryExecution,
} from '@millrace/api'
import { importWorkflow } from '@millrace/workflow'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import { Activity, ArrowLeft, CircleX, RefreshCw, Square, SquarePen, Trash2 } from 'lucide-react'
import { Suspense, lazy, useEffect, useState } from 'react'
import { client } from '../api/client.ts'
import { createCamera } from '../canvas/camera.ts'
import { Canvas } from '../canvas/Canvas.tsx'
import { catalogQuery } from '../catalog/catalog.ts'
import { createDocumentStore } from '../document/documentStore.ts'
import { Deciding, asksPerson } from '../execution/Deciding.tsx'
import { live } from '../execution/live.ts'
import { createRunStore } from '../execution/runStore.ts'
import { Highlights } from '../execution/Highlights.tsx'
import { ResumeAddress } from '../execution/ResumeAddress.tsx'
import { StatusGlyph } from '../execution/StatusGlyph.tsx'
import { asksWords, modeWord, runLabel, statusWord, troubleOf, waitsForPeople } from '../execution/words.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { duration } from '../parts/numbers.ts'
import { sayError } from '../parts/toasts.ts'
import { useWidth } from '../panel/useWidth.ts'
import { createCommands } from '../workbench/commands/commands.ts'
import { EditorBar } from '../workbench/EditorBar.tsx'
import { useKeyboard } from '../workbench/keyboard.ts'
import { Outline } from '../workbench/Outline.tsx'
import { ZoomTools } from '../workbench/ViewTools.tsx'
import {
  type Workbench,
  WorkbenchContext,
  createUiStore,
  useDocument,
  useRun,
  useUi,
  useWorkbench,
} from '../workbench/workbench.ts'
import styles from './HistoryPage.module.css'
import { Waterfall } from './Waterfall.tsx'

const NodePanel = lazy(async () => ({ default: (await import('../panel/NodePanel.tsx')).NodePanel }))

/** A workflow's runs: the list, and the chosen one on the same canvas as the editor's, read only. */
export function HistoryPage() {
  const { id, execution } = useParams({ strict: false })
  const navigate = useNavigate()
  const workflow = useQuery({
    queryKey: ['workflow', id],
    queryFn: () => client.call(getWorkflow, { params: { id: id ?? '' } }),
  })
  const catalog = useQuery(catalogQuery)
  const list = useQuery({
    queryKey: ['executions', { workflow: id }],
    queryFn: () => client.call(listExecutions, { query: { workflow: id, limit: 100 } }),
    refetchInterval: 4000,
  })
  useNews(id)
  const runs = list.data?.executions
  const newest = runs?.[0]?.id
  useEffect(() => {
    if (execution === undefined && newest !== undefined && id !== undefined && window.innerWidth > 767) {
      void navigate({ to: '/workflow/$id/executions/$execution', params: { id, execution: newest }, replace: true })
    }
  }, [execution, newest, id, navigate])
  if (workflow.isError) {
    return (
      <Empty
        icon={<CircleX size={16} />}
        title="This workflow cannot be shown"
        actions={<Link to="/">All workflows</Link>}
      >
        {workflow.error.message}
      </Empty>
    )
  }
  if (!workflow.data || !catalog.data) return null
  return (
    <div className={styles.page} data-chosen={execution !== undefined || undefined}>
      <PlainBar draft={workflow.data} />
      <div className={styles.columns}>
        <div className={styles.list}>
          <header>
            <h2>Executions</h2>
            <Link to="/workflow/$id" params={{ id: workflow.data.id }} className={styles.editor}>
              <SquarePen size={16} strokeWidth={1.75} />
              Editor
            </Link>
          </header>
          {list.isPending && <Skeleton rows={6} />}
          {runs?.length === 0 && (
            <Empty
              icon={<Activity size={16} />}
              title="Nothing ran yet"
              actions={
                <Link to="/workflow/$id" params={{ id: workflow.data.id }}>
                  Open the editor
                </Link>
              }
            >
              Run it by hand, or publish it and let its trigger start it.
            </Empty>
          )}
          <Runs runs={runs ?? []} shown={execution} />
        </div>
        {execution !== undefined && (
          <ReactFlowProvider key={execution}>
            <Run execution={execution} fallback={workflow.data.document} />
          </ReactFlowProvider>
        )}
      </div>
    </div>
  )
}

function Runs({ runs, shown }: { readonly runs: readonly ExecutionSummary[]; readonly shown: string | undefined }) {
  return (
    <nav aria-label="Runs">
      {runs.map((one) => (
        <Link
          key={one.id}
          to="/workflow/$id/executions/$execution"
          params={{ id: one.workflow, execution: one.id }}
          data-on={one.id === shown || undefined}
        >
          <StatusGlyph status={one.status} />
          <b>{runLabel(one.id)}</b>
          <small>{troubleOf(one) ?? [modeWord(one.mode), ...notedIn(one)].join(' · ')}</small>
          <span title={new Date(one.startedAt).toLocaleString()}>
            {new Date(one.startedAt).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}
            <br />
            {one.endedAt === null ? '' : duration(one.endedAt - one.startedAt)}
          </span>
        </Link>
      ))}
    </nav>
  )
}

/** What a list has room for. */
function notedIn({ customData }: ExecutionSummary): readonly string[] {
  return Object.entries(customData).map(([name, value]) => `${name} ${value}`)
}

/** Executions that begin and end are shown as they do. */
function useNews(workflow: string | undefined): void {
  const cache = useQueryClient()
  useEffect(() => {
    if (workflow === undefined) return
    return live.watch(workflow, (notice) => {
      if (notice.type !== 'started' && notice.type !== 'ended') return
      void cache.invalidateQueries({ queryKey: ['executions'] })
      void cache.invalidateQueries({ queryKey: ['execution', notice.execution] })
    })
  }, [workflow, cache])
}

/** The editor's bar without a document to change. */
function PlainBar({ draft }: { readonly draft: Parameters<typeof EditorBar>[0]['draft'] }) {
  const [bench] = useState(() => readingBench(draft.id, draft.document))
  return (
    <WorkbenchContext value={bench}>
      <EditorBar draft={draft} saving={null} place="executions" />
    </WorkbenchContext>
  )
}

function readingBench(id: string, document: unknown): Workbench {
  const store = createDocumentStore(importWorkflow(document).workflow)
  const run = createRunStore(id)
  const ui = createUiStore()
  const camera = createCamera()
  const commands = createCommands({
    id,
    document: store,
    run,
    ui,
    camera,
    catalog: () => ({ nodes: [], byType: new Map() }),
    itemsOf: async () => [],
  })
  return { id, document: store, run, ui, camera, commands, readOnly: true }
}

function Run({ execution, fallback }: { readonly execution: string; readonly fallback: unknown }) {
  const found = useQuery({
    queryKey: ['execution', execution],
    queryFn: () => client.call(getExecution, { params: { id: execution } }),
    // A run is announced a moment before it can be read, and one that goes on changes.
    retry: 4,
    refetchInterval: ({ state }) => (state.data?.execution.endedAt === null ? 2000 : false),
  })
  if (found.isError) {
    return (
      <Empty icon={<CircleX size={16} />} title="This run cannot be shown">
        {found.error.message}
      </Empty>
    )
  }
  if (!found.data) return <Skeleton rows={8} />
  return <Shown summary={found.data.execution} document={found.data.document ?? fallback} />
}

function Shown({ summary, document }: { readonly summary: ExecutionSummary; readonly document: unknown }) {
  const [bench] = useState(() => readingBench(summary.workflow, document))
  useEffect(() => {
    bench.run.getState().show(summary.id)
    return () => bench.run.getState().clear()
  }, [bench, summary.id])
  const narrow = useWidth() < 768
  const trouble = troubleOf(summary)
  return (
    <WorkbenchContext value={bench}>
      <main className={styles.run}>
        <RunBar summary={summary} />
        <Asks execution={summary.id} />
        <Highlights data={summary.customData} />
        {trouble !== undefined && (
          <p className={styles.error} role="status">
            {trouble}
          </p>
        )}
        {narrow ? (
          <div className={styles.canvas}>
            <Outline />
          </div>
        ) : (
          <>
            <div className={styles.canvas}>
              <Canvas />
              <ZoomTools />
            </div>
            <Waterfall />
          </>
        )}
        <OpenedNode />
      </main>
    </WorkbenchContext>
  )
}

/** An execution that waits for a person says so, and is answered here. */
function Asks({ execution }: { readonly execution: string }) {
  const progress = useRun((state) => state.progress)
  const node = progress.waiting?.node
  const name = useDocument((state) => state.workflow.nodes.get(node ?? '')?.name) ?? 'a node'
  const { status, waiting } = progress
  if (status !== 'waiting' || !waiting || !waitsForPeople(waiting.reason)) return null
  return (
    <p className={styles.asks} role="status">
      <span>{asksWords(waiting.reason, name)}</span>
      {asksPerson(progress) ? (
        <Deciding execution={execution} waiting={waiting} name={name} />
      ) : (
        <ResumeAddress execution={execution} waiting={waiting} />
      )}
    </p>
  )
}

const noZoom = { fit: () => undefined, fitSelection: () => undefined, by: () => undefined, to: () => undefined }

function OpenedNode() {
  useKeyboard(noZoom)
  const open = useUi((state) => state.openNode)
  return (
    open !== null && (
      <Suspense fallback={null}>
        <NodePanel id={open} />
      </Suspense>
    )
  )
}

function RunBar({ summary }: { readonly summary: ExecutionSummary }) {
  const navigate = useNavigate()
  const cache = useQueryClient()
  const { commands } = useWorkbench()
  const over = summary.endedAt !== null
  const failed = summary.status === 'error' || summary.status === 'crashed'
  const retry = async (from: 'start' | 'failure') => {
    try {
      const { execution } = await client.call(retryExecution, { params: { id: summary.id }, body: { from } })
      await cache.invalidateQueries({ queryKey: ['executions'] })
      await navigate({ to: '/workflow/$id/executions/$execution', params: { id: summary.workflow, execution } })
    } catch (error) {
      sayError('Not started again', error)
    }
  }
  const remove = async () => {
    try {
      await client.call(deleteExecution, { params: { id: summary.id } })
      await cache.invalidateQueries({ queryKey: ['executions'] })
      await navigate({ to: '/workflow/$id/executions', params: { id: summary.workflow } })
    } catch (error) {
      sayError('Not deleted', error)
    }
  }
  return (
    <header className={styles.bar}>
      <Link
        to="/workflow/$id/executions"
        params={{ id: summary.workflow }}
        className={styles.back}
        aria-label="All runs of this workflow"
      >
        <ArrowLeft size={16} strokeWidth={1.75} />
      </Link>
      <Chip
        tone={failed ? 'bad' : summary.status === 'success' ? 'ok' : summary.status === 'waiting' ? 'wait' : 'plain'}
      >
        <StatusGlyph status={summary.status} size={12} />
        {statusWord(summary.status)}
      </Chip>
      <h2>{runLabel(summary.id)}</h2>
      <small>
        {modeWord(summary.mode)}, {new Date(summary.startedAt).toLocaleString()}
        {summary.endedAt === null ? '' : `, took ${duration(summary.endedAt - summary.startedAt)}`}
      </small>
      <i />
      {over && (
        <>
          <IconButton label="Delete this run" onClick={() => void remove()}>
            <Trash2 size={16} strokeWidth={1.75} />
          </IconButton>
          <Button onClick={() => void retry(failed ? 'failure' : 'start')}>
            <RefreshCw size={14} strokeWidth={1.75} />
            {failed ? 'Retry from failed' : 'Run again'}
          </Button>
        </>
      )}
      {!over && (
        <Button onClick={() => void commands.stop()}>
          <Square size={14} strokeWidth={1.75} />
          Stop
        </Button>
      )}
      <Button onClick={() => void navigate({ to: '/workflow/$id', params: { id: summary.workflow } })}>
        <SquarePen size={14} strokeWidth={1.75} />
        Open in editor
      </Button>
    </header>
  )
}
