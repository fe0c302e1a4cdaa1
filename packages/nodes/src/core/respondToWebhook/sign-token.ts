import { type JsonObject, refuse } from '@millrace/sdk'

/**
 * A JSON web token over a payload, signed as the credential says; the time of issue is added where the payload has none: https://datatracker.ietf.org/doc/html/rfc7519
 * @throws NodeError when the key does not fit the algorithm
 */
export async function signToken(payload: JsonObject, credential: JsonObject, now: Date): Promise<string> {
  const { SignJWT, UnsecuredJWT, importPKCS8 } = await import('jose')
  const { algorithm, keyType, secret, privateKey } = credential
  const alg = typeof algorithm === 'string' ? algorithm : 'HS256'
  const claims = payload['iat'] === undefined ? { ...payload, iat: Math.floor(now.getTime() / 1000) } : payload
  if (alg === 'none') return new UnsecuredJWT(claims).encode()
  try {
    const key =
      keyType === 'pemKey' ? await importPKCS8(String(privateKey), alg) : new TextEncoder().encode(String(secret ?? ''))
    return await new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(key)
  } catch (cause) {
    throw refuse(`The token could not be signed with ${alg}. Check the key in the credential.`, {
      code: 'jwt_sign_failed',
      retry: 'no',
      cause,
    })
  }
}
