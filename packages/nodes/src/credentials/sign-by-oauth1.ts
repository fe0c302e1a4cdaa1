/** Signing by OAuth1 (RFC 5849) with the token of a person who consented, or with one that a credential was imported with. */
import { type CredentialSignature, isJsonObject, type Json, type JsonObject } from '@millrace/sdk'

/** How requests are signed, and, where no token is stored, where a person consents first. */
export function signByOAuth1(fields: JsonObject): CredentialSignature {
  const client = {
    clientKey: text(fields['consumerKey']),
    clientSecret: text(fields['consumerSecret']),
    method: methodOf(fields['signatureMethod']),
  }
  const stored = fields['oauthTokenData']
  const tokens = isJsonObject(stored) ? stored : {}
  const token = text(tokens['oauth_token'])
  return {
    oauth1Consent: {
      ...client,
      requestTokenUrl: text(fields['requestTokenUrl']),
      authUrl: text(fields['authUrl']),
      accessTokenUrl: text(fields['accessTokenUrl']),
    },
    ...(token !== '' && { oauth1: { ...client, token, tokenSecret: text(tokens['oauth_token_secret']) } }),
  }
}

function methodOf(method: Json | undefined): 'HMAC-SHA1' | 'HMAC-SHA256' | 'HMAC-SHA512' {
  return method === 'HMAC-SHA256' || method === 'HMAC-SHA512' ? method : 'HMAC-SHA1'
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
