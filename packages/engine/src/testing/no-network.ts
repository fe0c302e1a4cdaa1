import { refuse } from '@millrace/sdk'
import type { Dialer } from '../ports.ts'

function closed(): Promise<never> {
  return Promise.reject(refuse('This test has no network.', { code: 'no_network' }))
}

/** A way out that leads nowhere. */
export const noNetwork: Dialer = { send: closed, stream: closed, addressOf: closed }
