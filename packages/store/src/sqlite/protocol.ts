import type { WriteColumns } from '../journal/columns.ts'
import type { ConnectionOptions, SqliteResult } from './connection.ts'
import type { Failure } from './failure.ts'

/** What the main thread asks of a database thread, and what comes back. */
export type Request =
  | { readonly do: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly do: 'journal'; readonly writes: WriteColumns }
  | { readonly do: 'backup'; readonly file: string }
  | { readonly do: 'close' }

export type Answer =
  | { readonly kind: 'result'; readonly result: SqliteResult }
  | { readonly kind: 'refusals'; readonly refusals: readonly (Failure | null)[] }
  | { readonly kind: 'done' }

export interface Asked {
  readonly id: number
  readonly request: Request
}

export type Answered =
  | { readonly id: number; readonly ok: true; readonly answer: Answer }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }

export type ThreadData = ConnectionOptions
