/** A copy of an instance, made the documented way while it is written to, is whole and opens. */
import { execFile } from 'node:child_process'
import { copyFile, cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Store, systemPrincipal } from '@millrace/store'
import { expect, test } from 'vitest'
import { whole } from './store-samples.ts'
import { type Place, type Target, targets } from './store-targets.ts'

const me = systemPrincipal('test')
const run = promisify(execFile)

/** Copies the database of a store that is in use into an empty place. */
const copies: Readonly<Record<Target['name'], (store: Store, from: Place, to: Place) => Promise<unknown>>> = {
  sqlite: (store, _from, to) => store.backup(join(to.options.home, 'millrace.db')),
  async postgres(_store, from, to) {
    const dump = join(to.options.home, 'dump')
    await run('pg_dump', ['--format=custom', `--file=${dump}`, `--dbname=${from.options.databaseUrl}`])
    await run('pg_restore', ['--no-owner', '--exit-on-error', `--dbname=${to.options.databaseUrl}`, dump])
  },
}

test.each(await targets())('on $name', async (target) => {
  const place = await target.fresh()
  const copied = await target.fresh()
  const store = await place.open()
  const { id: project } = await store.projects.create({ name: 'Mine', kind: 'team' })
  const fields = { value: 'secret' }
  const { id } = await store.credentials.create(me, { project, name: 'Key', type: 'httpHeaderAuth', fields })
  const items = Array.from({ length: 1_000 }, (_, n) => ({ json: { n, text: 'x'.repeat(100) } }))
  const { entries, ...large } = whole('large')
  await store.journal.append({
    ...large,
    entries: entries.map((one, n) => (n === 0 ? { ...one, items: [items] } : one)),
  })
  const file = await store.blobs.put('large', Buffer.from('content'))

  const stopped = new AbortController()
  const writing = (async () => {
    for (let n = 0; !stopped.signal.aborted; n++) await store.journal.append(whole(`n${n}`))
  })()
  await store.journal.append(whole('before'))
  await copies[target.name](store, place, copied)
  stopped.abort()
  await writing
  await cp(join(place.options.home, 'binary'), join(copied.options.home, 'binary'), { recursive: true })
  await copyFile(join(place.options.home, 'key'), join(copied.options.home, 'key'))

  const copy = await copied.open()
  const open = await copy.vault.use(id, { project, nodeType: 'test' }, async (credential) => credential.fields)
  expect(open).toEqual(fields)
  expect(await copy.journal.read('large')).toEqual(await store.journal.read('large'))
  expect(await copy.journal.read('before')).toHaveLength(2)
  expect(Buffer.from(await copy.blobs.get('large', file)).toString()).toBe('content')
  for (const { id: execution } of (await copy.executions.list(me, {}, { limit: 200 })).items) {
    expect(await copy.journal.read(execution)).toEqual(await store.journal.read(execution))
  }
  await copy.journal.append(whole('after'))
  await copy.close()
  await store.close()
  await copied.remove()
  await place.remove()
})
