/** Lists that are written ahead of their events, in every database. */
import { zstdCompressSync } from 'node:zlib'
import type { JournalEntry, ListPiece } from '@millrace/engine'
import { type Store, systemPrincipal } from '@millrace/store'
import { packPlaces } from '@millrace/workflow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, ended, newExecution } from './store-samples.ts'
import { type Place, targets } from './store-targets.ts'

const me = systemPrincipal('test')
const PER_PIECE = 100

function piece(list: number, start: number, count = PER_PIECE): ListPiece {
  const items = Array.from({ length: count }, (_, n) => ({ json: { list, n: start + n } }))
  return { list, start, count, data: zstdCompressSync(JSON.stringify(items)) }
}

const pieces = (list: number, count: number) =>
  Array.from({ length: Math.ceil(count / PER_PIECE) }, (_, n) =>
    piece(list, n * PER_PIECE, Math.min(PER_PIECE, count - n * PER_PIECE)),
  )

type Outputs = Extract<JournalEntry['event'], { type: 'nodeEnded' }>['outputs']

function nodeEnded(seq: number, node: string, outputs: Outputs): JournalEntry {
  const source = [{ node: 'hook', output: 0, run: 0 }]
  return {
    seq,
    event: {
      type: 'nodeEnded',
      at: 1,
      took: 1,
      node,
      run: 0,
      order: seq,
      attempts: 1,
      source,
      status: 'success',
      outputs,
    },
  }
}

describe.each(await targets())('on $name', (target) => {
  let place: Place
  let store: Store
  beforeAll(async () => {
    place = await target.fresh()
    store = await place.open()
  })
  afterAll(async () => {
    await store.close()
    await place.remove()
  })

  const write = (execution: string, what: Partial<Parameters<Store['journal']['append']>[0]>) =>
    store.journal.append({ execution, fence: 1, entries: [], status: 'running', ...what })
  const countOf = async (execution: string, list: number) => {
    let count = 0
    for (;;) {
      const found = await store.journal.piece(execution, list, count)
      if (found === undefined) return count
      count += found.count
    }
  }

  test('a list is read piece by piece, and is no part of the journal that is read', async () => {
    await store.journal.append(begin('l1'))
    const [first, ...others] = pieces(1, 250)
    if (first !== undefined) await write('l1', { pieces: [first] })
    await write('l1', { pieces: others })
    const named = nodeEnded(1, 'many', [{ count: 250, items: { list: 1 } }])
    await write('l1', { entries: [named] })
    expect(await store.journal.read('l1', 0)).toEqual([named])
    expect(await store.journal.piece('l1', 1, 200)).toEqual({ ...piece(1, 200, 50), data: expect.any(Uint8Array) })
    expect(Buffer.from((await store.journal.piece('l1', 1, 100))?.data ?? [])).toEqual(piece(1, 100).data)
    expect(await countOf('l1', 1)).toBe(250)
    expect([await store.journal.piece('l1', 1, 1), await store.journal.piece('l1', 2, 0)]).toEqual([
      undefined,
      undefined,
    ])
    expect((await store.executions.get(me, 'l1'))?.bytes).toBeGreaterThan(pieces(1, 250)[0]?.data.length ?? 0)
  })

  test('items of it are read wherever they lie, as they are and handed on', async () => {
    const places = [2_950, ...Array.from({ length: 99 }, (_, n) => n * 7), 5]
    await store.journal.append(begin('l2'))
    await write('l2', { pieces: pieces(1, 3_000) })
    const many = nodeEnded(1, 'many', [{ count: 3_000, items: { list: 1 } }])
    const of = { node: 'many', output: 0, run: 0 }
    const some = nodeEnded(2, 'some', [{ count: places.length, items: { of, at: packPlaces(places) } }])
    const same = nodeEnded(3, 'same', [{ count: places.length, items: { of: { ...of, node: 'some' } } }])
    await write('l2', { entries: [many, some, same] })
    const page = async (node: string, offset: number, limit: number) =>
      (await store.executions.items(me, 'l2', { node, run: 0, output: 0, offset, limit }))?.items
    const item = (n: number, link?: number) => ({
      json: { list: 1, n },
      ...(link !== undefined && { pairedItem: { item: link } }),
    })
    expect(await page('many', 1_999, 2)).toEqual([item(1_999), item(2_000)])
    expect(await page('many', 2_999, 50)).toEqual([item(2_999)])
    expect(await page('some', 0, 3)).toEqual([item(2_950, 2_950), item(0, 0), item(7, 7)])
    expect(await page('same', 99, 50)).toEqual([item(98 * 7, 99), item(5, 100)])
    expect(await page('same', 500, 50)).toEqual([])
  })

  test('what a runner left that died is replaced by the next list, or gone at the end', async () => {
    await store.journal.append(begin('l3'))
    await write('l3', { pieces: pieces(1, 300) })
    await write('l3', { pieces: pieces(2, 300) })
    await write('l3', { pieces: pieces(3, 300) })
    await write('l3', { pieces: pieces(2, 150) })
    expect([await countOf('l3', 1), await countOf('l3', 2), await countOf('l3', 3)]).toEqual([300, 150, 0])
    await write('l3', { entries: [ended(1)], status: 'success', lists: [1] })
    expect([await countOf('l3', 1), await countOf('l3', 2)]).toEqual([300, 0])
  })

  test('nothing of it is left where the data are not kept', async () => {
    await store.journal.append(begin('l4', { create: newExecution({ keep: { success: false, error: true } }) }))
    await write('l4', { pieces: pieces(1, 300) })
    await write('l4', { entries: [ended(1)], status: 'success', lists: [1] })
    expect(await countOf('l4', 1)).toBe(0)
    await store.journal.append(begin('l5'))
    await write('l5', { pieces: pieces(1, 300) })
    await write('l5', { entries: [ended(1)], status: 'success', lists: [1] })
    await store.executions.delete(me, ['l5'])
    expect(await countOf('l5', 1)).toBe(0)
  })

  test('a lease that was taken over writes no pieces either', async () => {
    await store.journal.append(begin('l6'))
    await store.recovery.takeOver('l6', 'runner')
    await expect(write('l6', { pieces: pieces(1, 100) })).rejects.toMatchObject({ code: 'fenced' })
    expect(await countOf('l6', 1)).toBe(0)
  })
})
