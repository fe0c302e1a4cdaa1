import { type JsonObject, refuse } from '@millrace/sdk'
import { secondsOf } from './sign-token.ts'
import { checkingKey } from './token-key.ts'

/** A token taken apart. */
export interface TokenParts {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly signature: string
}

export interface TokenRules {
  readonly algorithm: string
  readonly ignoreExpiration: boolean
  readonly ignoreNotBefore: boolean
  /** By how many seconds clocks may differ. */
  readonly tolerance: number
  readonly now: Date
}

/**
 * A token taken apart, whoever made it.
 * @throws NodeError where it is none
 */
export function decodeToken(token: string): TokenParts {
  const [head = '', body = '', signature = '', ...others] = token.split('.')
  if (others.length > 0) throw invalid('it does not have three parts')
  return { header: partOf(head, 'head'), payload: partOf(body, 'payload'), signature }
}

/**
 * A token taken apart, after its signature and its times were checked.
 * @throws NodeError where it is not to be believed
 */
export async function verifyToken(token: string, credential: JsonObject, rules: TokenRules): Promise<TokenParts> {
  const { compactVerify } = await import('jose')
  const parts = decodeToken(token)
  if (rules.algorithm === 'none') throw invalid('without an algorithm nothing can be checked')
  try {
    await compactVerify(token, checkingKey(credential), { algorithms: [rules.algorithm] })
  } catch (cause) {
    throw invalid('its signature is not that of the key in the credential', cause)
  }
  checkTimes(parts.payload, rules)
  return parts
}

function checkTimes({ exp, nbf }: JsonObject, rules: TokenRules): void {
  const now = secondsOf(rules.now)
  if (exp !== undefined && !rules.ignoreExpiration) {
    if (typeof exp !== 'number') throw invalid('its time of expiry is no number')
    if (now >= exp + rules.tolerance) throw invalid(`it has expired at ${shown(exp)}`)
  }
  if (nbf !== undefined && !rules.ignoreNotBefore) {
    if (typeof nbf !== 'number') throw invalid('the time it begins is no number')
    if (now < nbf - rules.tolerance) throw invalid(`it begins at ${shown(nbf)} only`)
  }
}

function shown(seconds: number): string {
  const moment = new Date(seconds * 1000)
  return Number.isNaN(moment.getTime()) ? String(seconds) : moment.toISOString()
}

function partOf(part: string, name: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (cause) {
    throw invalid(`its ${name} cannot be read`, cause)
  }
  throw invalid(`its ${name} is no object`)
}

function invalid(why: string, cause?: unknown): Error {
  return refuse(`The token is not valid: ${why}.`, { code: 'jwt_invalid', retry: 'no', cause })
}
