/**
 * The document a person edits: the workflow, what is selected, and the way back.
 *
 *   E1  Every change is an operation. Nothing writes into the workflow in any other way.
 *   E2  Undo applies the inverse that was computed when the operation was made; what others changed since
 *       then stays. An inverse that no longer fits is dropped, with a word to the person.
 *   E3  `change` counts changes of the document, so that saving knows what it has saved.
 */
import {
  type EditTools,
  type Operation,
  type Workflow,
  applyWith,
  invertWith,
  searchingTools,
} from '@millrace/workflow'
import { createStore } from 'zustand'

export interface DocumentState {
  readonly workflow: Workflow
  readonly selected: ReadonlySet<string>
  readonly past: readonly Operation[]
  readonly future: readonly Operation[]
  readonly change: number
  /** Nodes changed since the run that is shown, for reuse of the rest and for the “from run” banner. */
  readonly dirty: ReadonlySet<string>
  /** Makes a change; the same kind of change at the same place within a second is one step back. */
  readonly edit: (operation: Operation, merge?: string) => void
  readonly undo: () => void
  readonly redo: () => void
  readonly select: (nodes: Iterable<string>) => void
  /** Takes another document (a newer draft); there is no way back from it. */
  readonly load: (workflow: Workflow) => void
  readonly forgetDirty: () => void
}

export type DocumentStore = ReturnType<typeof createDocumentStore>

const mergeWithin = 1000

/** `tools` knows which parameters are program text: it follows when a node is renamed. */
export function createDocumentStore(
  workflow: Workflow,
  now: () => number = Date.now,
  tools: EditTools = searchingTools,
) {
  let lastMerge = { key: '', at: 0 }
  return createStore<DocumentState>((set, get) => ({
    workflow,
    selected: new Set(),
    past: [],
    future: [],
    change: 0,
    dirty: new Set(),

    edit(operation, merge) {
      const { workflow: before, past, change, dirty } = get()
      const after = applyWith(before, operation, tools)
      if (after === before) return
      const continues = merge !== undefined && lastMerge.key === merge && now() - lastMerge.at < mergeWithin
      lastMerge = { key: merge ?? '', at: now() }
      set({
        workflow: after,
        past: continues && past.length > 0 ? past : [...past, invertWith(before, operation, tools)],
        future: [],
        change: change + 1,
        dirty: withTouched(dirty, operation),
        selected: keepExisting(get().selected, after),
      })
    },

    undo() {
      step(get, set, tools, 'past', 'future')
      lastMerge = { key: '', at: 0 }
    },
    redo() {
      step(get, set, tools, 'future', 'past')
    },

    select(nodes) {
      const selected = new Set(nodes)
      const before = get().selected
      if (selected.size === before.size && [...selected].every((id) => before.has(id))) return
      set({ selected })
    },

    load(loaded) {
      set({ workflow: loaded, past: [], future: [], selected: keepExisting(get().selected, loaded) })
    },

    forgetDirty() {
      set({ dirty: new Set() })
    },
  }))
}

function step(
  get: () => DocumentState,
  set: (part: Partial<DocumentState>) => void,
  tools: EditTools,
  from: 'past' | 'future',
  to: 'past' | 'future',
): void {
  const state = get()
  const operation = state[from].at(-1)
  if (!operation) return
  const after = applyWith(state.workflow, operation, tools)
  set({
    workflow: after,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], invertWith(state.workflow, operation, tools)],
    change: state.change + 1,
    dirty: withTouched(state.dirty, operation),
    selected: keepExisting(state.selected, after),
  })
}

function keepExisting(selected: ReadonlySet<string>, workflow: Workflow): ReadonlySet<string> {
  const kept = [...selected].filter((id) => workflow.nodes.has(id))
  return kept.length === selected.size ? selected : new Set(kept)
}

/** The nodes whose results an operation makes old: not those that were only moved. */
function withTouched(dirty: ReadonlySet<string>, operation: Operation): ReadonlySet<string> {
  const touched = touchedBy(operation)
  return touched.every((id) => dirty.has(id)) ? dirty : new Set([...dirty, ...touched])
}

export function touchedBy(operation: Operation): readonly string[] {
  switch (operation.do) {
    case 'composite':
      return operation.operations.flatMap(touchedBy)
    case 'addNode':
    case 'replaceNode':
      return [operation.node.id]
    case 'connect':
    case 'disconnect':
      return [operation.edge.target]
    case 'setParameter':
    case 'setParameters':
    case 'setNodeSettings':
    case 'setVersion':
    case 'setCredential':
    case 'setPinData':
      return [operation.node]
    case 'removeNode':
    case 'renameNode':
    case 'moveNode':
    case 'orderNode':
    case 'setName':
    case 'setSettings':
    case 'setNodeMillrace':
    case 'setDetails':
    case 'setTags':
      return []
  }
}
