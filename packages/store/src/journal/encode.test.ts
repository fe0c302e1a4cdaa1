import type { JournalWrite } from '@millrace/engine'
import { expect, test } from 'vitest'
import { encodeWrite } from './encode.ts'

function startedWith(items: readonly object[]): JournalWrite {
  const list = items.map((json) => ({ json: { ...json } }))
  return {
    execution: 'e',
    fence: 1,
    status: 'running',
    entries: [
      {
        seq: 0,
        event: {
          type: 'executionStarted',
          at: 1,
          format: 1,
          behaviour: 1,
          version: 'v',
          mode: 'manual',
          trigger: 't',
          outputs: [{ count: list.length, items: 'stored' }, null],
          rootId: 'e',
        },
        items: [list, null],
      },
    ],
  }
}

test('a few small items stay in the row of their event', () => {
  const [event] = encodeWrite(startedWith([{ a: 1 }])).events
  expect(event).toMatchObject({ node: 't', run: 0, items: '[[{"json":{"a":1}}],null]', segments: null })
})

test('many items, or large ones, become segments of a hundred', () => {
  const [many] = encodeWrite(startedWith(Array.from({ length: 250 }, (_, n) => ({ n })))).events
  expect(many?.items).toBeNull()
  expect(many?.segments?.map(({ output, start, count }) => [output, start, count])).toEqual([
    [0, 0, 100],
    [0, 100, 100],
    [0, 200, 50],
  ])
  const [large] = encodeWrite(startedWith([{ text: 'x'.repeat(9_000) }])).events
  expect(large?.segments).toHaveLength(1)
})

test('the size of a write is what its events and items take', () => {
  const { bytes, events } = encodeWrite(startedWith([{ a: 1 }]))
  expect(bytes).toBe((events[0]?.event.length ?? 0) + (events[0]?.items?.length ?? 0))
})

test('only a write whose last event ends the execution ends it', () => {
  const write = startedWith([])
  const end = { seq: 1, event: { type: 'executionEnded', at: 9, status: 'success', customData: { k: 'v' } } } as const
  expect(encodeWrite(write).ended).toBeNull()
  expect(encodeWrite({ ...write, entries: [...write.entries, end] }).ended).toEqual({
    at: 9,
    lastNode: null,
    error: null,
    customData: '{"k":"v"}',
  })
})
