/** Signing with the tokens that an OAuth1 credential was imported with. */
import { type CredentialSignature, type Json, type JsonObject, refuse } from '@millrace/sdk'
import { isObject } from '../core/credentials/read-secret-json.ts'

/** @throws NodeError where no token is stored */
export function signByOAuth1(fields: JsonObject, name: string): CredentialSignature {
  const tokens = fields['oauthTokenData']
  const token = isObject(tokens) ? text(tokens['oauth_token']) : ''
  if (!isObject(tokens) || token === '') {
    throw refuse(`The credential of the kind “${name}” holds no token.`, {
      code: 'credential_cannot_sign',
      hint: 'Nobody can sign in by OAuth1 from here yet: import a credential that has its tokens.',
      retry: 'no',
    })
  }
  return {
    oauth1: {
      clientKey: text(fields['consumerKey']),
      clientSecret: text(fields['consumerSecret']),
      token,
      tokenSecret: text(tokens['oauth_token_secret']),
      method: methodOf(fields['signatureMethod']),
    },
  }
}

function methodOf(method: Json | undefined): 'HMAC-SHA1' | 'HMAC-SHA256' | 'HMAC-SHA512' {
  return method === 'HMAC-SHA256' || method === 'HMAC-SHA512' ? method : 'HMAC-SHA1'
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
