import type { WebhookResponse } from '@millrace/sdk'
import type { EngineError } from '../error.ts'
import type { RunEnd } from '../ports.ts'

/** Whoever waits for an execution. Each is called at most once; `ended` after each wait that the answer outlasts. */
export interface Caller {
  /** The event is on disk. */
  accepted?(): void
  answered?(response: WebhookResponse): void
  /** It stands still: ended, or waiting. */
  ended?(end: RunEnd): void
  /** It could not begin, or was lost. */
  failed?(error: EngineError): void
}

/** One caller for two: the first is there for long and was told that it was accepted. */
export function together(first: Caller | undefined, second: Caller | undefined): Caller {
  if (first === undefined || second === undefined) return first ?? second ?? {}
  const both = [second, first]
  return {
    accepted: () => second.accepted?.(),
    answered: (response) => both.forEach((one) => one.answered?.(response)),
    ended: (end) => both.forEach((one) => one.ended?.(end)),
    failed: (error) => both.forEach((one) => one.failed?.(error)),
  }
}
