import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@millrace/server'
import { openStore } from '@millrace/store'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rotateKey } from './rotate-key.ts'

let home = ''
const keys = () => readFileSync(join(home, 'key'), 'utf8').trim().split('\n')

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'millrace-rotate-'))
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(home, { recursive: true })
})

it('adds a key, once, that a server then makes the only one', async () => {
  const config = readConfig({ MILLRACE_HOME: home })
  await expect(rotateKey([], config)).rejects.toMatchObject({ code: 'key_missing' })
  await (await openStore({ home })).close()
  const [old] = keys()
  expect(await rotateKey([], config)).toBe(0)
  expect(await rotateKey([], config)).toBe(0)
  const [newest, ...others] = keys()
  expect(others).toEqual([old])
  await (await openStore({ home, alone: true })).close()
  expect(keys()).toEqual([newest])
})

it('says what to do where the key is no file', async () => {
  const config = readConfig({ MILLRACE_HOME: home, MILLRACE_ENCRYPTION_KEY: 'a'.repeat(64) })
  await expect(rotateKey([], config)).rejects.toThrow('MILLRACE_ENCRYPTION_KEY')
  await expect(rotateKey(['now'], config)).rejects.toThrow('no arguments')
})
