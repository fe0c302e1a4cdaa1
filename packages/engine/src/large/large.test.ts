import { createHash } from 'node:crypto'
import { createCatalog, type Item, type NodeType } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { Executor } from '../executor.ts'
import type { Host } from '../host.ts'
import { type MemoryJournal, memoryJournal } from '../local/memory.ts'
import { drawing, testCatalog, testHost } from '../testing/index.ts'
import type { JournalWrite } from '../ports.ts'
import { isLazy, lazyList, placeIn, SEGMENT } from './lazy-list.ts'
import { listsOf } from './read-lists.ts'
import { SpillFile } from './spill-file.ts'
import { selectionOf, Spool } from './spool.ts'

const numbered = (n: number): Item => ({ json: { n }, pairedItem: { item: n } })
const large = (n: number): Item => ({ json: { n, text: 'x'.repeat(1000) }, pairedItem: { item: n } })

function counting(length: number) {
  const loads: number[] = []
  const list = lazyList({
    length,
    load(start, end) {
      loads.push(start)
      return Array.from({ length: end - start }, (_, index) => numbered(start + index))
    },
  })
  return { list, loads }
}

describe('a lazy list', () => {
  test('reads like any other list', () => {
    const { list } = counting(2500)
    expect(Array.isArray(list)).toBe(true)
    expect(list).toHaveLength(2500)
    expect(list[1234]?.json).toEqual({ n: 1234 })
    expect([list[2500], list.at(-1)?.json.n, 2499 in list, 2500 in list]).toEqual([undefined, 2499, true, false])
    expect([Object.hasOwn(list, '2499'), Object.hasOwn(list, '2500')]).toEqual([true, false])
    expect(Object.getOwnPropertyDescriptor(list, 7)?.value).toEqual(numbered(7))
    expect(Object.getOwnPropertyDescriptor(list, 'length')?.value).toBe(2500)
    expect(Object.keys(list)).toEqual(Array.from({ length: 2500 }, (_, n) => String(n)))
    expect(list.slice(-2).map(({ json }) => json.n)).toEqual([2498, 2499])
    expect(list.filter(({ json }) => Number(json.n) % 1000 === 0).map(({ json }) => json.n)).toEqual([0, 1000, 2000])
    expect([...list].length).toBe(2500)
    expect(JSON.parse(JSON.stringify(list))).toEqual(Array.from({ length: 2500 }, (_, n) => numbered(n)))
  })

  test('makes each segment once when it is read in order, and keeps few', () => {
    const { list, loads } = counting(10 * SEGMENT)
    expect([...list].every((item, n) => item.json.n === n)).toBe(true)
    expect(loads).toHaveLength(10)
    expect(list[0]?.json.n).toBe(0)
    expect(loads).toHaveLength(11)
  })

  test('knows its items by where they came from', () => {
    const { list } = counting(10)
    const other = counting(10).list
    const item = list[3]
    expect(item && placeIn(list, item)).toBe(3)
    expect(item && placeIn(other, item)).toBeUndefined()
    expect(placeIn(list, numbered(3))).toBeUndefined()
  })
})

