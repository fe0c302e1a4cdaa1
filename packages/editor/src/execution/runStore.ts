/**
 * The execution that is shown: its journal folded with the engine's own `evolve`, live or from history.
 * The canvas, the outline, the panel's data and the dock all read it; nothing else knows a status.
 */
import {
  ApiError,
  type JournalLine,
  type Passing,
  cancelExecution,
  runWorkflow,
  startListening,
  stopListening,
} from '@millrace/api'
import { type Progress, type Workflow, evolve, exportWorkflow, noProgress } from '@millrace/workflow'
import { createStore } from 'zustand'
import { client } from '../api/client.ts'
import { live } from './live.ts'
import { type AtWork, isOver, withPassing } from './nodeView.ts'

export interface Listening {
  readonly node: string
  readonly until: number
  readonly urls: readonly { readonly methods: readonly string[]; readonly url: string }[]
}

/** Which row of a dataset is shown, counted from 1, and how many there are. */
export interface Evaluation {
  readonly row: number
  readonly rows: number
}

export interface RunState {
  readonly execution: string | null
  readonly progress: Progress
  readonly atWork: ReadonlyMap<string, AtWork>
  /** A start was asked for and has no number yet. */
  readonly starting: boolean
  readonly listening: Listening | null
  /** The evaluation that the shown run is part of, from its first row to the last. */
  readonly evaluation: Evaluation | null
  /** The start that was refused, in the server's words. */
  readonly refused: { readonly message: string; readonly hint?: string } | null
  readonly show: (execution: string) => void
  readonly clear: () => void
  /** The next row of the evaluation has begun. */
  readonly nextRow: (execution: string) => void
  readonly start: (workflow: Workflow, how: HowToRun) => Promise<void>
  readonly stop: () => Promise<void>
  readonly listen: (workflow: Workflow, node: string, destination?: string) => Promise<void>
  readonly stopListening: () => Promise<void>
  readonly listeningEnded: () => void
}

export interface HowToRun {
  readonly id: string
  readonly trigger?: string
  /** Run to this node and no further. */
  readonly destination?: string
  /** Nodes changed since the shown run; the rest may be reused. */
  readonly dirty?: readonly string[]
  readonly reuse?: boolean
}

export type RunStore = ReturnType<typeof createRunStore>

export function createRunStore(workflowId: string) {
  let unfollow: (() => void) | undefined
  return createStore<RunState>((set, get) => {
    const fold = (execution: string, lines: readonly JournalLine[]) => {
      if (get().execution !== execution) return
      const { progress, atWork } = folded(get(), lines)
      set({ progress, atWork: isOver(progress) ? new Map() : atWork })
      if (isOver(progress)) unfollow?.()
    }

    const follow = (execution: string) =>
      live.follow(execution, {
        events: (lines) => fold(execution, lines),
        passing: (message) => {
          const { execution: shown, progress, atWork } = get()
          if (shown === execution && !hasEnded(progress, message)) set({ atWork: withPassing(atWork, message) })
        },
        after: () => get().progress.seq,
      })

    return {
      execution: null,
      progress: noProgress(),
      atWork: new Map(),
      starting: false,
      listening: null,
      evaluation: null,
      refused: null,

      show(execution) {
        if (get().execution === execution) return
        unfollow?.()
        set({ execution, progress: noProgress(), atWork: new Map(), listening: null, refused: null })
        unfollow = follow(execution)
      },

      clear() {
        unfollow?.()
        unfollow = undefined
        set({ execution: null, progress: noProgress(), atWork: new Map(), evaluation: null, refused: null })
      },

      nextRow(execution) {
        const { evaluation } = get()
        if (evaluation === null || execution === get().execution) return
        get().show(execution)
        set({ evaluation: { ...evaluation, row: evaluation.row + 1 } })
      },

      async start(workflow, how) {
        set({ starting: true, evaluation: null, refused: null })
        const from = how.reuse ? get().execution : null
        try {
          const { execution, rows } = await askToRun(workflow, how, from)
          get().show(execution)
          if (rows !== undefined) set({ evaluation: { row: 1, rows } })
        } catch (error) {
          set({ refused: refusal(error) })
        } finally {
          set({ starting: false })
        }
      },

      async stop() {
        const { execution } = get()
        if (execution !== null) await client.call(cancelExecution, { params: { id: execution } })
      },

      async listen(workflow, node, destination) {
        set({ starting: true, refused: null })
        try {
          set({ listening: await askToListen(workflowId, { workflow, node, destination }) })
        } catch (error) {
          set({ refused: refusal(error) })
        } finally {
          set({ starting: false })
        }
      },

      async stopListening() {
        set({ listening: null })
        await client.call(stopListening, { params: { id: workflowId } })
      },

      listeningEnded() {
        set({ listening: null })
      },
    }
  })
}

/** The run as it is after more of its journal. */
function folded(before: Pick<RunState, 'progress' | 'atWork'>, lines: readonly JournalLine[]) {
  let { progress, atWork } = before
  for (const { seq, event } of lines) {
    if (seq <= progress.seq) continue
    progress = evolve(progress, event, seq)
    if (event.type === 'nodeEnded' || event.type === 'nodeSuspended') atWork = without(atWork, event.node)
  }
  return { progress, atWork }
}

/** The last node to run, as the API wants it. */
function endingAt(node: string | undefined) {
  return node === undefined ? {} : { destination: { node, mode: 'inclusive' as const } }
}

function askToRun(workflow: Workflow, how: HowToRun, from: string | null) {
  return client.call(runWorkflow, {
    params: { id: how.id },
    body: {
      document: exportWorkflow(workflow, { for: 'millrace' }),
      ...(how.trigger === undefined ? {} : { trigger: how.trigger }),
      ...endingAt(how.destination),
      ...(from === null ? {} : { from, dirty: [...(how.dirty ?? [])] }),
    },
  })
}

interface Asked {
  readonly workflow: Workflow
  readonly node: string
  readonly destination: string | undefined
}

async function askToListen(id: string, { workflow, node, destination }: Asked): Promise<Listening> {
  const { hooks, until } = await client.call(startListening, {
    params: { id },
    body: { document: exportWorkflow(workflow, { for: 'millrace' }), node, ...endingAt(destination) },
  })
  const urls = hooks.filter((hook) => hook.node === node).map(({ methods, testUrl }) => ({ methods, url: testUrl }))
  return { node, until, urls }
}

/** Whether the run that a message tells of is over by what is known: messages may come late. */
function hasEnded(progress: Progress, message: Passing): boolean {
  if (isOver(progress)) return true
  if (message.type !== 'nodeStarted') return false
  const runs = progress.nodes.get(message.node) ?? []
  return runs.some(({ run, status }) => run === message.run && (status === 'success' || status === 'error'))
}

function without(atWork: ReadonlyMap<string, AtWork>, node: string): ReadonlyMap<string, AtWork> {
  if (!atWork.has(node)) return atWork
  const rest = new Map(atWork)
  rest.delete(node)
  return rest
}

function refusal(error: unknown): { message: string; hint?: string } {
  if (error instanceof ApiError) {
    return { message: error.message, ...(error.problem.hint === undefined ? {} : { hint: error.problem.hint }) }
  }
  return { message: error instanceof Error ? error.message : String(error) }
}
