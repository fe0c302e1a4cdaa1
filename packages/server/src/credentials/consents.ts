/** A person's consent: sends them to the service, and takes what they bring back. */
import { type JsonObject, NodeError } from '@millrace/sdk'
import type { Caller } from '../auth/caller.ts'
import { mayDo } from '../auth/permissions.ts'
import type { ServerContext } from '../context.ts'
import { HttpProblem, problems } from '../http/http-problem.ts'
import { auditOf } from '../workflows/workflow-routes.ts'
import { type BroughtBack, type ConsentWay, consentWayOf } from './consent-ways.ts'
import { newState, PendingConsents } from './pending-consents.ts'
import { sendByServer } from './send-by-server.ts'

type Context = Pick<ServerContext, 'store' | 'catalog' | 'dialer' | 'publicUrl' | 'now'>

export class Consents {
  readonly #context: Context
  readonly #pending: PendingConsents

  constructor(context: Context) {
    this.#context = context
    this.#pending = new PendingConsents(context.now)
  }

  /** The address where the person consents. */
  async begin(caller: Caller, credential: string): Promise<string> {
    const way = await this.#wayOf(caller, credential)
    const state = newState()
    const { address, memo } = await understood(() => way.begin(state))
    const session = caller.csrf ?? ''
    this.#pending.add(state, { credential, session, user: caller.user.id, grant: way.grant, memo })
    return address.href
  }

  /** Takes what a person brought back, and stores the token that it is good for. */
  async finish(caller: Caller | undefined, brought: BroughtBack, ip: string): Promise<void> {
    const pending = this.#pending.take(brought.state ?? '')
    if (pending === undefined) throw problems.consentUnknown()
    if (!caller || caller.csrf !== pending.session) throw problems.consentElsewhere(this.#context.publicUrl)
    if (!mayDo(caller.role, 'credential.edit')) throw problems.forbidden()
    if (brought.error !== undefined) throw problems.consentRefused(brought.error_description ?? brought.error)
    const { credential, grant, memo } = pending
    const way = await this.#wayOf(caller, credential)
    if (JSON.stringify(way.grant) !== JSON.stringify(grant)) throw problems.consentUnknown()
    const change = await understood(() => way.finish(brought, memo))
    await this.#context.store.credentials.update(caller.principal, credential, {
      fields: (before) => change(forgotten(before)),
      audit: auditOf(caller, ip),
    })
  }

  async #wayOf({ principal }: Caller, id: string): Promise<ConsentWay> {
    const { store, catalog, dialer, publicUrl, now } = this.#context
    const known = await store.credentials.get(principal, id)
    if (known === undefined) throw problems.notFound('credential')
    const who = { project: known.project, nodeType: 'credentialConsent' }
    const signature = await store.vault.use(id, who, ({ type, fields }) =>
      understood(async () => catalog.credential(type)?.sign?.(fields)),
    )
    const way = signature && consentWayOf(signature, { publicUrl, send: sendByServer(dialer), now })
    if (way === undefined) throw problems.noConsent('Nobody signs in for a credential of this kind.')
    return way
  }
}

/** The fields without the token of an earlier consent. */
export function forgotten({ oauthTokenData: _token, ...fields }: JsonObject): JsonObject {
  return fields
}

/** What a credential's own code or a service refuses is for the person to read. */
async function understood<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown
    const { description, hint } = thrown.details
    const message = description === undefined ? thrown.message : `${thrown.message} ${description}`
    throw new HttpProblem(422, { code: thrown.code, message, ...(hint !== undefined && { hint }) }, {}, thrown)
  }
}
