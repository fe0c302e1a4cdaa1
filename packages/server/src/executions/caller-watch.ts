import type { RunEnd } from '@millrace/engine'
import type { Json, WebhookResponse } from '@millrace/sdk'

/**
 * What somebody who started an execution wants to hear. Plain callbacks: a hook has one of these per request and
 * needs no promise.
 */
export interface CallerWatch {
  /** The beginning is on disk: the caller may be told that it was taken. */
  begun?(): void
  /** The answer, once what leads to it is on disk. */
  answered?(response: WebhookResponse): void
  /** A piece of a streamed answer. */
  chunk?(value: Json): void
  /** It ended, or waits. */
  stood?(end: RunEnd): void
  /** It could not be started, or its runner died for good. */
  failed?(error: unknown): void
}
