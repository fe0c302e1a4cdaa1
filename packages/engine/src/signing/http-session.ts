/** Requests within a session that a service opens for a credential: for a password, a key, a signed assertion. */
import type { HttpRequest, HttpResponse, OpenedSession, SessionOpening } from '@millrace/sdk'
import { lasting, secretKey, type TokenCache } from './http-oauth2.ts'
import type { Lasting } from './kept.ts'
import type { OpenCredential } from '../ports.ts'

type Signature = OpenedSession['signature']

interface SessionSending {
  /** Sends a request signed as the session says. */
  readonly send: (signature: Signature) => Promise<HttpResponse>
  /** Sends what opens a session, to the service that the credential itself names. */
  readonly sendToService: (request: HttpRequest) => Promise<HttpResponse>
  readonly tokens: TokenCache
  readonly now: () => number
  /** What is to be done in it: a session is opened for that, and used for nothing else. */
  readonly scope: string
}

/** Sends within an open session, and once more within a new one where the service says that the first is over. */
export async function sendInSession(
  session: SessionOpening,
  { type, fields }: OpenCredential,
  { send, sendToService, tokens, now, scope }: SessionSending,
): Promise<HttpResponse> {
  const key = secretKey([type, session.address, fields, scope])
  const open = async (): Promise<Lasting<Signature>> => {
    const service = { send: sendToService, now: now(), scope }
    const { signature, seconds } = await twice(() => session.open(service))
    return lasting(signature, seconds, now())
  }
  const using = { fetch: open, now }
  const first = await tokens.sessions.take(key, undefined, using)
  const response = await send(first.value)
  if (response.status !== (session.overAt ?? 401)) return response
  return send((await tokens.sessions.take(key, first, using)).value)
}

/** A service that refuses, or answers without a session, is asked once more, as n8n does: some give one only then. */
async function twice<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'session_refused') return open()
    throw error
  }
}
