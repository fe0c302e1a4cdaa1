/** Failures of the engine itself; what nodes report is data of the execution (`ItemError`). */
export type EngineErrorCode =
  /** Another runner has taken the execution over. */
  | 'fenced'
  /** A workflow, trigger or document that a job names cannot be found or run. */
  | 'not_startable'
  /** What a port was asked for is not there. */
  | 'not_found'
  /** A message or journal does not have the form it must have. */
  | 'protocol'
  /** The runner process ended in the middle. */
  | 'runner_died'
  /** What the execution did could not be written down: it goes on from what is on disk. */
  | 'unwritten'
  /** Something has begun under the key of the event. */
  | 'key_taken'
  | 'canceled'
  | 'timed_out'
  | 'outbound_refused'

export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode

  constructor(code: EngineErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
