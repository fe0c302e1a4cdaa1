import type { JournalWrite } from '@millrace/engine'
import { expect, test } from 'vitest'
import { type EncodedWrite, encodeWrite } from './encode.ts'
import { packWrite, unpackWrite } from './pack-write.ts'
import { answersToAll, unpackBatch } from './unpack-batch.ts'

const job = {
  execution: 'e2',
  workflow: 'w2',
  version: 'published',
  mode: 'error',
  trigger: '',
  outputs: [],
  rootId: 'e2',
  pinData: false,
} as const

const plain: JournalWrite = {
  execution: 'e1',
  fence: 2,
  status: 'waiting',
  entries: [{ seq: 4, event: { type: 'nodeResumed', at: 7, node: 'nö', run: 0, by: 'call', answer: null } }],
  causes: [
    { do: 'start', job },
    { do: 'wake', execution: 'e0', node: 'c', run: 1, call: 0, result: [1] },
    { do: 'drop', execution: 'e7' },
    { do: 'staticData', workflow: 'w', data: { a: 1 } },
  ],
}

const item = (text: string) => ({ json: { text } })
const started = {
  type: 'executionStarted',
  at: 1,
  format: 1,
  behaviour: 1,
  version: 'v',
  mode: 'webhook',
  trigger: 'täglich',
  outputs: [],
  rootId: 'e',
} as const

const full: JournalWrite = {
  execution: 'full',
  fence: 1,
  status: 'error',
  create: {
    workflow: 'w',
    workflowName: 'Größe 🦫',
    version: 'v',
    mode: 'webhook',
    startedAt: 5,
    retryOf: 'other',
    parent: undefined,
    keep: { success: false, error: true },
    once: { node: 'n', key: 'k' },
  },
  entries: [
    { seq: 0, event: started, items: [[item('é🦫')], null] },
    { seq: 1, event: started, items: [[item('x'.repeat(20_000))], [item('ß'.repeat(9_000))]] },
    { seq: 2, event: { type: 'executionEnded', at: 9, status: 'error', lastNode: 'n', customData: { k: 'v' } } },
  ],
  pieces: [{ list: 3, start: 0, count: 2, data: Uint8Array.of(0, 255, 10) }],
  lists: [3],
  wakeAt: null,
  resume: null,
  answer: { status: 200, headers: {}, body: { kind: 'none' } },
}

/** Its bytes of one kind: some are a Buffer on one side, and none on the other. */
function plainly({ events, pieces, ...rest }: EncodedWrite): EncodedWrite {
  const bare = <Part extends { readonly data: Uint8Array }>(part: Part) => ({
    ...part,
    data: Uint8Array.from(part.data),
  })
  return {
    ...rest,
    pieces: pieces.map(bare),
    events: events.map(({ segments, ...event }) => ({ ...event, segments: segments?.map(bare) ?? null })),
  }
}

const encoded = (write: JournalWrite): EncodedWrite => plainly(encodeWrite(write))
const same = (write: EncodedWrite): EncodedWrite => plainly(unpackWrite(packWrite(write)))

test('a write comes out as it went in', () => {
  for (const write of [plain, full, { ...plain, entries: [], causes: [] }]) {
    expect(same(encodeWrite(write))).toEqual(encoded(write))
  }
})

test('it comes out of the middle of other bytes too', () => {
  const packed = packWrite(encodeWrite(full))
  const among = new Uint8Array(packed.length + 9)
  among.set(packed, 5)
  expect(plainly(unpackWrite(among.subarray(5, 5 + packed.length)))).toEqual(encoded(full))
})

test('anything else is refused, wherever it is cut or changed', () => {
  const packed = packWrite(encodeWrite(full))
  for (let length = 0; length < packed.length; length += 7) {
    expect(() => unpackWrite(packed.subarray(0, length))).toThrow()
  }
  const good = encodeWrite(plain)
  const bad: readonly object[] = [
    { ...good, fence: '2' },
    { ...good, status: 'fine' },
    { ...good, create: {} },
    { ...good, causes: [{ do: 'other' }] },
    { ...good, answered: [['n']] },
    { ...good, events: [{ ...good.events[0], seq: null }] },
  ]
  for (const one of bad) expect(() => same({ ...good, ...one })).toThrow('something other')
})

test('a damaged write of a batch is refused alone', () => {
  const good = packWrite(encodeWrite(plain))
  const batch = unpackBatch([good.subarray(3), good, good.subarray(0, 9), good])
  expect(batch.writes).toEqual([encodeWrite(plain), encodeWrite(plain)])
  expect(answersToAll(['first', 'second'], batch, () => 'damaged')).toEqual(['damaged', 'first', 'damaged', 'second'])
})
