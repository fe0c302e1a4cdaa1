/**
 * Everything the store refuses, in one catalogue. `code` is the contract: other packages look at it, never at
 * the class. The sentences say what happened and what to do about it.
 */
export type StoreErrorCode =
  | 'home_unwritable'
  | 'home_in_use'
  | 'database_newer'
  | 'database_damaged'
  | 'database_unreachable'
  | 'key_readable'
  | 'key_missing'
  | 'key_invalid'
  | 'wrong_key'
  | 'key_retired'
  | 'database_busy'
  | 'disk_full'
  | 'closed'
  | 'fenced'
  | 'execution_unknown'
  | 'execution_exists'
  | 'journal_conflict'
  | 'journal_gap'
  | 'key_taken'
  | 'not_found'
  | 'revision_conflict'
  | 'route_taken'
  | 'id_taken'
  | 'credential_damaged'
  | 'secret_needed'
  | 'blob_unknown'
  | 'audit_broken'

export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'StoreError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** A thing that is missing, or belongs to a project the asker cannot reach: both look the same. */
export function notFound(what: string, id: string): StoreError {
  return new StoreError('not_found', `There is no ${what} ${id}.`, { details: { id } })
}

/** An event's key was used within the last day. */
export function keyTaken(): StoreError {
  return new StoreError('key_taken', 'Something has begun under this key within the last day.')
}

/** What was handed over before was refused, so nothing after it may be kept: a journal has no gap. */
export function journalGap(execution: string, seq: number): StoreError {
  return new StoreError(
    'journal_gap',
    `Event ${seq} of execution ${execution} has no event before it: an earlier write failed. Go on from what is stored.`,
  )
}

export function journalConflict(cause?: unknown): StoreError {
  return new StoreError(
    'journal_conflict',
    'Two events of one execution have the same place: it is written by more than one runner.',
    { cause },
  )
}
