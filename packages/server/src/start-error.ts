export type StartErrorCode =
  | 'setting_invalid'
  | 'port_taken'
  | 'port_forbidden'
  | 'host_unknown'
  | 'home_unwritable'
  | 'home_in_use'
  | 'wrong_key'
  | 'key_readable'
  | 'key_missing'
  | 'key_invalid'
  | 'database_newer'
  | 'database_damaged'
  | 'database_unreachable'
  | 'editor_unbuildable'
  | 'start_failed'

/** Why the server did not start, as one sentence with the remedy: it is all the person at the keyboard sees. */
export class StartError extends Error {
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StartError'
    this.code = code
  }
}

const fromStore: ReadonlySet<string> = new Set<StartErrorCode>([
  'home_unwritable',
  'home_in_use',
  'wrong_key',
  'key_readable',
  'key_missing',
  'key_invalid',
  'database_newer',
  'database_damaged',
  'database_unreachable',
])

function isStartErrorCode(code: string): code is StartErrorCode {
  return fromStore.has(code)
}

/** What the store refused at start, in this catalogue; other failures stay what they are. */
export function asStartError(failure: unknown): unknown {
  if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string') {
    if (isStartErrorCode(failure.code)) return new StartError(failure.code, failure.message, failure)
  }
  return failure
}
