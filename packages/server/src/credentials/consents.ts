/** A person's consent (RFC 6749, authorization code): sends them to the service, and takes what they bring back. */
import { createHash, randomBytes } from 'node:crypto'
import { CONSENT_CALLBACK } from '@millrace/api'
import { askForToken, withStoredToken } from '@millrace/engine'
import { type ConsentGrant, type JsonObject, NodeError } from '@millrace/sdk'
import type { Caller } from '../auth/caller.ts'
import { mayDo } from '../auth/permissions.ts'
import type { ServerContext } from '../context.ts'
import { HttpProblem, problems } from '../http/http-problem.ts'
import { auditOf } from '../workflows/workflow-routes.ts'
import { PendingConsents } from './pending-consents.ts'
import { sendByServer } from './send-by-server.ts'

type Context = Pick<ServerContext, 'store' | 'catalog' | 'dialer' | 'publicUrl' | 'now'>

/** What a service sends back with the person. */
export interface BroughtBack {
  readonly state?: string | undefined
  readonly code?: string | undefined
  readonly error?: string | undefined
  readonly error_description?: string | undefined
}

export class Consents {
  readonly #context: Context
  readonly #pending: PendingConsents

  constructor(context: Context) {
    this.#context = context
    this.#pending = new PendingConsents(context.now)
  }

  /** The address where the person consents. */
  async begin(caller: Caller, credential: string): Promise<string> {
    const grant = await this.#grantOf(caller, credential)
    const address = URL.parse(grant.authUrl)
    if (address === null || !['http:', 'https:'].includes(address.protocol)) {
      throw problems.noConsent('The authorization URL is no address that begins with https: or http:.')
    }
    const verifier = grant.pkce ? randomBytes(32).toString('base64url') : undefined
    const session = caller.csrf ?? ''
    const state = this.#pending.add({ credential, session, user: caller.user.id, grant, verifier })
    const asked = {
      ...Object.fromEntries(new URLSearchParams(grant.authParameters)),
      response_type: 'code',
      client_id: grant.clientId,
      redirect_uri: this.#callback,
      ...(grant.scope !== '' && { scope: grant.scope }),
      state,
      ...(verifier !== undefined && { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }),
    }
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
    return address.href
  }

  /** Takes the code that a person brought back, and stores the token that it is good for. */
  async finish(caller: Caller | undefined, brought: BroughtBack, ip: string): Promise<void> {
    const pending = this.#pending.take(brought.state ?? '')
    if (pending === undefined) throw problems.consentUnknown()
    if (!caller || caller.csrf !== pending.session) throw problems.consentElsewhere(this.#context.publicUrl)
    if (!mayDo(caller.role, 'credential.edit')) throw problems.forbidden()
    if (brought.error !== undefined) throw problems.consentRefused(brought.error_description ?? brought.error)
    if (brought.code === undefined) throw problems.consentRefused('It sent no code.')
    const { credential, verifier } = pending
    const grant = await this.#grantOf(caller, credential)
    if (JSON.stringify(grant) !== JSON.stringify(pending.grant)) throw problems.consentUnknown()
    const fields = {
      grant_type: 'authorization_code',
      code: brought.code,
      redirect_uri: this.#callback,
      ...(verifier !== undefined && { code_verifier: verifier }),
    }
    const { store, dialer, now } = this.#context
    const answer = await understood(() => askForToken(grant, fields, sendByServer(dialer)))
    await store.credentials.update(caller.principal, credential, {
      fields: (before) => withStoredToken(forgotten(before), answer, now()),
      audit: auditOf(caller, ip),
    })
  }

  get #callback(): string {
    return `${this.#context.publicUrl}${CONSENT_CALLBACK}`
  }

  async #grantOf({ principal }: Caller, id: string): Promise<ConsentGrant> {
    const { store, catalog } = this.#context
    const known = await store.credentials.get(principal, id)
    if (known === undefined) throw problems.notFound('credential')
    const who = { project: known.project, nodeType: 'credentialConsent' }
    const signature = await store.vault.use(id, who, ({ type, fields }) =>
      understood(async () => catalog.credential(type)?.sign?.(fields)),
    )
    if (signature?.consent === undefined) throw problems.noConsent('Nobody signs in for a credential of this kind.')
    return signature.consent
  }
}

/** The fields without the token of an earlier consent. */
export function forgotten({ oauthTokenData: _token, ...fields }: JsonObject): JsonObject {
  return fields
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
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
