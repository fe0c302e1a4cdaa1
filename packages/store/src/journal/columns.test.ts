import { expect, test } from 'vitest'
import { fromColumns, toColumns } from './columns.ts'
import type { EncodedEvent, EncodedWrite } from './encode.ts'

const event = (seq: number): EncodedEvent => ({
  seq,
  type: 'nodeEnded',
  node: `n${seq}`,
  run: seq === 2 ? null : 0,
  event: `{"seq":${seq}}`,
  items: seq === 1 ? '[[]]' : null,
  segments: seq === 3 ? [{ output: 0, start: 0, count: 1, text: '[{}]' }] : null,
})

const plain: EncodedWrite = {
  execution: 'plain',
  fence: 3,
  status: 'running',
  create: null,
  events: [event(1), event(2)],
  bytes: 20,
  wakeAt: undefined,
  resume: undefined,
  ended: null,
  answered: [],
  causes: [],
  once: null,
  answer: null,
  pieces: [],
  lists: null,
}

const full: EncodedWrite = {
  ...plain,
  execution: 'full',
  status: 'error',
  create: {
    workflow: 'w',
    workflowName: 'W',
    version: 'v',
    mode: 'webhook',
    startedAt: 5,
    retryOf: 'other',
    parent: undefined,
    keep: { success: false, error: true },
  },
  events: [event(3)],
  wakeAt: null,
  resume: '{}',
  ended: { at: 9, lastNode: 'n', error: '{}', customData: null },
  answered: [['n', 0]],
  causes: [{ do: 'staticData', workflow: 'w', data: '{}' }],
  once: { node: 'n', key: 'k', answer: null },
  answer: '{}',
}

test('writes come out of their columns as they went in', () => {
  const writes = [
    plain,
    full,
    { ...plain, execution: 'empty', events: [] },
    { ...full, execution: 'again', create: null },
  ]
  expect(fromColumns(structuredClone(toColumns(writes)))).toEqual(writes)
})
