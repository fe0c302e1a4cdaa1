import { expect, test } from 'vitest'
import { derive, newKey, seal, unseal } from './envelope.ts'
import { masterKey, passphraseKey, readKeys } from './master-key.ts'

const text = Buffer.from('secret')

test('opens with its key and binding only, and not when a single bit has changed', () => {
  const key = newKey()
  const sealed = seal(key, text, 'bound')
  expect(Buffer.from(unseal(key, sealed, 'bound') ?? []).toString()).toBe('secret')
  expect(unseal(key, sealed, 'other')).toBeUndefined()
  expect(unseal(newKey(), sealed, 'bound')).toBeUndefined()
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(unseal(key, changed, 'bound')).toBeUndefined()
  }
  expect(unseal(key, sealed.subarray(0, 20), 'bound')).toBeUndefined()
})

test('is different every time', () => {
  const key = newKey()
  expect(Buffer.from(seal(key, text, '')).equals(Buffer.from(seal(key, text, '')))).toBe(false)
})

test('derived keys differ by label, and from the key itself', () => {
  const key = newKey()
  const keys = ['a', 'b'].map((label) => Buffer.from(derive(key, label)).toString('hex'))
  expect(new Set([...keys, Buffer.from(key).toString('hex')]).size).toBe(3)
  expect(derive(key, 'a')).toEqual(derive(key, 'a'))
})

test('keys are read as base64 or hexadecimal, several at a time', () => {
  const bytes = Buffer.alloc(32, 5)
  const one = masterKey(bytes)
  const [first, second] = readKeys(`# the new one\n${bytes.toString('hex')}\n${newKeyText()}\n`, 'a test')
  expect(first?.id).toBe(one.id)
  expect(second?.id).not.toBe(one.id)
  expect(readKeys(`${bytes.toString('base64')},${newKeyText()}`, 'a test')).toHaveLength(2)
})

test('a text that is no key is refused without being shown', () => {
  for (const bad of ['', 'hunter2-hunter2', Buffer.alloc(31).toString('base64')]) {
    expect(() => readKeys(bad, 'a test')).toThrow(expect.objectContaining({ code: 'key_invalid' }))
    expect(() => readKeys(bad, 'a test')).not.toThrow(/hunter2/)
  }
})

test('a passphrase gives the same key for the same salt only', () => {
  const salt = Buffer.alloc(16, 1)
  expect(passphraseKey('correct horse', salt).id).toBe(passphraseKey('correct horse', salt).id)
  expect(passphraseKey('correct horse', Buffer.alloc(16, 2)).id).not.toBe(passphraseKey('correct horse', salt).id)
})

function newKeyText(): string {
  return Buffer.from(newKey()).toString('base64')
}
