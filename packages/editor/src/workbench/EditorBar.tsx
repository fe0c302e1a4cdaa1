import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronRight, Copy, Download, History, PowerOff, Redo2, Settings2, Trash2, Undo2, Upload } from 'lucide-react'
import { useState } from 'react'
import {
  type WorkflowDraft,
  deleteWorkflow,
  duplicateWorkflow,
  publishWorkflow,
  unpublishWorkflow,
} from '@millrace/api'
import { useStore } from 'zustand'
import { client } from '../api/client.ts'
import type { SavingStore } from '../document/saving.ts'
import { ConfirmDeleteWorkflow } from '../parts/ConfirmDeleteWorkflow.tsx'
import { Button, IconButton } from '../parts/Button.tsx'
import { Mark } from '../parts/Mark.tsx'
import { MoreMenu } from '../parts/MoreMenu.tsx'
import { say, sayError } from '../parts/toasts.ts'
import styles from './EditorBar.module.css'
import { downloadDocument } from './download.ts'
import { useDocument, useWorkbench } from './workbench.ts'

interface EditorBarProps {
  readonly draft: WorkflowDraft
  readonly saving: SavingStore | null
  readonly place: 'editor' | 'executions'
}

/** The bar: where one is, what is saved, what is live, and Publish. */
export function EditorBar({ draft, saving, place }: EditorBarProps) {
  const { commands } = useWorkbench()
  const past = useDocument((state) => state.past.length)
  const future = useDocument((state) => state.future.length)
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.mark} aria-label="All workflows">
        <Mark />
      </Link>
      <nav className={styles.place} aria-label="Place">
        <Link to="/">Workflows</Link>
        <ChevronRight size={12} strokeWidth={2.25} />
        <Title />
      </nav>
      {saving && <SaveWord saving={saving} />}
      <nav className={styles.views} aria-label="Views">
        <Link to="/workflow/$id" params={{ id: draft.id }} data-on={place === 'editor' || undefined}>
          Editor
        </Link>
        <Link to="/workflow/$id/executions" params={{ id: draft.id }} data-on={place === 'executions' || undefined}>
          Executions
        </Link>
      </nav>
      <span className={styles.grow} />
      {place === 'editor' && (
        <span className={styles.steps}>
          <IconButton label="Undo" keys="⌘ Z" disabled={past === 0} onClick={commands.undo}>
            <Undo2 size={16} strokeWidth={1.75} />
          </IconButton>
          <IconButton label="Redo" keys="⌘ ⇧ Z" disabled={future === 0} onClick={commands.redo}>
            <Redo2 size={16} strokeWidth={1.75} />
          </IconButton>
        </span>
      )}
      <More draft={draft} place={place} />
      {(saving !== null || draft.published) && <i className={styles.line} />}
      {draft.published && (
        <span className={styles.live} title={`Published ${new Date(draft.published.at).toLocaleString()}`}>
          <i />
          Live
        </span>
      )}
      {saving && <Publish draft={draft} saving={saving} />}
    </header>
  )
}

function Title() {
  const { document, commands, readOnly } = useWorkbench()
  const name = useDocument((state) => state.workflow.name)
  const [editing, setEditing] = useState(false)
  const end = (text: string | null) => {
    setEditing(false)
    const trimmed = text?.trim() ?? ''
    if (trimmed !== '' && trimmed !== document.getState().workflow.name) commands.edit({ do: 'setName', name: trimmed })
  }
  if (!editing) {
    return (
      <button
        type="button"
        className={styles.title}
        title={readOnly ? name : `${name}: rename`}
        disabled={readOnly}
        onClick={() => setEditing(true)}
      >
        {name}
      </button>
    )
  }
  return (
    <input
      className={styles.title}
      aria-label="Name of the workflow"
      defaultValue={name}
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => end(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(event.currentTarget.value)
        if (event.key === 'Escape') end(null)
      }}
    />
  )
}

function SaveWord({ saving }: { readonly saving: SavingStore }) {
  const state = useStore(saving, ({ state }) => state)
  switch (state.is) {
    case 'saved':
      return (
        <small className={styles.saved} role="status">
          Saved
        </small>
      )
    case 'unsaved':
    case 'saving':
      return (
        <small className={styles.saved} role="status">
          Saving
        </small>
      )
    case 'failed':
      return (
        <small className={styles.saved} data-bad role="alert" title={state.message}>
          Not saved
          <Button size="sm" onClick={() => void saving.getState().flush()}>
            Try now
          </Button>
        </small>
      )
    case 'conflict':
      return (
        <small className={styles.saved} data-bad role="alert">
          Not saved
        </small>
      )
  }
}

