import type { Dialer } from '@millrace/engine'
import type { Catalog } from '@millrace/sdk'
import type { Store } from '@millrace/store'
import type { Auth } from './auth/auth.ts'
import type { SetupToken } from './auth/setup-token.ts'
import type { Config } from './config.ts'
import type { Evaluations } from './executions/evaluations.ts'
import type { Executions } from './executions/executions.ts'
import type { LiveHub } from './live/live-hub.ts'
import type { Log } from './log.ts'
import type { Publisher } from './triggers/publisher.ts'
import type { ResumeSignature } from './webhooks/resume-signature.ts'
import type { Listening } from './webhooks/listening.ts'
import type { Watching } from './triggers/watching.ts'

/** What routes are made with: each takes the parts it needs by name. */
export interface ServerContext {
  readonly config: Config
  readonly publicUrl: string
  readonly version: string
  readonly project: string
  readonly now: () => number
  readonly log: Log
  readonly store: Store
  readonly catalog: Catalog
  /** The one way out, for what the server itself sends. */
  readonly dialer: Dialer
  readonly auth: Auth
  readonly setupToken: SetupToken
  readonly signature: ResumeSignature
  readonly publisher: Publisher
  readonly executions: Executions
  readonly evaluations: Evaluations
  readonly listening: Listening
  readonly watching: Watching
  readonly live: LiveHub
}
