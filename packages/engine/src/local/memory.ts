/** The engine's ports in memory: for running a workflow file without a server, and for tests. */
import type { Json, JsonObject } from '@millrace/sdk'
import { isProgress, type NodeResumed } from '@millrace/workflow'
import { EngineError } from '../error.ts'
import type {
  Blobs,
  Cause,
  Clock,
  Delivery,
  Journal,
  JournalEntry,
  JournalWrite,
  ListPiece,
  NewExecution,
  Recovery,
  StartJob,
  State,
  Unfinished,
  Wake,
  Workflows,
} from '../ports.ts'

/** A journal that is a map. `writes` tells how often something went to disk. */
export interface MemoryJournal extends Journal {
  readonly executions: ReadonlyMap<string, readonly JournalEntry[]>
  /** Lists that were written ahead of their events. */
  readonly pieces: ReadonlyMap<string, readonly ListPiece[]>
  readonly summaries: ReadonlyMap<string, NewExecution & { readonly status: JournalWrite['status'] }>
  readonly causes: readonly Cause[]
  readonly writes: number
  /** When waiting executions want to be woken. */
  readonly wakeAt: ReadonlyMap<string, number>
  /** A new fence for an execution: writes under older ones are refused from now on. */
  takeOver(execution: string): number
  /** Tells an execution how a call of it ended. */
  tell(wake: Wake): void
}

export function memoryJournal(onDelivery?: (execution: string, delivery: Delivery) => void): MemoryJournal {
  const executions = new Map<string, JournalEntry[]>()
  const summaries = new Map<string, NewExecution & { status: JournalWrite['status'] }>()
  const fences = new Map<string, number>()
  const pieces = new Map<string, readonly ListPiece[]>()
  const causes: Cause[] = []
  const wakeAt = new Map<string, number>()
  let wakes: Wake[] = []
  let writes = 0
  const answered = (execution: string, { node, run }: NodeResumed) => {
    wakes = wakes.filter((wake) => wake.execution !== execution || wake.node !== node || wake.run !== run)
  }
  const journal: MemoryJournal = {
    executions,
    pieces,
    summaries,
    causes,
    wakeAt,
    get writes() {
      return writes
    },
    takeOver(execution) {
      const fence = (fences.get(execution) ?? 0) + 1
      fences.set(execution, fence)
      return fence
    },
    async append(write) {
      const fence = fences.get(write.execution) ?? 0
      if (write.fence < fence) {
        throw new EngineError('fenced', `Execution ${write.execution} is run by another runner.`)
      }
      writes += 1
      const entries = executions.get(write.execution) ?? []
      entries.push(...write.entries)
      executions.set(write.execution, entries)
      if (write.pieces !== undefined || write.lists !== undefined) {
        pieces.set(write.execution, withPieces(pieces.get(write.execution) ?? [], write))
      }
      for (const { event } of write.entries) if (event.type === 'nodeResumed') answered(write.execution, event)
      const summary = write.create ?? summaries.get(write.execution)
      if (summary !== undefined) summaries.set(write.execution, { ...summary, status: write.status })
      causes.push(...(write.causes ?? []))
      for (const cause of write.causes ?? []) if (cause.do === 'wake') wakes.push(cause)
      if (write.wakeAt === null || write.status !== 'waiting') wakeAt.delete(write.execution)
      else if (write.wakeAt !== undefined) wakeAt.set(write.execution, write.wakeAt)
      if (write.deliver !== undefined) onDelivery?.(write.execution, write.deliver)
    },
    async read(execution, afterSeq = -1) {
      return (executions.get(execution) ?? []).filter((entry) => entry.seq > afterSeq)
    },
    async piece(execution, list, start) {
      return pieces.get(execution)?.find((piece) => piece.list === list && piece.start === start)
    },
    async wakes(execution) {
      return wakes.filter((wake) => wake.execution === execution)
    },
    async outline(execution) {
      const entries = executions.get(execution) ?? []
      const [first, last] = [entries[0], entries.at(-1)]
      if (first === undefined || last === undefined) return undefined
      const node = entries.findLast(({ event }) => isProgress(event))?.event
      return {
        first: first.event,
        lastSeq: last.seq,
        lastNode: node !== undefined && 'node' in node ? node.node : null,
      }
    },
    tell(wake) {
      wakes.push(wake)
    },
  }
  return journal
}

function withPieces(before: readonly ListPiece[], { pieces = [], lists }: JournalWrite): readonly ListPiece[] {
  const begun = pieces.filter(({ start }) => start === 0).map(({ list }) => list)
  const kept = before.filter(({ list }) => begun.every((one) => list < one))
  return [...kept, ...pieces].filter(({ list }) => lists === undefined || lists.includes(list))
}

