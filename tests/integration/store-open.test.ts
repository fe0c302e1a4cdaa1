import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemPrincipal } from '@millrace/store'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { begin, whole } from './store-samples.ts'
import { type Place, sqlite, targets } from './store-targets.ts'
import { migrateSqliteFile } from './store-upgrade.ts'

const me = systemPrincipal('test')

describe.each(await targets())('opening the store on $name', (target) => {
  let place: Place
  beforeEach(async () => {
    place = await target.fresh()
  })
  afterEach(() => place.remove())

  test('finds everything again after it was closed', async () => {
    const first = await place.open()
    const project = await first.projects.create({ name: 'P', kind: 'personal' })
    await first.workflows.create(me, { id: 'w1', project: project.id, name: 'Kept', document: { nodes: [] } })
    await first.journal.append(whole('e1'))
    await first.close()

    const again = await place.open()
    expect(await again.workflows.get(me, 'w1')).toMatchObject({ name: 'Kept', revision: 1 })
    expect(await again.executions.get(me, 'e1')).toMatchObject({ status: 'success', project: project.id })
    await again.close()
  })

  test('says so when a newer version has written the database', async () => {
    const store = await place.open()
    const { db } = store.authDatabase()
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01')`.execute(db)
    await store.close()
    await expect(place.open()).rejects.toMatchObject({ code: 'database_newer' })
  })

  test('refuses another key and changes nothing, then opens with the right one', async () => {
    const store = await place.open()
    const key = await readFile(join(place.options.home, 'key'), 'utf8')
    await store.close()
    const wrong = Buffer.alloc(32, 7).toString('base64')
    const opening = place.open({ keys: { from: 'environment', text: wrong } })
    await expect(opening).rejects.toMatchObject({ code: 'wrong_key' })
    await (await place.open({ keys: { from: 'environment', text: key } })).close()
  })

  test('opens with a passphrase, and only with that one', async () => {
    const keys = { from: 'passphrase', passphrase: 'correct horse' } as const
    const store = await place.open({ keys })
    const before = store.vault.deriveKey('session')
    await store.close()
    const again = await place.open({ keys })
    expect(again.vault.deriveKey('session')).toEqual(before)
    expect(again.vault.deriveKey('resume')).not.toEqual(before)
    await again.close()
    await expect(place.open({ keys: { ...keys, passphrase: 'battery' } })).rejects.toMatchObject({ code: 'wrong_key' })
  })
})

describe('the home folder', () => {
  let place: Place
  beforeEach(async () => {
    place = await sqlite.fresh()
  })
  afterEach(() => place.remove())

  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

  test('belongs to its user alone, and so does everything in it', async () => {
    const { home } = place.options
    await chmod(home, 0o755)
    const store = await place.open()
    await store.journal.append(begin('e1'))
    expect(await mode(home)).toBe(0o700)
    for (const name of ['key', 'millrace.db', 'millrace.db-wal', 'millrace.db-shm']) {
      expect(await mode(join(home, name))).toBe(0o600)
    }
    await store.close()
  })

  test('that cannot be written to is said to be so', async () => {
    const file = join(place.options.home, 'a-file')
    await writeFile(file, '')
    await expect(place.open({ home: join(file, 'home') })).rejects.toMatchObject({ code: 'home_unwritable' })
    await mkdir(join(place.options.home, 'other', 'millrace.db'), { recursive: true })
    const opening = place.open({ home: join(place.options.home, 'other') })
    await expect(opening).rejects.toMatchObject({ code: 'home_unwritable' })
  })

  test('is made whole, and one where nothing can be made is said to be so at once', async () => {
    const deep = join(place.options.home, 'a', 'b', 'c')
    await (await place.open({ home: deep })).close()
    expect(await mode(join(place.options.home, 'a'))).toBe(0o700)
    if (process.platform !== 'linux') return
    await expect(place.open({ home: '/proc/millrace/home' })).rejects.toMatchObject({ code: 'home_unwritable' })
  })

  test('takes one server, and an import beside it', async () => {
    const server = await place.open({ alone: true })
    await expect(place.open({ alone: true })).rejects.toMatchObject({
      code: 'home_in_use',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    await (await place.open()).close()
    await server.close()
    await (await place.open({ alone: true })).close()
  })

  test('whose key file is gone gets no new one while something was written under it', async () => {
    await (await place.open()).close()
    const file = join(place.options.home, 'key')
    const key = await readFile(file)
    await rm(file)
    await expect(place.open()).rejects.toMatchObject({ code: 'key_missing' })
    expect(await readdir(place.options.home)).not.toContain('key')
    await writeFile(file, key, { mode: 0o600 })
    await (await place.open()).close()
  })

  test('with a key file that others can read is refused', async () => {
    await (await place.open()).close()
    await chmod(join(place.options.home, 'key'), 0o644)
    await expect(place.open()).rejects.toMatchObject({ code: 'key_readable' })
  })

  test('with a damaged database is told apart from an empty one', async () => {
    await writeFile(
      join(place.options.home, 'millrace.db'),
      'this is no database, and long enough to look at. '.repeat(100),
    )
    await expect(place.open()).rejects.toMatchObject({ code: 'database_damaged' })
  })

  test('keeps a copy of the database as it was before a migration', async () => {
    const { home } = place.options
    const file = join(home, 'millrace.db')
    await (await place.open()).close()
    expect((await readdir(home)).filter((name) => name.includes('before'))).toEqual([])
    // As an older version left it: its migration known under the name it had then.
    const older = new DatabaseSync(file)
    older.exec('create table precious (value text)')
    older.exec("insert into precious values ('kept')")
    older.close()
    await migrateSqliteFile(file)
    const copy = (await readdir(home)).find((name) => name.startsWith('millrace.before-'))
    const before = new DatabaseSync(join(home, copy ?? ''), { readOnly: true })
    expect(before.prepare('select value from precious').all()).toEqual([{ value: 'kept' }])
    expect(before.prepare("select name from sqlite_master where name = 'added_later'").all()).toEqual([])
    before.close()
    const after = new DatabaseSync(file, { readOnly: true })
    expect(after.prepare("select name from sqlite_master where name = 'added_later'").all()).toHaveLength(1)
    after.close()
  })

  test('holds a database that gives space back after pruning', async () => {
    const store = await place.open()
    const text = 'x'.repeat(4_000)
    for (let n = 0; n < 400; n++) {
      const write = whole(`e${n}`)
      const [first, ...others] = write.entries
      if (first === undefined) continue
      await store.journal.append({ ...write, entries: [{ ...first, items: [[{ json: { text } }]] }, ...others] })
    }
    const size = async (): Promise<number> => {
      const reader = new DatabaseSync(join(place.options.home, 'millrace.db'), { readOnly: true })
      const row = reader.prepare('pragma page_count').get()
      reader.close()
      return Number(row?.['page_count'])
    }
    const before = await size()
    expect(await store.pruning.run({ maxAgeMs: 1e15, maxCount: 10, maxBytes: 1e12 })).toEqual({ deleted: 390 })
    expect(await size()).toBeLessThan(before / 3)
    expect(await store.executions.count(me, {})).toEqual({ count: 10, more: false })
    await store.close()
  })
})
