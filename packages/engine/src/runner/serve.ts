/**
 * The runner's end: performs executions for a server that owns the database, the vault and the files. The
 * composition root of a runner process calls `serveRunner` with what a runner has of its own: node types,
 * the sandbox, the dialer.
 */
import type { Duplex } from 'node:stream'
import { Executor } from '../executor.ts'
import type { Host } from '../host.ts'
import type {
  Journal,
  JournalEntry,
  JournalWrite,
  Outline,
  TableStore,
  Wake,
  Workflows,
  WorkflowToRun,
} from '../ports.ts'
import { openChannel } from './channel.ts'
import {
  aboutWrite,
  type FromRunner,
  fromWirePiece,
  type ToRunner,
  toWire,
  toWireWrite,
  type WirePiece,
} from './protocol.ts'
import { blobsOver, Remote, stateOver, vaultOver } from './remote.ts'

/** What a runner process has of its own; ports left out are asked for over the pipe. */
export type RunnerParts = Pick<Host, 'catalog' | 'sandbox' | 'dialer' | 'clock' | 'random' | 'id' | 'settings'> &
  Partial<Pick<Host, 'blobs' | 'vault' | 'machine'>> & {
    readonly pipe: Duplex
    /** Packs a write for the store here, where there is time; left out, it travels as it is. */
    readonly pack?: (write: JournalWrite) => Uint8Array
    /** Called when the server is gone or has no more work. */
    readonly ended: () => void
  }

/** Serves a server over a pipe until it hangs up. */
export function serveRunner(parts: RunnerParts): void {
  const remote = new Remote()
  const channel = openChannel<ToRunner, FromRunner>(parts.pipe, (message) => receive(message), parts.ended)
  remote.channel = channel
  const host: Host = {
    ...parts,
    journal: journalOver(remote, parts.pack),
    blobs: parts.blobs ?? blobsOver(remote),
    vault: parts.vault ?? vaultOver(remote),
    workflows: workflowsOver(remote),
    state: stateOver(remote),
    dataTables: tablesOver(remote),
    live: (execution, message) => channel.send({ do: 'live', execution, message }),
  }
  const executor = new Executor(host, { keepsLimits: true })
  // It is up: from now on whatever ends it may be the fault of what it runs.
  channel.send({ do: 'pong' })

  const receive = (message: ToRunner): void => {
    switch (message.do) {
      case 'reply':
        return remote.settle(message.id, message.value)
      case 'refuse':
        return remote.fail(message.id, message.error)
      case 'start':
        return watch(message.job.execution, () => executor.start(message.job, message.fence, message.found))
      case 'goOn':
        return watch(message.execution, async () => {
          const entries = await host.journal.read(message.execution)
          return executor.goOn({ ...message, entries })
        })
      case 'cancel':
        executor.cancel(message.execution)
        return
      case 'ping':
        return channel.send({ do: 'pong' })
      case 'end':
        channel.close()
        return parts.ended()
      default:
        return message satisfies never
    }
  }

  /** Runs an execution; a fault of the engine is told to the server, which decides what becomes of it. */
  const watch = (execution: string, go: () => ReturnType<Executor['start']>): void => {
    executor.run(execution, go).catch((thrown: unknown) => {
      channel.send({ do: 'failed', execution, error: toWire(thrown) })
    })
  }
}

// Ports over the pipe. The server is our own process: what it answers has the type of the port.

function journalOver(remote: Remote, pack: RunnerParts['pack']): Journal {
  return {
    async append(write) {
      const { deliver, ...rest } = write
      const { execution } = write
      const about = aboutWrite(rest)
      const message = { do: 'append', execution, about, ...(deliver && { deliver }) } as const
      if (pack === undefined) await remote.expect((id) => ({ ...message, id, write: toWireWrite(rest) }))
      else await remote.expect((id) => ({ ...message, id }), pack(rest))
    },
    async read(execution, afterSeq) {
      return (await remote.ask('journal.read', [execution, afterSeq])) as readonly JournalEntry[]
    },
    async piece(execution, list, start) {
      const piece = (await remote.ask('journal.piece', [execution, list, start])) as WirePiece | null
      return piece === null ? undefined : fromWirePiece(piece)
    },
    async wakes(execution) {
      return (await remote.ask('journal.wakes', [execution])) as readonly Wake[]
    },
    async outline(execution) {
      return ((await remote.ask('journal.outline', [execution])) ?? undefined) as Outline | undefined
    },
  }
}

function workflowsOver(remote: Remote): Workflows {
  return {
    async toRun(id, which, known) {
      return ((await remote.ask('workflows.toRun', [id, which, known])) ?? undefined) as WorkflowToRun | undefined
    },
  }
}

function tablesOver(remote: Remote): TableStore {
  // The server is our own process: its answers have the types of the port.
  const asking =
    <M extends keyof TableStore>(method: M) =>
    (...args: Parameters<TableStore[M]>) =>
      remote.ask(`dataTables.${method}`, args) as ReturnType<TableStore[M]>
  return {
    list: asking('list'),
    find: async (project, which) => (await asking('find')(project, which)) ?? undefined,
    create: asking('create'),
    rename: asking('rename'),
    delete: asking('delete'),
    clear: asking('clear'),
    rows: asking('rows'),
    insert: asking('insert'),
    update: asking('update'),
    deleteRows: asking('deleteRows'),
  }
}
