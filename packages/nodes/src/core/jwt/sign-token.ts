import { type JsonObject, refuse } from '@millrace/sdk'
import { signingKey } from './token-key.ts'

/**
 * A JSON web token over a payload, signed as the credential says; the time of issue is added where the payload has none: https://datatracker.ietf.org/doc/html/rfc7519
 * @param header further members of its head
 * @throws NodeError when the key does not fit the algorithm
 */
export async function signToken(
  payload: JsonObject,
  credential: JsonObject,
  now: Date,
  header: JsonObject = {},
): Promise<string> {
  const { SignJWT, UnsecuredJWT } = await import('jose')
  const { algorithm } = credential
  const alg = typeof algorithm === 'string' ? algorithm : 'HS256'
  const claims = payload['iat'] === undefined ? { ...payload, iat: secondsOf(now) } : payload
  if (alg === 'none') return new UnsecuredJWT(claims).encode()
  try {
    const key = signingKey(credential)
    return await new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', ...header }).sign(key)
  } catch (cause) {
    throw refuse(`The token could not be signed with ${alg}. Check the key in the credential.`, {
      code: 'jwt_sign_failed',
      retry: 'no',
      cause,
    })
  }
}

export function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}
