import type { ConnectionOptions, SqliteResult } from './connection.ts'
import type { Failure } from './failure.ts'

/** What the main thread asks of a database thread, and what comes back. */
export type Request =
  | { readonly do: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly do: 'journal'; readonly batch: Uint8Array<ArrayBuffer> }
  | { readonly do: 'backup'; readonly file: string }
  | { readonly do: 'close' }

export type Answer =
  | { readonly kind: 'result'; readonly result: SqliteResult }
  | {
      readonly kind: 'journal'
      /** Per write null or why it was refused; null where none was. */
      readonly refusals: readonly (Failure | null)[] | null
      /** Whether more was written than executions: static data of workflows. */
      readonly wroteBesides: boolean
    }
  | { readonly kind: 'done' }

export interface Asked {
  readonly id: number
  readonly request: Request
}

export type Answered =
  | { readonly id: number; readonly ok: true; readonly answer: Answer }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }

export type ThreadData = ConnectionOptions
