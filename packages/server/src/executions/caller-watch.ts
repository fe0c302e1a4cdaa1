import type { Caller } from '@millrace/engine'
import type { Json } from '@millrace/sdk'

/**
 * What somebody who started an execution wants to hear: the engine's callbacks, and the pieces of a streamed answer.
 * Plain callbacks: a hook has one of these per request and needs no promise.
 */
export interface CallerWatch extends Caller {
  chunk?(value: Json): void
}