export function memoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>()
  const get = async (execution: string, id: string) => {
    const bytes = id.startsWith(`${execution}/`) ? blobs.get(id) : undefined
    if (bytes === undefined) throw new EngineError('not_startable', `There is no file ${id} in this execution.`)
    return bytes
  }
  return {
    async put(execution, bytes) {
      const id = `${execution}/${blobs.size}`
      blobs.set(id, bytes)
      return id
    },
    get,
    part: async (execution, id, from, to) => (await get(execution, id)).subarray(from, to),
  }
}

/** Workflows by id; a draft is what is not published. */
export function memoryWorkflows(
  stored: readonly {
    readonly id: string
    readonly document: Json
    readonly published: boolean
    readonly staticData?: JsonObject
  }[],
  variables: Readonly<Record<string, string>> = {},
): Workflows {
  const byId = new Map(stored.map((one) => [one.id, one]))
  return {
    async toRun(id, which, known) {
      const found = byId.get(id)
      if (found === undefined || (which === 'published' && !found.published)) return undefined
      const { document, published, staticData = {} } = found
      const version = `${id}-1`
      return {
        id,
        version,
        ...(known.includes(version) ? undefined : { document }),
        active: published,
        staticData,
        project: 'test',
        variables,
      }
    },
  }
}

export function memoryState(): State {
  const statics = new Map<string, JsonObject>()
  const sets = new Map<string, Set<string>>()
  const numbers = new Map<string, number>()
  const keyOf = (key: { readonly workflow: string; readonly set: string }) => JSON.stringify([key.workflow, key.set])
  return {
    async addNew(key, values, limit) {
      const set = sets.get(keyOf(key)) ?? new Set<string>()
      sets.set(keyOf(key), set)
      const isNew = values.map((value) => {
        if (set.has(value)) return false
        set.add(value)
        return true
      })
      for (const value of set) {
        if (set.size <= limit) break
        set.delete(value)
      }
      return isNew
    },
    async raise(key, value) {
      const before = numbers.get(keyOf(key))
      numbers.set(keyOf(key), Math.max(value, before ?? value))
      return before
    },
    async clear(key) {
      sets.delete(keyOf(key))
      numbers.delete(keyOf(key))
    },
    async staticData({ workflow, scope }) {
      return statics.get(JSON.stringify([workflow, scope])) ?? {}
    },
    async keepStaticData({ workflow, scope }, data) {
      statics.set(JSON.stringify([workflow, scope]), data)
    },
  }
}

/** A clock that stands still; sleeping passes at once and moves it. */
export function stillClock(at: number): Clock {
  let now = at
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      now += ms
    },
  }
}

/** Recovery over a memory journal: deaths are counted where the journal lies. */
export function memoryRecovery(journal: MemoryJournal): Recovery {
  const dropped = new Set<string>()
  const kept = new Map<string, StartJob>()
  const counts = new Map<string, { steps: number; deaths: number; outages: number }>()
  const find = (execution: string): Unfinished | undefined => {
    const summary = journal.summaries.get(execution)
    if (summary === undefined) return undefined
    return { execution, workflow: summary.workflow, parent: summary.parent ?? null, status: summary.status }
  }
  const all = () => [...journal.summaries.keys()].flatMap((execution) => find(execution) ?? [])
  return {
    unfinished: async () => all().filter(({ status }) => status === 'running' || status === 'new'),
    get: async (execution) => find(execution),
    takeOver: async (execution, lost) => {
      const steps = (journal.executions.get(execution) ?? []).filter(({ event }) => isProgress(event)).length
      const known = counts.get(execution)
      const before = known?.steps === steps ? known : { deaths: 0, outages: 0 }
      const deaths = before.deaths + (lost === 'runner' ? 1 : 0)
      const outages = before.outages + (lost === 'server' ? 1 : 0)
      counts.set(execution, { steps, deaths, outages })
      return { fence: journal.takeOver(execution), deaths, outages }
    },
    jobs: async () =>
      [...journal.causes.flatMap((cause) => (cause.do === 'start' ? [cause.job] : [])), ...kept.values()].filter(
        ({ execution }) =>
          !journal.summaries.has(execution) &&
          !dropped.has(execution) &&
          !journal.causes.some((cause) => cause.do === 'drop' && cause.execution === execution),
      ),
    keepJob: async (job) => {
      kept.set(job.execution, job)
    },
    woken: async () => {
      const unended = all().filter(({ status }) => status === 'running' || status === 'waiting')
      const woken = await Promise.all(unended.map(async ({ execution }) => journal.wakes(execution)))
      return [...new Set(woken.flat().map((wake) => wake.execution))]
    },
    dropJob: async (execution, tell) => {
      dropped.add(execution)
      if (tell !== undefined) journal.tell(tell)
    },
    due: async (now) =>
      all().filter(({ execution, status }) => {
        const wakeAt = journal.wakeAt.get(execution)
        return status === 'waiting' && wakeAt !== undefined && wakeAt <= now
      }),
    nextDue: async () => {
      const times = [...journal.wakeAt.values()]
      return times.length === 0 ? null : Math.min(...times)
    },
  }
}
