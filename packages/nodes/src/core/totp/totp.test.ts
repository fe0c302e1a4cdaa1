import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { totp } from './totp.node.ts'

/** The secrets of RFC 6238's test vectors, in base 32. */
const secrets = {
  SHA1: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  SHA256: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====',
} as const

async function password(secret: string, seconds: number, options: JsonObject = {}) {
  const { json } = await runNode(totp, {
    parameters: { options },
    credentials: { totpApi: { secret } },
    context: { now: () => new Date(seconds * 1000) },
  })
  return json[0]
}

describe('a password', () => {
  test.each([
    ['SHA1', 59, '94287082'],
    ['SHA1', 1_111_111_109, '07081804'],
    ['SHA1', 20_000_000_000, '65353130'],
    ['SHA256', 59, '46119246'],
    ['SHA256', 1_234_567_890, '91819424'],
  ] as const)('is that of the standard: %s at %d', async (algorithm, seconds, token) => {
    expect(await password(secrets[algorithm], seconds, { algorithm, digits: 8 })).toMatchObject({ token })
  })

  test('says how long it lasts', async () => {
    expect(await password(secrets.SHA1, 59.5)).toEqual({ token: '287082', secondsRemaining: 0 })
    expect(await password(secrets.SHA1, 59.5, { period: 60 })).toMatchObject({ secondsRemaining: 0 })
    expect(await password(secrets.SHA1, 60)).toMatchObject({ secondsRemaining: 30 })
  })

  test('comes from a secret as services write it', async () => {
    const [plain, spaced] = await Promise.all([
      password(secrets.SHA1, 59),
      password('gezd gnbv gy3t qojq gezd gnbv gy3t qojq', 59),
    ])
    expect(spaced).toEqual(plain)
  })

  test.each([
    ['', {}, 'The credential has no secret.'],
    ['0189', {}, 'no text in base 32'],
    [secrets.SHA1, { digits: 0 }, 'The number of digits is 0'],
    [secrets.SHA1, { period: 0 }, 'The period is 0'],
  ])('needs sense: %j %j', async (secret, options, message) => {
    await expect(password(secret, 59, options)).rejects.toThrow(message)
  })
})
