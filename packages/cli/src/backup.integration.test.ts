import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@millrace/server'
import { openStore, systemPrincipal } from '@millrace/store'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backup } from './backup.ts'

let folder = ''
let home = ''
let said: string[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-backup-'))
  home = join(folder, 'home')
  said = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const copying = (to: string) => backup([to], readConfig({ MILLRACE_HOME: home }))
const principal = systemPrincipal('test')

describe('a backup', () => {
  it('of a database that is in use opens with the key beside it, and has no key in it', async () => {
    const store = await openStore({ home, alone: true })
    const { id: project } = await store.projects.create({ name: 'Mine', kind: 'team' })
    const fields = { value: 'canary-secret' }
    const { id } = await store.credentials.create(principal, { project, name: 'Key', type: 'httpHeaderAuth', fields })
    const file = await store.blobs.put('e1', Buffer.from('content'))
    const to = join(folder, 'copy')
    expect(await copying(to)).toBe(0)
    await store.close()

    expect(readdirSync(to).toSorted()).toEqual(['binary', 'millrace.db'])
    expect(said.join('\n')).toContain(`${join(home, 'key')} is not in the copy`)
    writeFileSync(join(to, 'key'), readFileSync(join(home, 'key')), { mode: 0o600 })
    const copy = await openStore({ home: to })
    const use = copy.vault.use(id, { project, nodeType: 'test' }, async (opened) => opened.fields)
    expect(await use).toEqual(fields)
    expect(Buffer.from(await copy.blobs.get('e1', file)).toString()).toBe('content')
    await copy.close()
  })

  it('never overwrites what is there', async () => {
    const to = join(folder, 'taken')
    mkdirSync(to)
    writeFileSync(join(to, 'precious'), 'kept')
    await expect(copying(to)).rejects.toThrow(`${to} is not empty`)
    await expect(backup([])).rejects.toThrow('Name the folder')
  })
})
