/** What is kept of ended executions, by age, number and size, in every database. */
import { type Store, systemPrincipal } from '@millrace/store'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { begin, ended, newExecution, started, whole } from './store-samples.ts'
import { type Place, targets } from './store-targets.ts'

const me = systemPrincipal('test')
const ALL = { maxAgeMs: Infinity, maxCount: Infinity, maxBytes: Infinity }
/** Executions of the samples end at this moment. */
const END = 2_000

describe.each(await targets())('on $name', (target) => {
  let place: Place
  let store: Store
  let now = END
  beforeAll(async () => {
    place = await target.fresh()
    store = await place.open({ clock: () => now })
  })
  afterEach(() => store.pruning.run({ ...ALL, maxCount: 0 }))
  afterAll(async () => {
    await store.close()
    await place.remove()
  })

  const left = async () => (await store.executions.list(me, {}, {})).items.map(({ id }) => id)
  const large = (id: string) => {
    const items = [{ text: 'x'.repeat(10_000) }]
    return whole(id, { entries: [started(id, items), ended(1)] })
  }

  test('nothing goes while it is within the limits', async () => {
    for (const id of ['a', 'b']) await store.journal.append(whole(id))
    now = END + 100
    expect(await store.pruning.run({ maxAgeMs: 100, maxCount: 2, maxBytes: 10_000 })).toEqual({ deleted: 0 })
    expect(await store.pruning.run(ALL)).toEqual({ deleted: 0 })
    expect(await left()).toEqual(['b', 'a'])
  })

  test('what ended too long ago goes, and what has not ended stays', async () => {
    await store.journal.append(begin('running'))
    for (const id of ['a', 'b']) await store.journal.append(whole(id))
    now = END + 101
    expect(await store.pruning.run({ ...ALL, maxAgeMs: 100 })).toEqual({ deleted: 2 })
    expect(await left()).toEqual(['running'])
    expect(await store.journal.read('a')).toEqual([])
    await store.journal.append({ execution: 'running', fence: 1, entries: [ended(1)], status: 'success' })
  })

  test('of too many, the oldest go', async () => {
    for (let n = 0; n < 120; n++) await store.journal.append(whole(`n${n}`))
    expect(await store.pruning.run({ ...ALL, maxCount: 3 })).toEqual({ deleted: 117 })
    expect(await left()).toEqual(['n119', 'n118', 'n117'])
  })

  test('of data that take too much, the oldest go until they do not', async () => {
    for (const id of ['a', 'b', 'c']) await store.journal.append(large(id))
    const bytes = (await store.executions.get(me, 'a'))?.bytes ?? 0
    expect(bytes).toBeGreaterThan(10_000)
    expect(await store.pruning.run({ ...ALL, maxBytes: 2 * bytes })).toEqual({ deleted: 1 })
    expect(await left()).toEqual(['c', 'b'])
    expect(await store.pruning.run({ ...ALL, maxBytes: bytes })).toEqual({ deleted: 1 })
    expect(await left()).toEqual(['c'])
  })

  test('lists that were written ahead go with their execution, and count for its size', async () => {
    const data = Buffer.alloc(1_000, 1)
    const pieces = (list: number) => Array.from({ length: 100 }, (_, n) => ({ list, start: n * 10, count: 10, data }))
    await store.journal.append(begin('listed', { create: newExecution({ workflow: 'w2' }) }))
    for (const list of [1, 2]) {
      await store.journal.append({
        execution: 'listed',
        fence: 1,
        entries: [],
        pieces: pieces(list),
        status: 'running',
      })
    }
    await store.journal.append({ execution: 'listed', fence: 1, entries: [ended(1)], status: 'success', lists: [1, 2] })
    expect((await store.executions.get(me, 'listed'))?.bytes).toBeGreaterThan(200_000)
    await store.journal.append(large('other'))
    expect(await store.pruning.run({ ...ALL, maxBytes: 100_000 })).toEqual({ deleted: 1 })
    expect(await left()).toEqual(['other'])
    expect(await store.journal.piece('listed', 1, 0)).toBeUndefined()
    const { db } = store.authDatabase()
    expect(await db.selectFrom('item_segments').selectAll().execute()).toHaveLength(1)
  })
})
