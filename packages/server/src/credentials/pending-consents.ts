/**
 * People who were sent to a service and are not back yet. What brings them back is random, known to their browser and
 * the service only, good for one return, in the session that it began in, within ten minutes (RFC 6749, 10.12). Kept in
 * memory: a restart asks them to begin again.
 */
import { randomBytes } from 'node:crypto'
import type { ConsentGrant } from '@millrace/sdk'

export interface PendingConsent {
  readonly credential: string
  /** What the session shows of itself. */
  readonly session: string
  readonly user: string
  /** The service as it was when the person was sent there. */
  readonly grant: ConsentGrant
  /** What proves that we began (RFC 7636); undefined where the service is not told of it. */
  readonly verifier: string | undefined
}

const LASTS_MS = 10 * 60_000
const MOST_OF_ONE = 20
const MOST = 1000

export class PendingConsents {
  readonly #now: () => number
  readonly #pending = new Map<string, PendingConsent & { readonly until: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Notes that a person leaves; answers with the state that brings them back. */
  add(consent: PendingConsent): string {
    const state = randomBytes(32).toString('base64url')
    this.#pending.set(state, { ...consent, until: this.#now() + LASTS_MS })
    const own = [...this.#pending].filter(([, { user }]) => user === consent.user)
    for (const [oldest] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE))) this.#pending.delete(oldest)
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MOST) break
      this.#pending.delete(oldest)
    }
    return state
  }

  /** Who left with this state; nobody when it is asked a second time. */
  take(state: string): PendingConsent | undefined {
    const found = this.#pending.get(state)
    this.#pending.delete(state)
    return found !== undefined && found.until > this.#now() ? found : undefined
  }
}
