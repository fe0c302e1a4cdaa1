/** Signing with the tokens that a credential was imported with: nobody has to sign in again. */
import { type CredentialSignature, type Json, type JsonObject, type Property, refuse } from '@millrace/sdk'
import { isObject } from '../core/credentials/read-secret-json.ts'

/** Where documents keep the answer of the service that gave the tokens. Nobody types it in, and nobody sees it. */
export const storedTokens: Property = {
  name: 'oauthTokenData',
  label: 'Tokens',
  type: 'hidden',
  default: '',
  password: true,
}

/** @throws NodeError where no token is stored */
export function signWithStoredToken(fields: JsonObject, name: string): CredentialSignature {
  const tokens = objectOf(fields['oauthTokenData'])
  const accessToken = text(tokens['access_token'])
  if (accessToken === '') {
    throw refuse(`The credential of the kind “${name}” holds no token.`, {
      code: 'credential_cannot_sign',
      hint: 'Nobody can sign in from here yet: import a credential that has its tokens, or use another kind.',
      retry: 'no',
    })
  }
  return { headers: { Authorization: `Bearer ${accessToken}` } }
}

/** Some documents keep it as text. */
function objectOf(value: Json | undefined): JsonObject {
  if (isObject(value)) return value
  if (typeof value !== 'string' || !value.startsWith('{')) return {}
  try {
    return objectOf(JSON.parse(value))
  } catch {
    // What cannot be read holds no token, and that is said.
    return {}
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
