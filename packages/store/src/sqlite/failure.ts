import { StoreError, type StoreErrorCode, journalConflict } from '../error.ts'

/** An error on its way between threads: class identity does not survive the trip, data does. */
export interface Failure {
  readonly message: string
  readonly code: string
  /** SQLite's own number, where it was SQLite. */
  readonly number: number | null
}

export function toFailure(error: unknown): Failure {
  if (error instanceof StoreError) return { message: error.message, code: error.code, number: null }
  if (!(error instanceof Error)) return { message: String(error), code: 'unknown', number: null }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  const number = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null
  return { message: error.message, code, number }
}

/** Whether another process held the database for too long. */
export function isBusy({ number }: Failure): boolean {
  return number !== null && (number & 0xff) === 5
}

/** Whether something that may be there once is there already. */
export function isConflict({ number }: Failure): boolean {
  return number !== null && (number & 0xff) === 19
}

/** The error to throw for a failure: SQLite's in our words where there is something a person can do. */
export function fromFailure(failure: Failure, file: string): Error {
  const cause = Object.assign(new Error(failure.message), { code: failure.code, errcode: failure.number })
  const known = describe(failure, file)
  return known === undefined ? cause : new StoreError(known.code, known.message, { cause })
}

function describe(
  failure: Failure,
  file: string,
): { readonly code: StoreErrorCode; readonly message: string } | undefined {
  if (isOwnCode(failure.code)) return { code: failure.code, message: failure.message }
  switch (failure.number === null ? null : failure.number & 0xff) {
    case 5:
    case 6:
      return {
        code: 'database_busy',
        message: `The database ${file} is locked by another process. Close it there, or try again in a moment.`,
      }
    case 8:
    case 14:
      return {
        code: 'home_unwritable',
        message:
          `The database ${file} or its folder cannot be written to. ` +
          'Give the user that runs Millrace the right to, or set MILLRACE_HOME to another folder.',
      }
    case 11:
    case 26:
      return {
        code: 'database_damaged',
        message:
          `The database ${file} is damaged. Keep it, put a backup in its place (with no -wal or -shm file beside it), ` +
          'and start again.',
      }
    case 19:
      // Any other broken rule is a fault of our own, and tells itself best.
      return /\bevents\./.test(failure.message) ? journalConflict() : undefined
    case 13:
      return {
        code: 'disk_full',
        message: `The disk of ${file} is full. Make room; what was not acknowledged was not stored.`,
      }
    default:
      return undefined
  }
}

const OWN_CODES: readonly StoreErrorCode[] = [
  'fenced',
  'execution_unknown',
  'execution_exists',
  'journal_conflict',
  'journal_gap',
  'key_taken',
]

function isOwnCode(code: string): code is StoreErrorCode {
  return OWN_CODES.some((own) => own === code)
}
