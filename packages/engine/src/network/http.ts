/** Sends a node's request: with its credentials, through the one dialer, its files read and stored. */
import type { HttpRequest, HttpResponse } from '@millrace/sdk'
import type { NodeContext } from '../context.ts'
import { TokenCache } from '../signing/http-oauth2.ts'
import type { FileDoor, Vault } from '../ports.ts'
import type { Secrets } from '../secrets.ts'
import {
  bothLimits,
  type CredentialLimits,
  limitsOf,
  type Send,
  sendWithCredential,
  signatureOf,
} from '../signing/send-with-credential.ts'

/** Whether a request may change something on the other side. */
export function actsOnTheWorld(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase())
}

interface Way {
  /** It was made up by people's code. */
  readonly guarded?: true
  readonly files?: FileDoor
}

/** A request may have two credentials: one that signs it, and one that says who the client is on the connection. */
export async function sendSigned(
  context: NodeContext,
  request: HttpRequest,
  { files = context.files, ...guarded }: Way = {},
): Promise<HttpResponse> {
  const { catalog, dialer } = context.run.host
  const { certificate } = request
  const send: Send = (one, limits) => dialer.send(one, { ...limits, ...guarded, signal: context.signal }, files)
  if (certificate === undefined) return sendAs(context, request, send)
  return context.openCredential(certificate, (opened) => {
    const limits = limitsOf(opened, signatureOf(catalog.credential(certificate), opened))
    return sendAs(context, request, (one, more) => send(one, bothLimits(limits, more)))
  })
}

async function sendAs(context: NodeContext, request: HttpRequest, send: Send): Promise<HttpResponse> {
  const { catalog, clock, vault } = context.run.host
  const { credential } = request
  if (credential === undefined) return send(request, {})
  return context.openCredential(credential, (opened) =>
    sendWithCredential(catalog.credential(credential), opened, request, {
      send: (one, limits) => {
        context.run.secrets.learnRequest(one)
        return send(one, learning(limits, context.run.secrets))
      },
      tokens: tokensOf(vault),
      now: () => clock.now(),
    }),
  )
}

/** The same limits, whose seal shows the record what it adds to a request. */
function learning(limits: CredentialLimits, secrets: Secrets): CredentialLimits {
  const { seal } = limits
  if (seal === undefined) return limits
  return {
    ...limits,
    seal: (wire) => {
      const added = seal(wire)
      secrets.learnRequest({ signedHeaders: added.headers ?? {} })
      return added
    },
  }
}

const caches = new WeakMap<Vault, TokenCache>()

/** Tokens live as long as the vault that their credentials are in. */
function tokensOf(vault: Vault): TokenCache {
  const known = caches.get(vault) ?? new TokenCache()
  caches.set(vault, known)
  return known
}