describe('a spool', () => {
  const gathered = (items: Iterable<Item>) => {
    const spool = new Spool({ after: 1_000_000, file: () => new SpillFile() })
    for (const item of items) spool.push(item)
    return spool.done()
  }

  test('keeps few items as they are', () => {
    const items = [numbered(0), numbered(1)]
    const all = gathered(items)
    expect(isLazy(all)).toBe(false)
    expect(all[1]).toBe(items[1])
  })

  test('puts many into a file, and none is lost on the way', () => {
    const file = new SpillFile()
    const spool = new Spool({ after: 1_000_000, file: () => file })
    for (let n = 0; n < 5_321; n++) spool.push(large(n))
    const all = spool.done()
    expect([isLazy(all), all.length]).toEqual([true, 5_321])
    expect(all.map(({ json }) => json.n)).toEqual(Array.from({ length: 5_321 }, (_, n) => n))
    expect(all[5_320]).toEqual(large(5_320))
    file.close()
  })

  test('keeps only places of items that are handed on', () => {
    const { list } = counting(5000)
    const chosen = gathered(list.filter(({ json }) => Number(json.n) % 7 === 0))
    expect(selectionOf(chosen)?.list).toBe(list)
    expect(Array.from(selectionOf(chosen)?.places.subarray(0, 3) ?? [])).toEqual([0, 7, 14])
    expect(chosen.at(-1)).toEqual(numbered(4998))
    const other = gathered([...list.slice(0, 3), numbered(99)])
    expect(selectionOf(other)).toBeUndefined()
    expect(other.map(({ json }) => json.n)).toEqual([0, 1, 2, 99])
  })
})

