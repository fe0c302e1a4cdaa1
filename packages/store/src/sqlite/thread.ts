import { flushCompileCache } from 'node:module'
import { backup } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { fromColumns } from '../journal/columns.ts'
import { type SqliteConnection, openConnection } from './connection.ts'
import { toFailure } from './failure.ts'
import { type JournalWriter, createJournalWriter } from './journal-writer.ts'
import type { Answer, Answered, Asked, Request, ThreadData } from './protocol.ts'

/**
 * Pages of a copy that are made in one step, under one view of the database: between steps others may write, and the
 * copy would begin anew each time.
 */
const ALL_AT_ONCE = 2 ** 31 - 1

/** A thread with one connection of its own: it may wait for the disk, nobody else has to. */
function serve(data: ThreadData, port: NonNullable<typeof parentPort>): void {
  const connection = openConnection(data)
  let writer: JournalWriter | undefined

  async function answer(request: Request): Promise<Answer> {
    switch (request.do) {
      case 'query':
        return { kind: 'result', result: connection.query(request.sql, request.parameters) }
      case 'journal':
        // Prepared at the first write: before the migrations there are no tables to prepare for.
        writer ??= createJournalWriter(connection.database)
        return { kind: 'refusals', refusals: writer(fromColumns(request.writes)) }
      case 'backup':
        await backup(connection.database, request.file, { rate: ALL_AT_ONCE })
        return { kind: 'done' }
      case 'close':
        close(connection, data)
        return { kind: 'done' }
    }
  }

  port.on('message', ({ id, request }: Asked) => {
    answer(request).then(
      (result) => port.postMessage({ id, ok: true, answer: result } satisfies Answered),
      (error: unknown) => port.postMessage({ id, ok: false, failure: toFailure(error) } satisfies Answered),
    )
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
