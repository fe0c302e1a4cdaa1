import { flushCompileCache } from 'node:module'
import { backup } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { giveBackWhenQuiet } from '../give-back.ts'
import { answersToAll, unpackBatch } from '../journal/unpack-batch.ts'
import { splitWrites } from './batch.ts'
import { type SqliteConnection, openConnection } from './connection.ts'
import { toFailure } from './failure.ts'
import { type JournalWriter, createJournalWriter } from './journal-writer.ts'
import type { Answer, Answered, Asked, Request, ThreadData } from './protocol.ts'

/**
 * Pages of a copy that are made in one step, under one view of the database: between steps others may write, and the
 * copy would begin anew each time.
 */
const ALL_AT_ONCE = 2 ** 31 - 1

/** Questions in a quarter of a second that are no work: some are asked for as long as executions run. */
const FEW = 10

/** A thread with one connection of its own: it may wait for the disk, nobody else has to. */
function serve(data: ThreadData, port: NonNullable<typeof parentPort>): void {
  const connection = openConnection(data)
  let writer: JournalWriter | undefined
  /** Batches that came in this turn: they share a commit. */
  let batches: JournalAsked[] = []
  let asked = 0
  giveBackWhenQuiet(() => asked, FEW)

  async function answer(request: Exclude<Request, JournalRequest>): Promise<Answer> {
    switch (request.do) {
      case 'query':
        return { kind: 'result', result: connection.query(request.sql, request.parameters) }
      case 'backup':
        await backup(connection.database, request.file, { rate: ALL_AT_ONCE })
        return { kind: 'done' }
      case 'close':
        close(connection, data)
        return { kind: 'done' }
    }
  }

  function commit(): void {
    const asked = batches
    batches = []
    if (asked.length === 0) return
    try {
      // Prepared at the first write: before the migrations there are no tables to prepare for.
      writer ??= createJournalWriter(connection.database)
      for (const answered of commitTogether(writer, asked)) port.postMessage(answered)
    } catch (error) {
      const failure = toFailure(error)
      for (const { id } of asked) port.postMessage({ id, ok: false, failure } satisfies Answered)
    }
  }

  port.on('message', ({ id, request }: Asked) => {
    asked += 1
    if (request.do === 'journal') {
      batches.push({ id, request })
      if (batches.length === 1) setImmediate(commit)
      return
    }
    commit()
    answer(request).then(
      (result) => port.postMessage({ id, ok: true, answer: result } satisfies Answered),
      (error: unknown) => port.postMessage({ id, ok: false, failure: toFailure(error) } satisfies Answered),
    )
  })
}

type JournalRequest = Extract<Request, { readonly do: 'journal' }>

interface JournalAsked {
  readonly id: number
  readonly request: JournalRequest
}

/** Commits batches as one, and answers each. */
function commitTogether(writer: JournalWriter, asked: readonly JournalAsked[]): readonly Answered[] {
  const batches = asked.map(({ request }) => unpackBatch(splitWrites(request.batch)))
  const answers = writer(batches.flatMap(({ writes }) => writes))
  let first = 0
  return batches.map((batch, place) => {
    const from = first
    first += batch.writes.length
    const refusals = answersToAll(answers.slice(from, first), batch, toFailure)
    return {
      id: asked[place]?.id ?? -1,
      ok: true,
      answer: {
        kind: 'journal',
        refusals: refusals.every((refusal) => refusal === null) ? null : refusals,
        wroteBesides: batch.writes.some(({ causes }) => causes.some((cause) => cause.do === 'staticData')),
      },
    }
  })
}

function close(connection: SqliteConnection, data: ThreadData): void {
  if (data.role === 'writer') connection.query('pragma optimize', [])
  connection.close()
}

if (parentPort !== null) {
  serve(workerData, parentPort)
  // Everything is loaded: what was compiled is kept now, since a killed process keeps nothing later.
  flushCompileCache()
}
