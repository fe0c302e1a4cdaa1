import { type Principal, type Store, systemPrincipal, versionOf } from '@millrace/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, ended, newExecution, started, whole } from './store-samples.ts'
import { type Place, targets } from './store-targets.ts'

const system = systemPrincipal('test')

describe.each(await targets())('workflows on $name', (target) => {
  let place: Place
  let store: Store
  let mine: string
  let theirs: string
  let me: Principal
  let now = 1_000
  beforeAll(async () => {
    place = await target.fresh()
    store = await place.open({ clock: () => now++ })
    mine = (await store.projects.create({ name: 'Mine', kind: 'personal' })).id
    theirs = (await store.projects.create({ name: 'Theirs', kind: 'personal' })).id
    me = { id: 'ada', kind: 'user', projects: [mine] }
  })
  afterAll(async () => {
    await store.close()
    await place.remove()
  })

  const document = (path: string) => ({ nodes: [{ id: 'h', type: 'webhook', parameters: { path } }] })
  const create = (name: string, more: { project?: string; id?: string; tags?: readonly string[] } = {}) =>
    store.workflows.create(system, { project: mine, name, document: document(name), ...more })
  const route = (path: string) => ({ method: 'GET', path, node: 'h', data: { mode: 'onReceived' } })

  test('two tabs never overwrite each other silently', async () => {
    const { id, revision } = await create('Tabs')
    const saved = await store.workflows.save(me, id, { revision, name: 'First', document: { nodes: [] } })
    expect(saved).toMatchObject({ revision: 2, name: 'First', nodeCount: 0 })
    const late = store.workflows.save(me, id, { revision, name: 'Second', document: { nodes: [1] } })
    await expect(late).rejects.toMatchObject({ code: 'revision_conflict', details: { revision: 2 } })
    const both = await Promise.allSettled(
      ['A', 'B'].map((name) => store.workflows.save(me, id, { revision: 2, name, document: { nodes: [] } })),
    )
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await store.workflows.get(me, id)).toMatchObject({ revision: 3 })
  })

  test('something foreign looks like something missing', async () => {
    const { id } = await create('Secret', { project: theirs })
    expect(await store.workflows.get(me, id)).toBeUndefined()
    const change = { revision: 1, name: 'x', document: {} }
    const attempts = [
      store.workflows.save(me, id, change),
      store.workflows.publish(me, id, { routes: [] }),
      store.workflows.unpublish(me, id),
      store.workflows.delete(me, id),
      store.workflows.setTags(me, id, ['x']),
      store.workflows.setArchived(me, id, true),
      store.workflows.versions(me, id),
      store.workflows.create(me, { project: theirs, name: 'x', document: {} }),
      store.variables.list(me, theirs),
    ]
    for (const answer of await Promise.allSettled(attempts)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
    }
    await store.journal.append(whole('foreign', { create: newExecution({ workflow: id }) }))
    expect(await store.executions.get(me, 'foreign')).toBeUndefined()
    expect(await store.executions.events(me, 'foreign', -1)).toEqual([])
    expect(await store.executions.journal(me, 'foreign')).toEqual([])
    expect(await store.executions.items(me, 'foreign', { node: 'hook', run: 0, output: 0 })).toBeUndefined()
    expect(await store.executions.delete(me, ['foreign'])).toBe(0)
    expect((await store.executions.list(me, {}, {})).items.map((row) => row.id)).not.toContain('foreign')
    expect((await store.workflows.list(me, {}, {})).items.map((row) => row.id)).not.toContain(id)
    expect(await store.executions.get(system, 'foreign')).toMatchObject({ project: theirs })
  })

  test('an address belongs to one published workflow', async () => {
    const one = await create('Route one')
    const two = await create('Route two')
    const before = await store.publishedRevision()
    await store.workflows.publish(me, one.id, { routes: [route('orders'), route('orders/:id')] })
    expect(await store.publishedRevision()).toBeGreaterThan(before)
    const taken = store.workflows.publish(me, two.id, { routes: [route('free'), route('orders')] })
    await expect(taken).rejects.toMatchObject({ code: 'route_taken', details: { path: 'orders', workflow: one.id } })
    expect(await store.workflows.get(me, two.id)).toMatchObject({ active: false, published: null })
    expect(await store.routes.ofWorkflow(two.id)).toEqual([])
    await store.workflows.unpublish(me, one.id)
    await store.workflows.publish(me, two.id, { routes: [route('orders')] })
    expect(await store.routes.all()).toEqual([{ ...route('orders'), workflow: two.id, project: mine }])
  })

  test('what runs is the published version, whatever happens to the draft', async () => {
    const { id } = await create('Versions')
    const first = await store.workflows.publish(me, id, { routes: [] })
    await store.workflows.save(me, id, { revision: 1, name: 'Versions', document: document('later') })
    expect(await store.workflows.find(id, 'published')).toMatchObject({
      version: first.published,
      document: document('Versions'),
      active: true,
      project: mine,
    })
    expect((await store.workflows.find(id, 'draft'))?.document).toEqual(document('later'))
    const second = await store.workflows.publish(me, id, { routes: [] })
    expect(second.published).toBe(versionOf(JSON.stringify(document('later'))))
    expect((await store.workflows.versions(me, id)).map((one) => one.version)).toEqual([
      second.published,
      first.published,
    ])
    const back = await store.workflows.publish(me, id, { version: first.published ?? '', routes: [] })
    expect(back.published).toBe(first.published)
    const { publishedAt } =
      (await store.workflows.versions(me, id)).find((one) => one.version === first.published) ?? {}
    const published = { id, version: first.published, project: mine, publishedAt }
    expect(await store.workflows.published()).toContainEqual(published)
    const unknown = store.workflows.publish(me, id, { version: 'never', routes: [] })
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
  })

  test('what is run again comes without its document, and with the variables of its project', async () => {
    const { id } = await create('Again')
    const { published } = await store.workflows.publish(me, id, { routes: [] })
    const version = published ?? ''
    await store.variables.set(me, mine, { name: 'url', value: 'https://example.com' })
    const about = {
      id,
      version,
      active: true,
      staticData: {},
      project: mine,
      variables: { url: 'https://example.com' },
    }
    const whole = { ...about, document: document('Again') }
    expect(await store.workflows.toRun(id, 'published', [])).toEqual(whole)
    expect(await store.workflows.toRun(id, { version }, ['another'])).toEqual(whole)
    expect(await store.workflows.toRun(id, { version }, ['another', version])).toEqual(about)
    expect(await store.workflows.toRun(id, 'published', [version])).toEqual(about)
    expect(await store.workflows.toRun(id, { version: 'never' }, [version])).toBeUndefined()
    expect(await store.workflows.toRun('nobody', 'published', [])).toBeUndefined()
    await store.variables.delete(me, mine, 'url')
    await store.workflows.unpublish(me, id)
    expect(await store.workflows.toRun(id, { version }, [version])).toEqual({ ...about, active: false, variables: {} })
  })

  test('a draft that runs by hand can be found again by its version', async () => {
    const { id } = await create('By hand')
    const version = await store.workflows.keepVersion(id, document('draft'), 'ada')
    expect(await store.workflows.keepVersion(id, document('draft'), 'ada')).toBe(version)
    expect((await store.workflows.find(id, { version }))?.document).toEqual(document('draft'))
    expect(await store.workflows.find(id, 'published')).toBeUndefined()
    expect((await store.workflows.versions(me, id))[0]).toMatchObject({ version, publishedAt: null })
  })

  test('lists are searched by name and tags, page by page, newest first', async () => {
    for (let n = 0; n < 7; n++) await create(`List_${n}%`, { tags: n % 2 === 0 ? ['even', 'list'] : ['list'] })
    await create('listless', { tags: ['even'] })
    const filter = { search: 'LIST_', tags: ['list'] }
    const first = await store.workflows.list(me, filter, { limit: 4 })
    const second = await store.workflows.list(me, filter, { limit: 4, cursor: first.next ?? '' })
    const names = [...first.items, ...second.items].map((row) => row.name)
    expect(names).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `List_${n}%`))
    expect(second.next).toBeNull()
    expect(await store.workflows.count(me, filter)).toBe(7)
    expect(await store.workflows.count(me, { ...filter, tags: ['list', 'even'] })).toBe(4)
    expect(await store.workflows.tags(me)).toEqual([
      { name: 'even', workflows: 5 },
      { name: 'list', workflows: 7 },
    ])
    const last = second.items.at(-1)
    await store.workflows.setArchived(me, last?.id ?? '', true)
    expect(await store.workflows.count(me, filter)).toBe(6)
    expect((await store.workflows.list(me, { archived: true }, {})).items.map((row) => row.id)).toEqual([last?.id])
    expect((await store.workflows.list(me, filter, { cursor: 'nonsense' })).items).toHaveLength(6)
  })

  test('deleting takes everything along that belongs to it, and nothing else', async () => {
    const { id } = await create('Gone', { tags: ['x'] })
    await expect(create('Again', { id })).rejects.toMatchObject({ code: 'id_taken' })
    await store.workflows.publish(me, id, { routes: [route('gone')] })
    const about = { create: newExecution({ workflow: id }) }
    await store.journal.append(whole('gone-ended', about))
    await store.journal.append(begin('gone-running', about))
    const file = await store.blobs.put('gone-ended', Buffer.from('bytes'))
    await store.workflows.delete(me, id)
    expect(await store.workflows.find(id, 'draft')).toBeUndefined()
    expect(await store.routes.ofWorkflow(id)).toEqual([])
    expect(await store.executions.get(me, 'gone-ended')).toBeUndefined()
    expect(await store.journal.read('gone-ended')).toEqual([])
    await expect(store.blobs.get('gone-ended', file)).rejects.toMatchObject({ code: 'blob_unknown' })
    expect(await store.executions.get(me, 'gone-running')).toMatchObject({ status: 'running', project: mine })
  })

  test('history is filtered and paged', async () => {
    const { id } = await create('History')
    for (let n = 0; n < 12; n++) {
      const failed = n % 4 === 0
      await store.journal.append(
        whole(`history-${n}`, {
          create: newExecution({ workflow: id, startedAt: n, mode: n % 2 === 0 ? 'webhook' : 'manual' }),
          status: failed ? 'error' : 'success',
        }),
      )
    }
    const ids = async (filter: Parameters<Store['executions']['list']>[1]): Promise<readonly string[]> =>
      (await store.executions.list(me, { workflow: id, ...filter }, {})).items.map((row) => row.id)
    expect(await ids({ status: ['error'] })).toEqual(['history-8', 'history-4', 'history-0'])
    expect(await ids({ mode: ['manual'], startedAfter: 7 })).toEqual(['history-11', 'history-9', 'history-7'])
    expect(await ids({ startedBefore: 2 })).toEqual(['history-1', 'history-0'])
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await store.executions.list(me, { workflow: id }, { limit: 5, cursor })
      seen.push(...page.items.map((row) => row.id))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => `history-${11 - n}`))
    expect(await store.executions.count(me, { workflow: id }, 5)).toEqual({ count: 5, more: true })
    expect(await store.executions.delete(me, ['history-3', 'history-4'])).toBe(2)
    expect(await ids({ startedAfter: 2, startedBefore: 6 })).toEqual(['history-5', 'history-2'])
  })

  test('executions are counted by the hour they began in, whatever becomes of them', async () => {
    const { id } = await create('Counted')
    const hour = 3_600_000
    const created = (name: string, startedAt: number) => ({
      create: newExecution({ workflow: id, startedAt }),
      execution: name,
    })
    const failed = { entries: [started('c'), ended(1, 'error')], status: 'error' } as const
    await Promise.all([
      store.journal.append(whole('c1', created('c1', 30 * hour))),
      store.journal.append(whole('c2', { ...created('c2', 30 * hour + 5), ...failed })),
      store.journal.append(begin('c3', created('c3', 29 * hour))),
      store.journal.append(whole('c4', created('c4', 6 * hour))),
    ])
    await store.journal.append({ execution: 'c3', fence: 1, entries: [ended(1, 'error')], status: 'crashed' })
    await expect(store.journal.append(whole('c1', created('c1', 30 * hour)))).rejects.toThrow('already')
    const hours = Array.from({ length: 24 }, (_, n) => (n === 23 ? 2 : n === 22 ? 1 : 0))
    const counted = { workflow: id, total: 3, failed: 2, lastStartedAt: 30 * hour + 5, hours }
    expect(await store.executions.figures(me, [id, 'none'], 30 * hour + 59)).toEqual([counted])
    await store.executions.delete(me, ['c1', 'c2', 'c3', 'c4'])
    expect(await store.executions.figures(me, [id], 30 * hour)).toEqual([counted])
    expect(await store.executions.figures({ ...me, projects: ['another'] }, [id], 30 * hour)).toEqual([])
    expect((await store.executions.figures(me, [id], 6 * hour))[0]).toMatchObject({ total: 1, failed: 0 })
    expect(await store.executions.figures(me, [id], 60 * hour)).toEqual([])
  })

  test('events come without items, after a sequence number', async () => {
    await store.journal.append(whole('events', { create: newExecution({ workflow: 'none', parent: 'history-1' }) }))
    const events = await store.executions.events(me, 'events', 0)
    expect(events).toEqual([
      { seq: 1, event: { type: 'executionEnded', at: 2_000, status: 'success', lastNode: 'hook' } },
    ])
    expect(await store.executions.events(me, 'events', -1, 1)).toHaveLength(1)
  })
})