describe('an execution with more items than memory should hold', () => {
  const COUNT = 6_000
  /** Hears how far the node is. */
  let reached: ((n: number) => void) | undefined
  const itemOf = (n: number): Item => ({ json: { n, text: noise(n), ...(n % 100 === 0 && { side: 'b' }) } })
  const wholeOutput = () => ({ kind: 'items', outputs: [Array.from({ length: COUNT }, (_, n) => itemOf(n))] }) as const
  const many: NodeType = {
    description: {
      ...plain('many'),
    },
    effect: () => 'pure',
    operation: () => ({
      per: 'item',
      async *run() {
        for (let n = 0; n < COUNT; n++) {
          reached?.(n)
          yield itemOf(n)
        }
      },
    }),
  }
  const types = testCatalog()
  const own = createCatalog([many], [])
  const catalog = { ...types, node: (type: string) => own.node(type) ?? types.node(type) }
  const document = drawing(
    {
      Start: { type: 'start' },
      Many: { type: 'many' },
      Pass: { type: 'pass' },
      Split: { type: 'split' },
      Give: {
        type: 'give',
        parameters: { twice: '={{ $json.n * 2 }}', from: "={{ $('Many').item.json.n }}" },
        at: [800, 100],
      },
    },
    ['Start > Many', 'Many > Pass', 'Pass > Split', 'Split.1 > Give'],
  )

  const hostOver = (journal: MemoryJournal): Host => {
    const host = testHost({ catalog }, journal, [{ id: 'w', document, published: true }])
    return { ...host, settings: { ...host.settings, spillAfter: 1_000_000 } }
  }

  const job = {
    execution: 'e',
    workflow: 'w',
    version: 'published',
    mode: 'trigger',
    trigger: '',
    outputs: [[{ json: {} }]],
    rootId: 'e',
    pinData: false,
  } as const

  /** Runs it, and tells what it wrote, write by write. */
  async function ran() {
    const journal = memoryJournal()
    const writes: JournalWrite[] = []
    const append = (write: JournalWrite) => {
      writes.push(write)
      return journal.append(write)
    }
    const end = await new Executor(hostOver({ ...journal, append })).start(job)
    return { journal, writes, ...end }
  }

  const listsIn = (journal: MemoryJournal) => new Set(journal.pieces.get('e')?.map(({ list }) => list))

  test('stores each item once, ahead of the event, and links all the way back', async () => {
    const { journal, writes, status, outputs } = await ran()
    expect(status).toBe('success')
    expect(outputs[0]).toHaveLength(COUNT / 100)
    expect(outputs[0]?.[7]?.json).toEqual({ twice: 1400, from: 700 })
    expect(writes.length).toBeGreaterThan(3)

    const ended = (await journal.read('e')).flatMap(({ event, items }) =>
      event.type === 'nodeEnded' ? [{ event, items }] : [],
    )
    const [made, pass, split] = ended
    expect(made?.event.outputs).toEqual([{ count: COUNT, items: { list: 1 } }])
    expect(pass?.event.outputs).toEqual([{ count: COUNT, items: { of: { node: 'id-of-Many', output: 0, run: 0 } } }])
    expect([made?.items, pass?.items, split?.items]).toEqual([undefined, undefined, undefined])
    expect(split?.event.outputs[1]).toMatchObject({ count: COUNT / 100, items: { of: { node: 'id-of-Pass' } } })
    expect(JSON.stringify(split?.event).length).toBeLessThan(2000)
    expect(listsIn(journal)).toEqual(new Set([1]))
  })

  test('goes on wherever it was cut off, with nothing left of what was not finished', async () => {
    const { writes, outputs } = await ran()
    for (let cut = 1; cut < writes.length; cut++) {
      const again = memoryJournal()
      for (const write of writes.slice(0, cut)) await again.append(write)
      const entries = await again.read('e')
      const gone = await new Executor(hostOver(again)).goOn({ execution: 'e', workflow: 'w', fence: 0, entries })
      expect(gone.outputs).toEqual(outputs)
      expect(listsIn(again)).toEqual(new Set([1]))
      const pieces = again.pieces.get('e') ?? []
      expect(pieces.reduce((sum, { count }) => sum + count, 0)).toBe(COUNT)
    }
  })

  test('is taken over by one that reuses what it did', async () => {
    const { journal } = await ran()
    const partial = { from: 'e', dirty: [], destination: { node: 'id-of-Give', mode: 'inclusive' } } as const
    const again = { ...job, execution: 'again', rootId: 'again', mode: 'manual', partial } as const
    const { status, outputs } = await new Executor(hostOver(journal)).start(again)
    expect(status).toBe('success')
    expect(outputs[0]).toHaveLength(COUNT / 100)
    expect(outputs[0]?.[7]?.json).toEqual({ twice: 1400, from: 700 })
    const lists = (await journal.read('again')).flatMap(({ event }) => listsOf(event) ?? [])
    expect(lists.filter((list) => list !== undefined)).toEqual([1])
  })

  test('does not keep in memory what a node gave as a whole', async () => {
    const { journal } = await ran()
    const whole: NodeType = { ...many, operation: () => ({ per: 'list', run: async () => wholeOutput() }) }
    const host = {
      ...hostOver(journal),
      catalog: { ...catalog, node: (type: string) => (type === 'many' ? whole : types.node(type)) },
    }
    const { outputs } = await new Executor(host).start({ ...job, execution: 'whole', rootId: 'whole' })
    expect(outputs[0]?.[7]?.json).toEqual({ twice: 1400, from: 700 })
    const made = (await journal.read('whole')).find(({ event }) => event.type === 'nodeEnded')
    expect(made?.event).toMatchObject({ outputs: [{ count: COUNT, items: { list: 1 } }] })
  })

  test('hears of being canceled in the middle of a long node', async () => {
    const journal = memoryJournal()
    const host = hostOver(journal)
    const executor = new Executor(host)
    let furthest = 0
    reached = (n) => {
      furthest = n
      // Not from within: the loop has to let others in.
      if (n === 100) setImmediate(() => executor.cancel('e'))
    }
    const run = executor.start(job)
    expect((await run).status).toBe('canceled')
    expect(furthest).toBeLessThan(COUNT - 1)
    reached = undefined
  })
})

/** Text that packs badly. */
function noise(n: number): string {
  return Array.from({ length: 16 }, (_, part) => createHash('sha256').update(`${n}:${part}`).digest('hex')).join('')
}

function plain(type: string): NodeType['description'] {
  return {
    type,
    name: type,
    defaultName: type,
    about: 'For tests.',
    icon: 'lucide:flask-conical',
    category: 'data',
    versions: [1],
    defaultVersion: 1,
    properties: [],
    inputs: [{ kind: 'main' }],
    outputs: [{ kind: 'main' }],
    credentials: [],
  }
}
