/**
 * Saves the draft as one types.
 *
 *   S1  One save is under way at a time; what changed meanwhile goes with the next.
 *   S2  A save names the revision it was made from. When somebody saved in between, nothing is written: the
 *       state becomes `conflict` and the person chooses. No draft is ever overwritten silently.
 *   S3  A failed save keeps the changes here and is tried again, ever more slowly, and at once when asked.
 */
import { ApiError, getWorkflow, saveDraft, type WorkflowDraft } from '@millrace/api'
import { exportWorkflow, importWorkflow } from '@millrace/workflow'
import { createStore } from 'zustand'
import { client } from '../api/client.ts'
import type { DocumentStore } from './documentStore.ts'

export type SaveState =
  | { readonly is: 'saved' }
  | { readonly is: 'unsaved' }
  | { readonly is: 'saving' }
  | { readonly is: 'failed'; readonly message: string }
  | { readonly is: 'conflict'; readonly theirs: WorkflowDraft }

export interface SavingState {
  readonly state: SaveState
  readonly revision: number
  /** Waits until everything is saved; false when it could not be. */
  readonly flush: () => Promise<boolean>
  /** The newer draft replaces what is here. */
  readonly takeTheirs: () => void
  /** What is here replaces the newer draft, knowingly. */
  readonly keepMine: () => Promise<boolean>
  /** Another tab saved this revision. */
  readonly announced: (revision: number) => Promise<void>
  /** Watches the document from now on; what it answers stops that and saves what is left, or says that it could not. */
  readonly begin: () => () => Promise<boolean>
}

export interface SavingPort {
  readonly save: (revision: number, tab: string) => Promise<{ readonly revision: number }>
  readonly read: () => Promise<WorkflowDraft>
}

export type SavingStore = ReturnType<typeof createSaving>

const pause = 600
const longestRetry = 30_000

/** Calls the server for one workflow. */
export function savingPort(id: string, document: DocumentStore): SavingPort {
  return {
    save: (revision, tab) =>
      client.call(saveDraft, {
        params: { id },
        body: { document: exportWorkflow(document.getState().workflow, { for: 'millrace' }), revision, tab },
      }),
    read: () => client.call(getWorkflow, { params: { id } }),
  }
}

export function createSaving(document: DocumentStore, port: SavingPort, first: number, tab: string) {
  return createStore<SavingState>((set, get) => {
    const saver = createSaver({ document, port, tab, set, get })
    return {
      state: { is: 'saved' },
      revision: first,

      async flush() {
        for (let tries = 0; tries < 3 && !saver.isSaved(); tries += 1) {
          if (!(await saver.save())) return false
        }
        return saver.isSaved()
      },

      takeTheirs() {
        const { state } = get()
        if (state.is === 'conflict') saver.take(state.theirs)
      },

      async keepMine() {
        const { state } = get()
        if (state.is !== 'conflict') return true
        set({ revision: state.theirs.revision, state: { is: 'unsaved' } })
        return saver.save()
      },

      async announced(revision) {
        // A save under way is refused, and learns it that way.
        if (revision > get().revision && !saver.isUnderWay()) await saver.meet()
      },

      begin() {
        const stop = document.subscribe(({ change }, before) => {
          if (change === before.change || get().state.is === 'conflict') return
          if (get().state.is !== 'saving') set({ state: { is: 'unsaved' } })
          saver.later(pause)
        })
        return () => {
          stop()
          return get().flush()
        }
      },
    }
  })
}

interface SaverParts {
  readonly document: DocumentStore
  readonly port: SavingPort
  readonly tab: string
  readonly set: (change: Partial<SavingState>) => void
  readonly get: () => SavingState
}

/** Knows what is saved, and when to try again. */
function createSaver({ document, port, tab, set, get }: SaverParts) {
  let saved = document.getState().change
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry = pause
  let under: Promise<boolean> | undefined
  const isSaved = () => document.getState().change === saved

  const later = (after: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), after)
  }

  const save = (): Promise<boolean> => {
    clearTimeout(timer)
    under ??= saveOnce().finally(() => {
      under = undefined
      if (!isSaved() && get().state.is === 'unsaved') later(pause)
    })
    return under
  }

  const saveOnce = async (): Promise<boolean> => {
    const { change } = document.getState()
    if (change === saved || get().state.is === 'conflict') return change === saved
    set({ state: { is: 'saving' } })
    try {
      const { revision } = await port.save(get().revision, tab)
      saved = change
      retry = pause
      set({ revision, state: isSaved() ? { is: 'saved' } : { is: 'unsaved' } })
      return true
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft_outdated') await meet()
      else failed(error)
      return false
    }
  }

  const failed = (error: unknown) => {
    set({ state: { is: 'failed', message: error instanceof Error ? error.message : String(error) } })
    retry = Math.min(retry * 2, longestRetry)
    later(retry)
  }

  /** Somebody else's draft is newer: it is taken where nothing of ours would be lost, else a person decides. */
  const meet = async (): Promise<void> => {
    try {
      const theirs = await port.read()
      if (theirs.revision > get().revision) {
        if (isSaved()) take(theirs)
        else set({ state: { is: 'conflict', theirs } })
      } else if (!isSaved()) later(pause)
    } catch (error) {
      failed(error)
    }
  }

  const take = (draft: WorkflowDraft) => {
    document.getState().load(importWorkflow(draft.document).workflow)
    saved = document.getState().change
    set({ revision: draft.revision, state: { is: 'saved' } })
  }

  return { isSaved, isUnderWay: () => under !== undefined, later, save, meet, take }
}
