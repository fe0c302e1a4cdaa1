import * as m from '@millrace/sdk'
import { oneTimePassword } from './one-time-password.ts'

const algorithms = {
  SHA1: 'SHA-1',
  SHA224: 'SHA-224',
  SHA256: 'SHA-256',
  'SHA3-224': 'SHA3-224',
  'SHA3-256': 'SHA3-256',
  'SHA3-384': 'SHA3-384',
  'SHA3-512': 'SHA3-512',
  SHA384: 'SHA-384',
  SHA512: 'SHA-512',
} as const

const generateSecret = m.operation({
  name: 'Make a password',
  input: {
    options: m.collection('Options', {
      algorithm: m.choice('Hash function', algorithms),
      digits: m.number('Digits', { default: 6 }),
      period: m.number('Lasts', { default: 30, help: 'Seconds.' }),
    }),
  },
  per: 'item',
  run: ({ options }, { context }) =>
    context.credential('totpApi', async ({ secret }) => {
      const { algorithm = 'SHA1', digits = 6, period = 30 } = options
      const { token, secondsRemaining } = oneTimePassword(String(secret ?? ''), context.now(), {
        algorithm,
        digits,
        period,
      })
      return { json: { token, secondsRemaining } }
    }),
})

export const totp = m.defineNode({
  type: 'totp',
  name: 'TOTP',
  about: 'Makes the one-time password of a second factor.',
  icon: 'lucide:fingerprint',
  category: 'data',
  aliases: ['two factor', '2fa', 'mfa', 'one-time password', 'otp', 'authenticator'],
  credentials: ['totpApi'],
  operations: { generateSecret },
})
