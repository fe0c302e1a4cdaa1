/**
 * Renews tokens that people consented to. All processes ask the server, which owns the vault: so a refresh token, which
 * many services take only once, is used once, however many requests find the token over at the same time.
 */
import {
  type Dialer,
  refreshToken,
  refusedRenewal,
  type RenewedToken,
  storedToken,
  withStoredToken,
} from '@millrace/engine'
import { type Catalog, NodeError, refuse } from '@millrace/sdk'
import { type Store, systemPrincipal } from '@millrace/store'
import { sendByServer } from './send-by-server.ts'

interface Parts {
  readonly catalog: Pick<Catalog, 'credential'>
  readonly dialer: Dialer
  readonly now: () => number
}

interface Asked {
  readonly id: string
  readonly project: string
  /** The token that is over. */
  readonly over: string
}

const system = systemPrincipal('renewals')

/** The store, whose vault renews the tokens of the credentials it opens. */
export function withRenewal(store: Store, parts: Parts): Store {
  const running = new Map<string, Promise<RenewedToken>>()
  const renewOnce = (asked: Asked): Promise<RenewedToken> => {
    const known = running.get(asked.id)
    if (known !== undefined) return known
    const renewal = renew(store, parts, asked).finally(() => running.delete(asked.id))
    running.set(asked.id, renewal)
    return renewal
  }
  return {
    ...store,
    vault: {
      ...store.vault,
      use: (id, who, action) =>
        store.vault.use(id, who, (opened) =>
          action({ ...opened, renew: (over) => renewOnce({ id, project: who.project, over }) }),
        ),
    },
  }
}

async function renew(store: Store, parts: Parts, { id, project, over }: Asked): Promise<RenewedToken> {
  const { catalog, dialer, now } = parts
  const who = { project, nodeType: 'tokenRenewal' }
  const { type, fields } = await store.vault.use(id, who, async (opened) => opened)
  try {
    const grant = catalog.credential(type)?.sign?.(fields).consent
    const token = storedToken(fields, grant)
    if (token !== undefined && token.value !== over) return { token: token.value }
    if (token === undefined || grant === undefined) {
      throw refuse('The credential was changed meanwhile, and holds no token.', { code: 'consent_needed' })
    }
    const answer = await refreshToken(grant, token, sendByServer(dialer))
    await store.credentials.update(system, id, {
      // Somebody may have connected it anew in the meantime: that token is the better one.
      fields: (before) =>
        storedToken(before, grant)?.value === over ? withStoredToken(before, answer, now()) : before,
    })
    return { token: answer.token }
  } catch (error) {
    if (error instanceof NodeError) return refusedRenewal(error)
    throw error
  }
}
