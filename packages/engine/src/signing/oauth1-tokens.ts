/** How a client is given tokens by OAuth1 (RFC 5849, section 2): one to ask the person with, and one for their consent. */
import { type HttpRequest, type HttpResponse, type JsonObject, type OAuth1Consent, serviceError } from '@millrace/sdk'
import { TOKEN_FIELD } from './http-consent.ts'
import { signedByOAuth1 } from './http-oauth1.ts'

export interface OAuth1Token {
  readonly token: string
  readonly secret: string
}

interface Asking {
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
  /** Milliseconds since 1970. */
  readonly now: number
}

const nothing: OAuth1Token = { token: '', secret: '' }

/**
 * Asks for the token that a person is sent to the service with.
 * @param callback where the service sends them back to
 * @throws NodeError `oauth_no_token`
 */
export async function askForRequestToken(
  consent: OAuth1Consent,
  callback: string,
  asking: Asking,
): Promise<OAuth1Token> {
  return tokenIn(await ask(consent, consent.requestTokenUrl, nothing, { oauth_callback: callback }, asking))
}

/**
 * Asks for the token that a person's consent is good for; answers with all that the service says.
 * @throws NodeError `oauth_no_token`
 */
export async function askForAccessToken(
  consent: OAuth1Consent,
  asked: OAuth1Token,
  verifier: string,
  asking: Asking,
): Promise<JsonObject> {
  return ask(consent, consent.accessTokenUrl, asked, { oauth_verifier: verifier }, asking)
}

/** The fields of a credential with the token that the service gave. */
export function withOAuth1Token(fields: JsonObject, said: JsonObject): JsonObject {
  return { ...fields, [TOKEN_FIELD]: said }
}

async function ask(
  { clientKey, clientSecret, method }: OAuth1Consent,
  url: string,
  { token, secret: tokenSecret }: OAuth1Token,
  more: Readonly<Record<string, string>>,
  { send, now }: Asking,
): Promise<JsonObject> {
  const secrets = { clientKey, clientSecret, token, tokenSecret, method }
  const response = await send(signedByOAuth1(secrets, { method: 'POST', url }, now, { more }))
  const said = Object.fromEntries(new URLSearchParams(response.text ?? ''))
  if (response.status < 300 && tokenIn(said).token !== '') return said
  // The answer is shown no further: it may hold a secret.
  throw serviceError(`The service gave no token (${`${response.status} ${response.statusText}`.trim()}).`, {
    code: 'oauth_no_token',
    httpCode: String(response.status),
    hint: 'Check the credential: the addresses, the consumer’s key and secret, and the callback address at the service.',
    retry: response.status === 429 || response.status >= 500 ? 'later' : 'no',
  })
}

function tokenIn({ oauth_token: token, oauth_token_secret: secret }: JsonObject): OAuth1Token {
  return typeof token === 'string' && typeof secret === 'string' ? { token, secret } : nothing
}
