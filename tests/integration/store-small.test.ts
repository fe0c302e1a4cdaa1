import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Store, systemPrincipal } from '@millrace/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Place, targets } from './store-targets.ts'

const me = systemPrincipal('test')

describe.each(await targets())('on $name', (target) => {
  let place: Place
  let store: Store
  let now = 1_000_000
  beforeAll(async () => {
    place = await target.fresh()
    store = await place.open({ clock: () => now })
  })
  afterAll(async () => {
    await store.close()
    await place.remove()
  })

  test('a set of seen values tells what is new and forgets the oldest', async () => {
    const key = { workflow: 'w', set: 'ids' }
    expect(await store.state.addNew(key, ['a', 'b', 'a'], 3)).toEqual([true, true, false])
    expect(await store.state.addNew(key, ['b', 'c', 'd'], 3)).toEqual([false, true, true])
    expect(await store.state.addNew(key, ['a'], 3)).toEqual([true])
    expect(await store.state.addNew({ ...key, set: 'other' }, ['a'], 3)).toEqual([true])
    expect(await store.state.addNew(key, [], 3)).toEqual([])
    await store.state.clear(key)
    expect(await store.state.addNew(key, ['c'], 3)).toEqual([true])
    const many = Array.from({ length: 1_200 }, (_, n) => `m${n}`)
    expect((await store.state.addNew(key, many, 10_000)).every(Boolean)).toBe(true)
  })

  test('static data is kept part by part, with the workflow', async () => {
    const { id: project } = await store.projects.create({ name: 'Static', kind: 'team' })
    const { id: workflow } = await store.workflows.create(me, {
      project,
      name: 'w',
      document: { nodes: [] },
      staticData: { global: { a: 1 }, 'node:Feed': { last: 1 } },
    })
    const feed = { workflow, scope: 'node:Feed' }
    expect(await store.state.staticData(feed)).toEqual({ last: 1 })
    await store.state.keepStaticData(feed, { last: 2 })
    expect(await store.state.staticData(feed)).toEqual({ last: 2 })
    expect(await store.state.staticData({ workflow, scope: 'global' })).toEqual({ a: 1 })
    expect(await store.state.staticData({ workflow, scope: 'node:Other' })).toEqual({})
    expect(await store.state.staticData({ workflow: 'none', scope: 'global' })).toEqual({})
  })

  test('a number is only ever raised, and cleared with its key', async () => {
    const key = { workflow: 'w', set: 'highest' }
    expect(await store.state.raise(key, 1.5)).toBeUndefined()
    expect(await store.state.raise(key, 7)).toBe(1.5)
    expect(await store.state.raise(key, 3)).toBe(7)
    expect(await store.state.raise(key, -1)).toBe(7)
    expect(await store.state.raise({ ...key, set: 'another' }, 2)).toBeUndefined()
    await store.state.clear(key)
    expect(await store.state.raise(key, -1)).toBeUndefined()
  })

  test('a schedule rule fires once for a moment, and never back in time', async () => {
    const rule = { node: 'n', rule: 0 }
    expect(await store.schedules.fired('w', { ...rule, at: 10 })).toBe(true)
    expect(await store.schedules.fired('w', { ...rule, at: 10 })).toBe(false)
    expect(await store.schedules.fired('w', { ...rule, at: 9 })).toBe(false)
    expect(await store.schedules.fired('w', { ...rule, at: 11 })).toBe(true)
    const race = await Promise.all([12, 12, 12].map((at) => store.schedules.fired('w', { ...rule, at })))
    expect(race.filter(Boolean)).toHaveLength(1)
    expect(await store.schedules.lastFired('w')).toEqual([{ ...rule, at: 12 }])
  })

  test('a moment of a schedule is taken with the job it begins, or neither is', async () => {
    const job = (execution: string) => ({
      execution,
      workflow: 'timed',
      version: 'published',
      mode: 'trigger' as const,
      trigger: 'n',
      outputs: [],
      rootId: execution,
      pinData: false,
    })
    const jobs = async () =>
      (await store.recovery.jobs()).flatMap(({ workflow, execution }) => (workflow === 'timed' ? [execution] : []))
    expect(await store.schedules.fired('timed', { node: 'n', rule: 0, at: 10 }, job('first'))).toBe(true)
    expect(await store.schedules.fired('timed', { node: 'n', rule: 0, at: 10 }, job('second'))).toBe(false)
    expect(await jobs()).toEqual(['first'])
    // A job that cannot be written down takes no moment.
    const unwritable = { ...job('third'), outputs: [[{ json: { big: 1n } }]] }
    const taken = store.schedules.fired('timed', { node: 'n', rule: 0, at: 11 }, unwritable as never)
    await expect(taken).rejects.toThrow('BigInt')
    expect(await store.schedules.lastFired('timed')).toEqual([{ node: 'n', rule: 0, at: 10 }])
    await store.recovery.dropJob('first')
  })

  test('an API key is shown once, found by its text, and ends', async () => {
    const { key, text } = await store.apiKeys.create({ user: 'ada', name: 'CI', scopes: ['workflow:read'] })
    expect(await store.apiKeys.find(text)).toMatchObject({ id: key.id, user: 'ada', scopes: ['workflow:read'] })
    expect(JSON.stringify(await store.apiKeys.list('ada'))).not.toContain(text)
    expect(await store.apiKeys.find(`${text}x`)).toBeUndefined()
    expect((await store.apiKeys.list('ada'))[0]).toMatchObject({ lastUsedAt: 1_000_000 })
    const short = await store.apiKeys.create({ user: 'ada', name: 'Day', scopes: [], expiresAt: now + 5 })
    now += 5
    expect(await store.apiKeys.find(short.text)).toBeUndefined()
    await store.apiKeys.delete('eve', key.id)
    expect(await store.apiKeys.find(text)).toBeDefined()
    await store.apiKeys.delete('ada', key.id)
    expect(await store.apiKeys.find(text)).toBeUndefined()
  })

  test('settings, variables, projects and members are kept', async () => {
    await store.settings.set('a.b', { c: [1, null] })
    await store.settings.set('a.b', { c: 2 })
    expect(await store.settings.get('a.b')).toEqual({ c: 2 })
    await store.settings.delete('a.b')
    expect(await store.settings.get('a.b')).toBeUndefined()

    const { id } = await store.projects.create({ name: 'P', kind: 'team' })
    await store.projects.rename(id, 'Q')
    expect(await store.projects.get(id)).toMatchObject({ name: 'Q', kind: 'team' })
    await store.projects.setMember(id, 'ada', 'viewer')
    await store.projects.setMember(id, 'ada', 'owner')
    expect(await store.projects.ofUser('ada')).toEqual([{ project: id, name: 'Q', role: 'owner' }])
    expect(await store.projects.members(id)).toEqual([{ user: 'ada', role: 'owner' }])
    await store.projects.removeMember(id, 'ada')
    expect(await store.projects.ofUser('ada')).toEqual([])
    expect(await store.projects.userCount()).toBe(0)

    await store.variables.set(me, id, { name: 'url', value: 'x' })
    await store.variables.set(me, id, { name: '__proto__', value: 'y' })
    const all = await store.variables.all(id)
    expect(Object.entries(all).sort()).toEqual([
      ['__proto__', 'y'],
      ['url', 'x'],
    ])
    await store.variables.delete(me, id, 'url')
    expect(await store.variables.list(me, id)).toEqual([{ name: '__proto__', value: 'y' }])
  })

  test('files belong to one execution, and an id is never a way out of its folder', async () => {
    const bytes = Buffer.from([0, 1, 2, 255])
    const id = await store.blobs.put('e1', bytes)
    expect(Buffer.from(await store.blobs.get('e1', id)).equals(bytes)).toBe(true)
    const strange = ['../e1', `../../key`, `e1/${id}`, '', '.', id.slice(1), `${id}\0`, '/etc/passwd']
    for (const other of strange) {
      await expect(store.blobs.get('e1', other)).rejects.toMatchObject({ code: 'blob_unknown' })
    }
    await expect(store.blobs.get('e2', id)).rejects.toMatchObject({ code: 'blob_unknown' })
    const escaping = await store.blobs.put('../../../escape', bytes)
    expect(Buffer.from(await store.blobs.get('../../../escape', escaping)).equals(bytes)).toBe(true)
    expect(await readdir(join(place.options.home, 'binary'))).toHaveLength(2)
    await store.blobs.removeAll(['e1', 'never'])
    await expect(store.blobs.get('e1', id)).rejects.toMatchObject({ code: 'blob_unknown' })
  })

  test('transactions of the sign-in library and journal writes do not mix', async () => {
    const { db } = store.authDatabase()
    let beside: Promise<void> | undefined
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('settings').values({ name: 'half', value: '1' }).execute()
      beside = store.settings.set('beside', true)
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('given up')
    })
    await expect(failing).rejects.toThrow('given up')
    await beside
    expect(await store.settings.get('half')).toBeUndefined()
    expect(await store.settings.get('beside')).toBe(true)
  })
})
