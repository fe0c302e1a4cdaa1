import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'

test('a password opens its own hash only, and no two hashes are alike', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(one).not.toBe(two)
  expect(one).toMatch(/^\$argon2id\$v=19\$/)
  expect(await verifyPassword(one, 'correct horse')).toBe(true)
  expect(await verifyPassword(one, 'correct hors')).toBe(false)
})

test('five at once all end', async () => {
  const hashes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(hashPassword))
  expect(new Set(hashes).size).toBe(5)
})

test('what is no hash opens nothing', async () => expect(await verifyPassword('plain', 'plain')).toBe(false))
