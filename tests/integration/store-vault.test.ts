import { type ChildProcess, fork } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Store, addKeyToFile, systemPrincipal } from '@millrace/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Place, sqlite, targets } from './store-targets.ts'

const me = systemPrincipal('test')
const SECRET = 'canary-3f9c1d'

function startRotating({ options: { home, databaseUrl } }: Place): ChildProcess {
  const program = fileURLToPath(new URL('./store-rotation-server.ts', import.meta.url))
  return fork(program, [home, ...(databaseUrl === undefined ? [] : [databaseUrl])], { execArgv: [] })
}

describe.each(await targets())('credentials on $name', (target) => {
  let place: Place
  let store: Store
  let project: string
  beforeEach(async () => {
    place = await target.fresh()
    store = await place.open()
    project = (await store.projects.create({ name: 'P', kind: 'personal' })).id
  })
  afterEach(async () => {
    await store.close()
    await place.remove()
  })

  const add = (name = 'One', more: { allowedHosts?: readonly string[] } = {}) =>
    store.credentials.create(me, {
      project,
      name,
      type: 'httpBasicAuth',
      fields: { user: 'ada', password: SECRET, realm: '' },
      ...more,
    })
  const use = (id: string, who = project) =>
    store.vault.use(id, { project: who, nodeType: 'httpRequest' }, async (credential) => credential)

  test('are opened for use in their project, and never shown', async () => {
    const made = await add()
    expect(made.filled).toEqual(['user', 'password'])
    expect(JSON.stringify([made, await store.credentials.list(me)])).not.toContain(SECRET)
    expect(await use(made.id)).toEqual({
      type: 'httpBasicAuth',
      allowedHosts: [],
      fields: { user: 'ada', password: SECRET, realm: '' },
    })
    await expect(use(made.id, 'another')).rejects.toMatchObject({ code: 'not_found' })
    const foreign = { id: 'u', kind: 'user', projects: ['another'] } as const
    expect(await store.credentials.list(foreign)).toEqual([])
    expect(await store.credentials.get(foreign, made.id)).toBeUndefined()
    await expect(store.credentials.delete(foreign, made.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(store.credentials.list({ ...foreign, projects: [] })).resolves.toEqual([])
  })

  test('are new inside with every save', async () => {
    const { id } = await add()
    const row = () => store.authDatabase().db.selectFrom('credentials').selectAll().executeTakeFirstOrThrow()
    const before = await row()
    await store.credentials.update(me, id, { fields: { user: 'ada', password: SECRET, realm: '' } })
    const after = await row()
    expect(Buffer.from(after.data_key).equals(Buffer.from(before.data_key))).toBe(false)
    expect(Buffer.from(after.payload).equals(Buffer.from(before.payload))).toBe(false)
  })

  test('do not open when their rows, fields, types, projects or hosts were exchanged', async () => {
    const [one, two] = [await add('One', { allowedHosts: ['a.example'] }), await add('Two')]
    const { db } = store.authDatabase()
    const rows = new Map((await db.selectFrom('credentials').selectAll().execute()).map((row) => [row.id, row]))
    const other = rows.get(two.id)
    const own = rows.get(one.id)
    if (other === undefined || own === undefined) throw new Error('The credentials are not there.')
    const forgeries = [
      { data_key: other.data_key, payload: other.payload },
      { payload: other.payload },
      { data_key: other.data_key },
      { type: 'httpHeaderAuth' },
      { project: 'elsewhere' },
      { allowed_hosts: '[]' },
      { payload: Buffer.concat([own.payload, Buffer.from([0])]) },
    ]
    for (const forged of forgeries) {
      await db.updateTable('credentials').set(forged).where('id', '=', one.id).execute()
      const where = 'project' in forged ? 'elsewhere' : project
      await expect(use(one.id, where)).rejects.toMatchObject({ code: 'credential_damaged' })
      await db.updateTable('credentials').set(own).where('id', '=', one.id).execute()
    }
    expect((await use(one.id)).fields).toMatchObject({ password: SECRET })
  })

  test('are allowed more hosts only with the secret in hand', async () => {
    const { id } = await add('One', { allowedHosts: ['B.example', 'a.example'] })
    const change = (allowedHosts: readonly string[]) => store.credentials.update(me, id, { allowedHosts })
    await expect(change(['a.example', 'c.example'])).rejects.toMatchObject({ code: 'secret_needed' })
    await expect(change([])).rejects.toMatchObject({ code: 'secret_needed' })
    expect((await change(['a.example'])).allowedHosts).toEqual(['a.example'])
    expect((await use(id)).fields).toMatchObject({ password: SECRET })
    const fields = { user: 'ada', password: 'other' }
    expect((await store.credentials.update(me, id, { allowedHosts: [], fields })).allowedHosts).toEqual([])
    expect((await use(id)).fields).toEqual(fields)
  })

  test('move to a new key while in use, and the old one is then not needed', async () => {
    const ids = []
    for (let n = 0; n < 120; n++) ids.push((await add(`C${n}`)).id)
    const session = store.vault.deriveKey('session')
    await store.close()
    const file = join(place.options.home, 'key')
    await addKeyToFile(file)
    store = await place.open()
    expect((await use(ids[0] ?? '')).fields).toMatchObject({ password: SECRET })
    expect(await store.vault.rotate()).toBe(120)
    expect(await store.vault.rotate()).toBe(0)
    await store.close()
    const [newest = ''] = (await readFile(file, 'utf8')).split('\n')
    store = await place.open({ keys: { from: 'environment', text: newest } })
    expect((await use(ids[119] ?? '')).fields).toMatchObject({ password: SECRET })
    expect(store.vault.deriveKey('session')).toEqual(session)
  })

  test('are not written any more under a key that another process rotated away', async () => {
    const { id } = await add()
    await addKeyToFile(join(place.options.home, 'key'))
    const other = await place.open()
    expect(await other.vault.rotate()).toBe(1)
    await expect(add('Late')).rejects.toMatchObject({ code: 'key_retired' })
    await expect(store.credentials.update(me, id, { name: 'Late' })).rejects.toMatchObject({ code: 'key_retired' })
    const { db } = other.authDatabase()
    expect(await db.selectFrom('vault_keys').select('key_id').execute()).toHaveLength(1)
    await other.credentials.update(me, id, { name: 'In time' })
    await other.close()
  })

  test('are all moved to a new key by a server that is killed in the middle, and then another', async () => {
    const { id } = await add()
    const { db } = store.authDatabase()
    const keyId = () => db.selectFrom('credentials').select('key_id').distinct().execute()
    for (let n = 0; n < 300; n++) await add(`C${n}`)
    const file = join(place.options.home, 'key')
    const keys = async () => (await readFile(file, 'utf8')).trim().split('\n')
    await addKeyToFile(file)
    const [newest] = await keys()
    const first = startRotating(place)
    const over = new Promise((resolve) => first.once('exit', resolve))
    while (first.exitCode === null && (await keyId()).length < 2) await new Promise(setImmediate)
    first.kill('SIGKILL')
    await over
    const second = startRotating(place)
    expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
    expect(await keyId()).toHaveLength(1)
    expect(await keys()).toEqual([newest])
    await store.close()
    store = await place.open()
    expect((await use(id)).fields).toMatchObject({ password: SECRET })
    for (const one of await store.credentials.list(me)) {
      expect((await use(one.id)).fields).toMatchObject({ password: SECRET })
    }
  })

  test('leave one entry in the audit for each change, and the chain tells when it was tampered with', async () => {
    const audit = { actor: 'ada', kind: 'user', address: '127.0.0.1' } as const
    const fields = { password: SECRET }
    const { id } = await store.credentials.create(me, { project, name: 'A', type: 't', fields, audit })
    await store.credentials.update(me, id, { name: 'B', audit })
    await store.credentials.delete(me, id, audit)
    await store.audit.record({ ...audit, action: 'credential.show', object: id, outcome: 'refused' })
    const rows = await store.audit.list(0)
    expect(rows.map((row) => row.action)).toEqual([
      'credential.create',
      'credential.update',
      'credential.delete',
      'credential.show',
    ])
    expect(JSON.stringify(rows)).not.toContain(SECRET)
    expect(rows[1]?.before).toBe(rows[0]?.after)
    expect(await store.audit.verify()).toMatchObject({ rows: 4 })
    const { db } = store.authDatabase()
    await db.updateTable('audit').set({ actor: 'eve' }).where('seq', '=', 2).execute()
    await expect(store.audit.verify()).rejects.toMatchObject({ code: 'audit_broken', details: { seq: 2 } })
    await db.updateTable('audit').set({ actor: 'ada' }).where('seq', '=', 2).execute()
    await db.deleteFrom('audit').where('seq', '=', 4).execute()
    await expect(store.audit.verify()).rejects.toMatchObject({ code: 'audit_broken', details: { seq: 4 } })
  })
})

describe.each(await targets())('checkpoints of the audit on $name', (target) => {
  test('tell that it was changed, cut off or made anew, and cannot be forged', async () => {
    const place = await target.fresh()
    const store = await place.open()
    const record = (object: string) =>
      store.audit.record({ actor: 'ada', kind: 'user', action: 'test', object, outcome: 'done' })
    expect(await store.audit.checkpoint()).toBeUndefined()
    await record('a')
    await record('b')
    const [second, log] = [await store.audit.checkpoint(), 'a line\n']
    await record('c')
    const third = await store.audit.checkpoint()
    const kept = `${log}{"audit":"${second?.text}"}\n{"audit":"${third?.text}"}\n`
    expect([second?.seq, third?.seq]).toEqual([2, 3])
    expect(await store.audit.verify(kept)).toMatchObject({ rows: 3, checkpoints: 2 })
    await expect(store.audit.verify(kept.replace(':2:', ':1:'))).rejects.toMatchObject({ code: 'audit_broken' })

    const { db } = store.authDatabase()
    await db.deleteFrom('audit').where('seq', '=', 3).execute()
    await db.updateTable('counters').set({ value: 2 }).where('name', '=', 'audit').execute()
    expect(await store.audit.verify(log)).toMatchObject({ rows: 2, checkpoints: 0 })
    await expect(store.audit.verify(kept)).rejects.toMatchObject({ code: 'audit_broken', details: { seq: 3 } })
    await record('another c')
    await expect(store.audit.verify(kept)).rejects.toMatchObject({ code: 'audit_broken', details: { seq: 3 } })

    const other = await target.fresh()
    const stranger = await other.open()
    await expect(stranger.audit.verify(kept)).rejects.toMatchObject({ code: 'audit_broken' })
    await stranger.close()
    await other.remove()
    await store.close()
    await place.remove()
  })
})

test('no secret is readable in any file of the home folder', async () => {
  const place = await sqlite.fresh()
  const store = await place.open()
  const { id: project } = await store.projects.create({ name: 'P', kind: 'personal' })
  await store.credentials.create(me, { project, name: 'A', type: 't', fields: { password: SECRET } })
  for (const name of await readdir(place.options.home)) {
    if (name === 'binary') continue
    const bytes = await readFile(join(place.options.home, name))
    for (const form of [SECRET, Buffer.from(SECRET).toString('base64').slice(0, 16)]) {
      expect(bytes.includes(form)).toBe(false)
    }
  }
  await store.close()
  await place.remove()
})
