import type { Ask, Database } from './database.ts'
import type { CommitBatch } from './journal/queue.ts'

/** What differs between the databases; everything else is built on it once. */
export interface EngineRoom {
  readonly kind: 'sqlite' | 'postgres'
  readonly db: Database
  readonly look: Database
  readonly ask: Ask
  readonly commitJournal: CommitBatch
  /** How many batches may be under way at a time. */
  readonly batchesAtOnce: number
  /** Returns freed pages to the file system. */
  giveBack(): Promise<void>
  backup(file: string): Promise<void>
  close(): Promise<void>
}
