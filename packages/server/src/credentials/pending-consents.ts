/**
 * People who were sent to a service and are not back yet. What brings them back is random, known to their browser and
 * the service only, good for one return, in the session that it began in, within ten minutes (RFC 6749, 10.12). Kept in
 * memory: a restart asks them to begin again.
 */
import { randomBytes } from 'node:crypto'
import type { OAuth1Token } from '@millrace/engine'
import type { ConsentGrant, OAuth1Consent } from '@millrace/sdk'

export interface PendingConsent {
  readonly credential: string
  /** What the session shows of itself. */
  readonly session: string
  readonly user: string
  /** The service as it was when the person was sent there. */
  readonly grant: ConsentGrant | OAuth1Consent
  readonly memo: ConsentMemo
}

/** What is remembered until the person is back. */
export interface ConsentMemo {
  /** What proves that we began (RFC 7636); left out where the service is not told of it. */
  readonly verifier?: string
  /** The token that the person was sent to the service with (RFC 5849). */
  readonly requestToken?: OAuth1Token
}

const LASTS_MS = 10 * 60_000
const MOST_OF_ONE = 20
const MOST = 1000

export function newState(): string {
  return randomBytes(32).toString('base64url')
}

export class PendingConsents {
  readonly #now: () => number
  readonly #pending = new Map<string, PendingConsent & { readonly until: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Notes that a person leaves with a state, which brings them back. */
  add(state: string, consent: PendingConsent): void {
    this.#pending.set(state, { ...consent, until: this.#now() + LASTS_MS })
    const own = [...this.#pending].filter(([, { user }]) => user === consent.user)
    for (const [oldest] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE))) this.#pending.delete(oldest)
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MOST) break
      this.#pending.delete(oldest)
    }
  }

  /** Who left with this state; nobody when it is asked a second time. */
  take(state: string): PendingConsent | undefined {
    const found = this.#pending.get(state)
    this.#pending.delete(state)
    return found !== undefined && found.until > this.#now() ? found : undefined
  }
}
