import { DatabaseError } from 'pg'
import { StoreError, journalConflict } from '../error.ts'

/** What Postgres says about a journal write, in our words where there is something a person can do. */
export function fromPostgres(cause: unknown): Error {
  if (!(cause instanceof Error)) return new Error(String(cause))
  if (cause instanceof StoreError) return cause
  const code = cause instanceof DatabaseError ? (cause.code ?? '') : ''
  if (code === '23505') return journalConflict(cause)
  if (code === '53100') {
    return new StoreError('disk_full', "The database's disk is full. Make room; what was not acknowledged is lost.", {
      cause,
    })
  }
  if (cause instanceof DatabaseError && !code.startsWith('57') && !code.startsWith('08')) return cause
  return new StoreError('database_unreachable', 'The Postgres database went away during a write.', { cause })
}
