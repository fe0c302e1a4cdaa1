import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StoreError } from '../error.ts'
import { joinWrites } from './batch.ts'
import type { ConnectionOptions, SqliteResult } from './connection.ts'
import { fromFailure, toFailure } from './failure.ts'
import type { Answer, Answered, Request } from './protocol.ts'

/**
 * The main thread's end of a database thread. Requests are answered in their order. While none is open the thread
 * does not keep the process alive.
 */
export interface DatabaseThread {
  query(sql: string, parameters: readonly unknown[]): Promise<SqliteResult>
  /** One commit of packed writes. */
  journal(writes: readonly Uint8Array[]): Promise<Committed>
  backup(file: string): Promise<void>
  close(): Promise<void>
}

export interface Committed {
  /** Per write null or why it was refused; null where none was. */
  readonly refusals: readonly (Error | null)[] | null
  /** Whether more was written than executions: static data of workflows. */
  readonly wroteBesides: boolean
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export function startThread(options: ConnectionOptions): DatabaseThread {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: options,
    name: `database ${options.role}`,
    env: cacheOnly(),
  })
  worker.unref()
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let ended: Error | undefined

  function settle(id: number): Waiting | undefined {
    const one = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    return one
  }

  function fail(error: Error): void {
    ended ??= error
    for (const id of waiting.keys()) settle(id)?.reject(error)
  }

  worker.on('message', (message: Answered) => {
    const one = settle(message.id)
    if (message.ok) one?.resolve(message.answer)
    else one?.reject(fromFailure(message.failure, options.file))
  })
  worker.on('error', (error) => fail(fromFailure(toFailure(error), options.file)))
  worker.on('exit', () => fail(new StoreError('closed', 'The database was closed.')))

  function ask(request: Request, handOver: readonly ArrayBuffer[] = []): Promise<Answer> {
    if (ended !== undefined) return Promise.reject(ended)
    return new Promise((resolve, reject) => {
      const id = asked++
      if (waiting.size === 0) worker.ref()
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, request }, handOver)
    })
  }

  return {
    async query(sql, parameters) {
      const answer = await ask({ do: 'query', sql, parameters })
      if (answer.kind !== 'result') throw misunderstood(answer)
      return answer.result
    },
    async journal(writes) {
      const batch = joinWrites(writes)
      const answer = await ask({ do: 'journal', batch }, [batch.buffer])
      if (answer.kind !== 'journal') throw misunderstood(answer)
      const { refusals, wroteBesides } = answer
      const told = refusals?.map((refusal) => (refusal === null ? null : fromFailure(refusal, options.file)))
      return { refusals: told ?? null, wroteBesides }
    },
    async backup(file) {
      await ask({ do: 'backup', file })
    },
    async close() {
      if (ended === undefined) await ask({ do: 'close' })
      await worker.terminate()
    },
  }
}

/**
 * A thread gets nothing of our environment but the place of the compile cache, which it does not inherit otherwise:
 * without it every thread loads the TypeScript stripper, 17 MB and 80 ms each.
 */
function cacheOnly(): Record<string, string> {
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}

function misunderstood(answer: Answer): Error {
  return new TypeError(`The database thread answered a different question (${answer.kind}).`)
}
