/** What every grant of OAuth2 has in common: how a client asks for a token, and how a request carries one. */
import {
  type ClientGrant,
  type ConsentGrant,
  type HttpRequest,
  type HttpResponse,
  isJsonObject,
  type Json,
  type JsonObject,
  serviceError,
} from '@millrace/sdk'

type TokenClient = Pick<
  ClientGrant & Pick<ConsentGrant, 'tokenIn'>,
  'tokenUrl' | 'clientId' | 'clientSecret' | 'clientIn' | 'allowUnauthorizedCerts' | 'tokenIn'
>

export interface TokenAnswer {
  readonly token: string
  /** How long it holds; undefined where the service does not say. */
  readonly seconds: number | undefined
  /** Everything that the service said. */
  readonly said: JsonObject
}

/** A token is given up a while before it is over, since it has to arrive while it holds: a short one after half its time. */
const MARGIN_SECONDS = 30

export function lastingSeconds(seconds: number): number {
  return Math.max(seconds - MARGIN_SECONDS, seconds / 2)
}

/** The request with the token in the headers that carry it: as RFC 6750 has it, unless the service has a way of its own. */
export function withToken(
  request: HttpRequest,
  token: string,
  carriers: ConsentGrant['carriers'] = { authorization: 'Bearer {token}' },
): HttpRequest {
  const carried = Object.entries(carriers).map(([name, value]) => [name, value.replaceAll('{token}', () => token)])
  return { ...request, signedHeaders: { ...request.signedHeaders, ...Object.fromEntries(carried) } }
}

/**
 * Asks for a token (RFC 6749). A client without a secret can only name itself among the fields.
 * @throws NodeError `oauth_no_token` where the service gives none, `oauth_grant_over` where what was given is not good any more
 */
export async function askForToken(
  client: TokenClient,
  fields: Readonly<Record<string, string>>,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<TokenAnswer> {
  const { clientId, clientSecret, allowUnauthorizedCerts } = client
  const inBody = client.clientIn === 'body' || clientSecret === ''
  const response = await send({
    method: 'POST',
    url: client.tokenUrl,
    headers: {
      accept: 'application/json, application/x-www-form-urlencoded',
      ...(!inBody && { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }),
    },
    body: {
      kind: 'form',
      fields: Object.entries({
        ...fields,
        ...(inBody && { client_id: clientId }),
        ...(inBody && clientSecret !== '' && { client_secret: clientSecret }),
      }),
    },
    ...(allowUnauthorizedCerts && { allowUnauthorizedCerts: true }),
  })
  return readAnswer(response, client.tokenIn)
}

/** The service's answer may hold the token, so it is shown only where it says what is wrong. */
function readAnswer({ status, statusText, text = '' }: HttpResponse, tokenIn: string | undefined): TokenAnswer {
  const said = withTokenFrom(tokenIn, readFields(text))
  const token = said.get('access_token')
  if (status >= 200 && status < 300 && typeof token === 'string' && token !== '') {
    const seconds = Number(said.get('expires_in') ?? Number.NaN)
    return { token, seconds: Number.isFinite(seconds) ? seconds : undefined, said: Object.fromEntries(said) }
  }
  const error = said.get('error')
  const reason = said.get('error_description') ?? error
  throw serviceError(`The service gave no token (${status} ${statusText}).`, {
    code: error === 'invalid_grant' ? 'oauth_grant_over' : 'oauth_no_token',
    httpCode: String(status),
    ...(typeof reason === 'string' && { description: reason }),
    hint: 'Check the credential: the address for tokens, the client’s id and secret, and the scope.',
    retry: status === 429 || status >= 500 ? 'later' : 'no',
  })
}

/** The answer as if it gave the token itself, so that the one to come may be found where it is. */
function withTokenFrom(member: string | undefined, said: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> {
  const held = member === undefined ? undefined : said.get(member)
  if (member === undefined || !isJsonObject(held)) return said
  return held['access_token'] === undefined ? said : new Map([...said, ...entriesOf(held), [member, null]])
}

function entriesOf(object: JsonObject): [string, Json][] {
  return Object.entries(object).filter(isGiven)
}

/** The fields of an answer that is JSON or a form. */
function readFields(text: string): ReadonlyMap<string, Json> {
  if (!text.trimStart().startsWith('{')) return new Map(new URLSearchParams(text))
  try {
    const value: Json = JSON.parse(text)
    return new Map(isJsonObject(value) ? entriesOf(value) : [])
  } catch {
    // What is neither has no fields; the status says the rest.
    return new Map()
  }
}

function isGiven(entry: [string, Json | undefined]): entry is [string, Json] {
  return entry[1] !== undefined
}
