/** What every part of the server stands on. */
import { createDialer, type Dialer } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import type { Catalog } from '@millrace/sdk'
import type { Store } from '@millrace/store'
import { type Config, listensOnLoopback } from '../config.ts'
import { withRenewal } from '../credentials/renewals.ts'
import type { FrontDoor } from '../front-door.ts'
import { idSource } from '../id-source.ts'
import type { Log } from '../log.ts'
import { outboundPolicy } from '../outbound-policy.ts'
import type { RunnerSettings } from '../processes/runner-settings.ts'

export interface AssembleOptions {
  readonly config: Config
  readonly door: FrontDoor
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
  readonly say: (line: string) => void
}

export interface Ground extends AssembleOptions {
  readonly store: Store
  readonly catalog: Catalog
  readonly dialer: Dialer
  readonly dialerSettings: RunnerSettings['dialer']
  readonly newId: () => string
  /** The key that signs the addresses of waiting executions. */
  readonly resumeKey: Uint8Array
  /** What triggers are told of where they run. */
  readonly surroundings: {
    readonly zone: string
    readonly environment: Readonly<Record<string, string>>
    readonly now: () => number
    readonly catalog: Catalog
    readonly store: Store
  }
  /** Takes a failure that nobody waits for. */
  readonly fault: (message: string) => (failure: unknown) => void
}

export function layGround(options: AssembleOptions, opened: Store): Ground {
  const { config, log, now } = options
  const { zone, environment } = config
  const mode = config.outbound ?? (listensOnLoopback(config) ? 'open' : 'guarded')
  const dialerSettings = { mode, allow: [...config.outboundAllow] }
  const dialer = createDialer({ policy: outboundPolicy(mode, dialerSettings.allow) })
  const store = withRenewal(opened, { catalog, dialer, now })
  return {
    ...options,
    store,
    catalog,
    dialer,
    dialerSettings,
    newId: idSource(now),
    resumeKey: store.vault.deriveKey('resume'),
    surroundings: { zone, environment, now, catalog, store },
    fault: (message) => (failure) => log.error({ failure }, message),
  }
}
