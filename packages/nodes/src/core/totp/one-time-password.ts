/** One-time passwords by the clock: https://www.rfc-editor.org/rfc/rfc6238 */
import { createHmac } from 'node:crypto'
import { refuse } from '@millrace/sdk'

export interface PasswordRules {
  /** A hash function as Node names it: `SHA1`. */
  readonly algorithm: string
  readonly digits: number
  /** How long a password lasts, in seconds. */
  readonly period: number
}

export interface OneTimePassword {
  readonly token: string
  readonly secondsRemaining: number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const mostDigits = 10

/**
 * The password of a moment.
 * @param secret in base 32: https://www.rfc-editor.org/rfc/rfc4648#section-6
 * @throws NodeError where the secret or the rules make no sense
 */
export function oneTimePassword(
  secret: string,
  now: Date,
  { algorithm, digits, period }: PasswordRules,
): OneTimePassword {
  if (!Number.isInteger(digits) || digits < 1 || digits > mostDigits) {
    throw wrong(`The number of digits is ${digits}, but 1 to ${mostDigits} are possible.`)
  }
  if (!Number.isFinite(period) || period <= 0) throw wrong(`The period is ${period}, but must be more than 0 seconds.`)
  const seconds = now.getTime() / 1000
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / period)))
  const hash = createHmac(algorithm, decoded(secret)).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 0xf
  const number = hash.readUInt32BE(offset) & 0x7f_ff_ff_ff
  return {
    token: (number % 10 ** digits).toString().padStart(digits, '0'),
    secondsRemaining: Math.floor(period - (seconds % period)),
  }
}

function decoded(secret: string): Buffer {
  const bytes: number[] = []
  let value = 0
  let bits = 0
  for (const letter of secret.toUpperCase().replaceAll(/[\s-]|=+$/g, '')) {
    const five = alphabet.indexOf(letter)
    if (five < 0)
      throw wrong('The secret in the credential is no text in base 32: it has letters and the digits 2 to 7.')
    value = (value << 5) | five
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >>> bits) & 0xff)
    value &= (1 << bits) - 1
  }
  if (bytes.length === 0) throw wrong('The credential has no secret.')
  return Buffer.from(bytes)
}

function wrong(message: string): Error {
  return refuse(message, { code: 'totp_wrong', retry: 'no' })
}