function Publish({ draft, saving }: { readonly draft: WorkflowDraft; readonly saving: SavingStore }) {
  const cache = useQueryClient()
  const { document } = useWorkbench()
  const nodes = useDocument((state) => state.workflow.nodes.size)
  const [busy, setBusy] = useState(false)
  const unsaved = useStore(saving, ({ state }) => state.is !== 'saved')
  const revision = useStore(saving, (state) => state.revision)
  const same = draft.published?.same === true && !unsaved && revision === draft.revision
  const reason = nodes === 0 ? 'Add a node first' : same ? 'Nothing changed since the published version' : undefined
  const publish = async () => {
    setBusy(true)
    try {
      if (!(await saving.getState().flush())) {
        say('Not published', { text: 'The draft could not be saved first.', data: { tone: 'bad' } })
        return
      }
      const { diagnostics } = await client.call(publishWorkflow, {
        params: { id: draft.id },
        body: { revision: saving.getState().revision },
      })
      await cache.invalidateQueries({ queryKey: ['workflow', draft.id] })
      await cache.invalidateQueries({ queryKey: ['workflows'] })
      const problems = diagnostics.filter(({ severity }) => severity === 'error')
      const [first] = problems
      say(`“${document.getState().workflow.name}” is live`, first ? { text: first.message } : {})
    } catch (error) {
      sayError('Not published', error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button look="go" disabled={reason !== undefined || busy} title={reason} onClick={() => void publish()}>
      {draft.published ? (same ? 'Published' : 'Publish changes') : 'Publish'}
    </Button>
  )
}

function More({ draft, place }: Pick<EditorBarProps, 'draft' | 'place'>) {
  const { document, ui } = useWorkbench()
  const navigate = useNavigate()
  const deeds = useDraftDeeds(draft)
  const [deleting, setDeleting] = useState(false)
  const settings = {
    label: 'Settings',
    icon: <Settings2 size={16} strokeWidth={1.75} />,
    do: () => ui.getState().set({ settings: true }),
  }
  const offline = {
    label: 'Take offline',
    icon: <PowerOff size={16} strokeWidth={1.75} />,
    do: () => void deeds.unpublish(),
  }
  return (
    <>
      <MoreMenu
        groups={[
          place === 'editor' ? [settings] : [],
          [
            {
              label: 'Duplicate',
              icon: <Copy size={16} strokeWidth={1.75} />,
              do: () => void deeds.duplicate(),
            },
            {
              label: 'Download',
              icon: <Download size={16} strokeWidth={1.75} />,
              do: () => downloadDocument(document.getState().workflow, 'millrace'),
            },
            {
              label: 'Download for n8n',
              icon: <Upload size={16} strokeWidth={1.75} />,
              do: () => downloadDocument(document.getState().workflow, 'n8n'),
            },
            {
              label: 'All runs',
              icon: <History size={16} strokeWidth={1.75} />,
              do: () => void navigate({ to: '/workflow/$id/executions', params: { id: draft.id } }),
            },
          ],
          [
            ...(draft.published ? [offline] : []),
            {
              label: 'Delete',
              icon: <Trash2 size={16} strokeWidth={1.75} />,
              danger: true,
              do: () => setDeleting(true),
            },
          ],
        ]}
      />
      {deleting && (
        <ConfirmDeleteWorkflow
          name={draft.name}
          live={draft.published !== null}
          onKeep={() => setDeleting(false)}
          onDelete={() => void deeds.remove()}
        />
      )}
    </>
  )
}

/** What can be done with a workflow from its own page; what went wrong is said. */
function useDraftDeeds(draft: EditorBarProps['draft']) {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const act = async (title: string, deed: () => Promise<void>) => {
    try {
      await deed()
      await cache.invalidateQueries({ queryKey: ['workflows'] })
      await cache.invalidateQueries({ queryKey: ['workflow', draft.id] })
    } catch (error) {
      sayError(title, error)
    }
  }
  const params = { id: draft.id }
  return {
    duplicate: () =>
      act('Not duplicated', async () => {
        const copy = await client.call(duplicateWorkflow, { params })
        await navigate({ to: '/workflow/$id', params: { id: copy.id } })
      }),
    unpublish: () =>
      act('Still live', async () => {
        await client.call(unpublishWorkflow, { params })
        say(`“${draft.name}” is offline`, { text: 'Its triggers no longer start it. The draft stays.' })
      }),
    remove: () =>
      act('Not deleted', async () => {
        await client.call(deleteWorkflow, { params })
        await navigate({ to: '/' })
      }),
  }
}
