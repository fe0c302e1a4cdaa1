import { createContext, use } from 'react'
import { createStore, useStore } from 'zustand'
import type { Camera } from '../canvas/camera.ts'
import type { DocumentState, DocumentStore } from '../document/documentStore.ts'
import type { RunState, RunStore } from '../execution/runStore.ts'
import type { Commands } from './commands/commands.ts'

/** Where the next node goes: after an output, into a channel, or just there. */
export interface Searching {
  /** In canvas coordinates. */
  readonly at?: { readonly x: number; readonly y: number }
  readonly after?: { readonly node: string; readonly kind: string; readonly index: number }
  /** A port of a root that wants a sub-node. */
  readonly into?: { readonly node: string; readonly kind: string; readonly index: number }
  /** The key of the edge to be split. */
  readonly edge?: string
  readonly triggers?: boolean
  /** Text to begin with. */
  readonly query?: string
}

export interface UiState {
  readonly openNode: string | null
  /** The parameter to look at first, as a path. */
  readonly openField: string | null
  readonly searching: Searching | null
  readonly palette: boolean
  readonly help: boolean
  /** Whether the workflow's settings are open. */
  readonly settings: boolean
  readonly renaming: string | null
  /** The node that a credential is made for, and its type. */
  readonly newCredential: { readonly node: string; readonly type: string } | null
  readonly view: 'canvas' | 'outline'
  /** The trigger that Run starts from, by id; null: the first. */
  readonly trigger: string | null
  readonly set: (part: Partial<Omit<UiState, 'set'>>) => void
}

export type UiStore = ReturnType<typeof createUiStore>

export function createUiStore(view: UiState['view'] = 'canvas') {
  return createStore<UiState>((set) => ({
    openNode: null,
    openField: null,
    searching: null,
    palette: false,
    help: false,
    settings: false,
    renaming: null,
    newCredential: null,
    view,
    trigger: null,
    set: (part) => set(part),
  }))
}

/** One workflow on the bench: its document, its run, and what is open. History shows the same, read only. */
export interface Workbench {
  readonly id: string
  readonly document: DocumentStore
  readonly run: RunStore
  readonly ui: UiStore
  readonly camera: Camera
  readonly commands: Commands
  readonly readOnly: boolean
}

export const WorkbenchContext = createContext<Workbench | null>(null)

export function useWorkbench(): Workbench {
  const bench = use(WorkbenchContext)
  if (!bench) throw new Error('A part of the workbench is shown outside of one.')
  return bench
}

export function useDocument<Picked>(pick: (state: DocumentState) => Picked): Picked {
  return useStore(useWorkbench().document, pick)
}

export function useRun<Picked>(pick: (state: RunState) => Picked): Picked {
  return useStore(useWorkbench().run, pick)
}

export function useUi<Picked>(pick: (state: UiState) => Picked): Picked {
  return useStore(useWorkbench().ui, pick)
}
