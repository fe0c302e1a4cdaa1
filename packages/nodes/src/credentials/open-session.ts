/** How a session's first requests are sent, and what is said where none is opened. */
import {
  type HttpRequest,
  type HttpResponse,
  isJsonObject,
  type Json,
  type JsonObject,
  type NodeError,
  serviceError,
  type SessionService,
} from '@millrace/sdk'

/** The fields that a service gave instead of those that were shown to it. */
export interface Given {
  readonly fields: JsonObject
  /** How long they hold; undefined where the service does not say. */
  readonly seconds?: number | undefined
}

/**
 * Asks for a session.
 * @param read finds the session in the answer; an empty text where there is none
 * @throws NodeError `session_refused`, `session_failed`
 */
export async function askForSession(
  { send, now }: SessionService,
  request: Omit<HttpRequest, 'method'>,
  field: string,
  read: (said: JsonObject, response: HttpResponse) => Json | undefined,
): Promise<Given> {
  const response = await send({
    method: 'POST',
    ...request,
    headers: { accept: 'application/json', ...request.headers },
  })
  const said = fieldsOf(response.text ?? '')
  const session = read(said, response)
  if (response.status >= 300 || typeof session !== 'string' || session === '') {
    throw sessionRefused(response, said['error_description'] ?? said['message'] ?? said['error'])
  }
  return { fields: { [field]: session }, seconds: secondsOf(said, now) }
}

/** The service's answer may hold the session, so only what it says of a failure is shown. */
export function sessionRefused({ status, statusText }: HttpResponse, reason?: Json): NodeError {
  const isRefusal = status === 401 || status < 300
  return serviceError(`The service opened no session for the credential (${`${status} ${statusText}`.trim()}).`, {
    code: isRefusal ? 'session_refused' : 'session_failed',
    httpCode: String(status),
    ...(typeof reason === 'string' && reason !== '' && { description: reason }),
    hint: 'Check the credential: the address of the service, and the name, password or key.',
    retry: status === 429 || status >= 500 ? 'later' : 'no',
  })
}

/** How long a session holds, in whichever of the usual ways the service says it. */
function secondsOf(
  { expires_in: seconds, expires_at: at, tokenExpires: until }: JsonObject,
  now: number,
): number | undefined {
  if (typeof seconds === 'number') return seconds
  const moment = Date.parse(typeof at === 'string' ? at : typeof until === 'string' ? until : '')
  return Number.isFinite(moment) ? (moment - now) / 1000 : undefined
}

function fieldsOf(text: string): JsonObject {
  try {
    const value: Json = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    // What is no JSON has no fields; the status and the headers say the rest.
    return {}
  }
}
