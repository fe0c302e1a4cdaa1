import { getWorkflow, type WorkflowDraft } from '@millrace/api'
import { importWorkflow } from '@millrace/workflow'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { CircleX } from 'lucide-react'
import { Suspense, lazy, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../api/client.ts'
import { createCamera } from '../canvas/camera.ts'
import { Canvas } from '../canvas/Canvas.tsx'
import { type Catalog, catalogQuery, useCatalog } from '../catalog/catalog.ts'
import { allItems } from '../data/allItems.ts'
import { createDocumentStore } from '../document/documentStore.ts'
import { editTools } from '../document/node-names.ts'
import { type SavingStore, createSaving, savingPort } from '../document/saving.ts'
import { live } from '../execution/live.ts'
import { createRunStore } from '../execution/runStore.ts'
import { travel } from '../look/travel.ts'
import { Button } from '../parts/Button.tsx'
import { DropVeil } from '../parts/DropVeil.tsx'
import { Empty } from '../parts/Empty.tsx'
import { useFileDrop } from '../parts/useFileDrop.ts'
import { count, items } from '../parts/numbers.ts'
import { say } from '../parts/toasts.ts'
import { createCommands } from './commands/commands.ts'
import { Conflict } from './Conflict.tsx'
import { Dock } from './Dock.tsx'
import { downloadDocument } from './download.ts'
import { EditorBar } from './EditorBar.tsx'
import styles from './EditorPage.module.css'
import { EmptyCanvas } from './EmptyCanvas.tsx'
import { useKeyboard } from './keyboard.ts'
import { KeysHelp } from './KeysHelp.tsx'
import { NodeSearch } from './NodeSearch.tsx'
import { Outline } from './Outline.tsx'
import { Palette } from './Palette.tsx'
import { RunPicker } from './RunPicker.tsx'
import { ViewTools, ZoomTools } from './ViewTools.tsx'
import { type Workbench, WorkbenchContext, createUiStore, useDocument, useUi, useWorkbench } from './workbench.ts'

const NodePanel = lazy(async () => ({ default: (await import('../panel/NodePanel.tsx')).NodePanel }))
const WorkflowSettings = lazy(async () => ({ default: (await import('./WorkflowSettings.tsx')).WorkflowSettings }))
const CredentialDialog = lazy(async () => ({
  default: (await import('../credentials/CredentialDialog.tsx')).CredentialDialog,
}))

/** One workflow on the bench. */
export function EditorPage() {
  const { id } = useParams({ from: '/workflow/$id' })
  const draft = useQuery({
    queryKey: ['workflow', id],
    queryFn: () => client.call(getWorkflow, { params: { id } }),
    staleTime: 0,
    gcTime: 0,
  })
  const catalog = useQuery(catalogQuery)
  if (draft.isError || catalog.isError) {
    return (
      <main className={styles.page}>
        <Empty
          icon={<CircleX size={16} />}
          title="This workflow cannot be shown"
          actions={
            <>
              <Button onClick={() => void Promise.all([draft.refetch(), catalog.refetch()])}>Try again</Button>
              <Link to="/">All workflows</Link>
            </>
          }
        >
          {(draft.error ?? catalog.error)?.message}
        </Empty>
      </main>
    )
  }
  if (!draft.data || !catalog.data) return <main className={styles.page} aria-busy />
  return (
    <ReactFlowProvider key={id}>
      <Bench draft={draft.data} />
    </ReactFlowProvider>
  )
}

function Bench({ draft }: { readonly draft: WorkflowDraft }) {
  const cache = useQueryClient()
  const catalog = useCatalog()
  const [{ bench, saving, tab }] = useState(() =>
    openBench(draft, () => cache.getQueryData(catalogQuery.queryKey) ?? catalog),
  )

  useEffect(() => {
    const end = saving.getState().begin()
    return () =>
      void end().then((kept) => {
        if (!kept) offerUnsaved(bench, saving)
      })
  }, [bench, saving])

  useEffect(() => {
    const stop = live.watch(draft.id, (notice) => {
      switch (notice.type) {
        case 'saved':
          if (notice.tab !== tab) void saving.getState().announced(notice.revision)
          return
        case 'published':
          void cache.invalidateQueries({ queryKey: ['workflow', draft.id] })
          return
        case 'deleted':
          say('This workflow was deleted elsewhere', { data: { tone: 'plain' } })
          return
        case 'started':
          if (notice.mode === 'evaluation') bench.run.getState().nextRow(notice.execution)
          else if (bench.run.getState().listening) bench.run.getState().show(notice.execution)
          return
        case 'listeningEnded':
          bench.run.getState().listeningEnded()
          return
        case 'ended':
          void cache.invalidateQueries({ queryKey: ['executions'] })
          return
        case 'events':
        case 'live':
        case 'refused':
      }
    })
    return () => {
      stop()
      bench.run.getState().clear()
    }
  }, [bench, saving, draft.id, tab, cache])

  useUnsavedWarning(saving)
  return (
    <WorkbenchContext value={bench}>
      <div className={styles.page}>
        <h1 className={styles.hidden}>{draft.name}</h1>
        <EditorBar draft={draft} saving={saving} place="editor" />
        <Work />
        <Conflict saving={saving} />
      </div>
    </WorkbenchContext>
  )
}

/** Pinned items are part of the document, which is saved with every change. */
const mostPinned = 10_000

function openBench(
  draft: WorkflowDraft,
  catalog: () => Catalog,
): { bench: Workbench; saving: SavingStore; tab: string } {
  const tab = crypto.randomUUID()
  const document = createDocumentStore(importWorkflow(draft.document).workflow, Date.now, editTools(catalog))
  const run = createRunStore(draft.id)
  const ui = createUiStore(matchMedia('(max-width: 767px)').matches ? 'outline' : 'canvas')
  const itemsOf = async (node: string) => {
    const { execution, progress } = run.getState()
    const latest = progress.nodes.get(node)?.at(-1)
    const output = latest?.outputs[0]
    if (execution === null || !latest || !output) return []
    if (output.count > mostPinned) {
      throw new Error(
        `It gave ${items(output.count)}. At most ${count(mostPinned)} can be pinned: they are kept in the workflow.`,
      )
    }
    return (await allItems(execution, node, latest.run)).map(({ json }) => json)
  }
  const camera = createCamera()
  const commands = createCommands({ id: draft.id, document, run, ui, camera, catalog, itemsOf })
  return {
    tab,
    saving: createSaving(document, savingPort(draft.id, document), draft.revision, tab),
    bench: { id: draft.id, document, run, ui, camera, commands, readOnly: false },
  }
}

function Work() {
  const { commands, document, ui } = useWorkbench()
  const view = useUi((state) => state.view)
  const empty = useDocument((state) => state.workflow.nodes.size === 0)
  const open = useUi((state) => state.openNode)
  const settings = useUi((state) => state.settings)
  const { fitView, zoomTo, getZoom, screenToFlowPosition } = useReactFlow()
  const zoom = useMemo(
    () => ({
      fit: () => void fitView({ padding: 0.16, maxZoom: 1, duration: travel(320) }),
      fitSelection: () => {
        const nodes = [...document.getState().selected].map((id) => ({ id }))
        if (nodes.length > 0) void fitView({ nodes, padding: 0.3, maxZoom: 1, duration: travel(320) })
      },
      by: (factor: number) => void zoomTo(getZoom() * factor),
      to: (value: number) => void zoomTo(value),
    }),
    [document, fitView, zoomTo, getZoom],
  )
  useKeyboard(zoom)
  const dropping = useFileDrop((files, at) => {
    for (const { name, text } of files) {
      if (!commands.paste(text, view === 'canvas' ? screenToFlowPosition(at) : undefined)) {
        say(`“${name}” holds no workflow`, { text: 'Drop a workflow exported as JSON.', data: { tone: 'bad' } })
      }
    }
  })
  return (
    <main className={styles.work}>
      {view === 'canvas' ? <Canvas /> : <Outline />}
      <ViewTools />
      {view === 'canvas' && <ZoomTools />}
      <RunPicker />
      {empty && <EmptyCanvas />}
      <Dock />
      <NodeSearch />
      <Palette />
      <KeysHelp />
      <NewCredential />
      {settings && (
        <Suspense fallback={null}>
          <WorkflowSettings onClose={() => ui.getState().set({ settings: false })} />
        </Suspense>
      )}
      {dropping && <DropVeil>Let go to add it here</DropVeil>}
      {open !== null && (
        <Suspense fallback={null}>
          <NodePanel id={open} />
        </Suspense>
      )}
    </main>
  )
}

/** The form of a credential that a card asked for. */
function NewCredential() {
  const { commands, ui } = useWorkbench()
  const making = useUi((state) => state.newCredential)
  if (!making) return null
  const close = () => ui.getState().set({ newCredential: null })
  return (
    <Suspense fallback={null}>
      <CredentialDialog
        type={making.type}
        onClose={close}
        onSaved={(saved) => {
          commands.chooseCredential(making.node, making.type, saved)
          close()
        }}
      />
    </Suspense>
  )
}

/** What could not be saved as one left is in this tab only. */
function offerUnsaved({ document }: Workbench, saving: SavingStore): void {
  const { workflow } = document.getState()
  const conflict = saving.getState().state.is === 'conflict'
  say(`The last changes to “${workflow.name}” are not saved`, {
    text: conflict ? 'Somebody saved a newer draft meanwhile.' : 'Millrace goes on trying while this tab is open.',
    data: { tone: 'bad', action: { label: 'Download them', do: () => downloadDocument(workflow, 'millrace') } },
  })
}

/** Leaving with unsaved changes asks first. */
function useUnsavedWarning(saving: SavingStore): void {
  const unsaved = useStore(saving, ({ state }) => state.is !== 'saved')
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}
