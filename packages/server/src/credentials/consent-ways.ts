/** How a person is sent to a service to consent, and what they bring back: by OAuth2, and by OAuth1. */
import { createHash, randomBytes } from 'node:crypto'
import { CONSENT_CALLBACK, OAUTH1_CALLBACK } from '@millrace/api'
import { askForAccessToken, askForRequestToken, askForToken, withOAuth1Token, withStoredToken } from '@millrace/engine'
import type {
  ConsentGrant,
  CredentialSignature,
  HttpRequest,
  HttpResponse,
  JsonObject,
  OAuth1Consent,
} from '@millrace/sdk'
import { problems } from '../http/http-problem.ts'
import type { ConsentMemo } from './pending-consents.ts'

/** What a service sends back with the person. */
export interface BroughtBack {
  readonly state?: string | undefined
  readonly error?: string | undefined
  readonly error_description?: string | undefined
  /** OAuth2. */
  readonly code?: string | undefined
  /** OAuth1; `denied` is said by those who are asked and refuse. */
  readonly oauth_token?: string | undefined
  readonly oauth_verifier?: string | undefined
  readonly denied?: string | undefined
}

export interface ConsentWay {
  readonly grant: ConsentGrant | OAuth1Consent
  /** The address where the person consents, and what has to be known when they are back with the state. */
  begin(state: string): Promise<{ readonly address: URL; readonly memo: ConsentMemo }>
  /** What they brought back, as a change of the credential's fields. */
  finish(brought: BroughtBack, memo: ConsentMemo): Promise<(before: JsonObject) => JsonObject>
}

interface Outside {
  readonly publicUrl: string
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
  readonly now: () => number
}

/** The way to consent that a credential has; undefined where nobody consents. */
export function consentWayOf(
  { consent, oauth1Consent }: CredentialSignature,
  outside: Outside,
): ConsentWay | undefined {
  if (consent !== undefined) return byOAuth2(consent, outside)
  return oauth1Consent && byOAuth1(oauth1Consent, outside)
}

/** RFC 6749, section 4.1. */
function byOAuth2(grant: ConsentGrant, { publicUrl, send, now }: Outside): ConsentWay {
  const callback = `${publicUrl}${CONSENT_CALLBACK}`
  return {
    grant,
    async begin(state) {
      const address = pageOf(grant.authUrl)
      const verifier = grant.pkce ? randomBytes(32).toString('base64url') : undefined
      const asked = {
        ...Object.fromEntries(new URLSearchParams(grant.authParameters)),
        response_type: 'code',
        client_id: grant.clientId,
        redirect_uri: callback,
        ...(grant.scope !== '' && { scope: grant.scope }),
        state,
        ...(verifier !== undefined && { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }),
      }
      for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
      return { address, memo: verifier === undefined ? {} : { verifier } }
    },
    async finish({ code }, { verifier }) {
      if (code === undefined) throw problems.consentRefused('It sent no code.')
      const fields = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: callback,
        ...(verifier !== undefined && { code_verifier: verifier }),
      }
      const answer = await askForToken(grant, fields, send)
      return (before) => withStoredToken(before, answer, now())
    },
  }
}

/** RFC 5849, section 2. The state is in the address that the service sends the person back to. */
function byOAuth1(consent: OAuth1Consent, { publicUrl, send, now }: Outside): ConsentWay {
  return {
    grant: consent,
    async begin(state) {
      const address = pageOf(consent.authUrl)
      const callback = `${publicUrl}${OAUTH1_CALLBACK}?state=${state}`
      const requestToken = await askForRequestToken(consent, callback, { send, now: now() })
      address.searchParams.set('oauth_token', requestToken.token)
      return { address, memo: { requestToken } }
    },
    async finish({ oauth_token: token, oauth_verifier: verifier, denied }, { requestToken }) {
      if (denied !== undefined) throw problems.consentRefused('You did not allow it there.')
      if (requestToken === undefined || token !== requestToken.token) throw problems.consentUnknown()
      if (verifier === undefined) throw problems.consentRefused('It sent no verifier.')
      const said = await askForAccessToken(consent, requestToken, verifier, { send, now: now() })
      return (before) => withOAuth1Token(before, said)
    },
  }
}

function pageOf(authUrl: string): URL {
  const address = URL.parse(authUrl)
  if (address !== null && ['http:', 'https:'].includes(address.protocol)) return address
  throw problems.noConsent('The authorization URL is no address that begins with https: or http:.')
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
