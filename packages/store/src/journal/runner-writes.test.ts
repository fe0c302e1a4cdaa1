import type { JournalWrite } from '@millrace/engine'
import { expect, test } from 'vitest'
import { type EncodedWrite, encodeWrite } from './encode.ts'
import { runnerWrites } from './runner-writes.ts'

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

const write: JournalWrite = {
  execution: 'e1',
  fence: 2,
  status: 'waiting',
  entries: [{ seq: 4, event: { type: 'nodeResumed', at: 7, node: 'n', run: 0, by: 'call', answer: null } }],
  causes: [
    { do: 'start', job },
    { do: 'wake', execution: 'e0', node: 'c', run: 1, call: 0, result: [1] },
    { do: 'staticData', workflow: 'w', data: { a: 1 } },
  ],
}

function collecting() {
  const appended: EncodedWrite[] = []
  const writes = runnerWrites({
    async appendEncoded(one) {
      appended.push(one)
    },
  })
  return { appended, writes }
}

test('a write that was encoded elsewhere arrives as the write it was', async () => {
  const { appended, writes } = collecting()
  const arrived: unknown = JSON.parse(JSON.stringify(encodeWrite(write)))
  expect(writes.read(arrived)).toEqual({
    execution: 'e1',
    status: 'waiting',
    causes: write.causes,
    lastSeq: 4,
    creates: false,
    getsOn: false,
  })
  await writes.append(arrived)
  expect(appended).toEqual([encodeWrite(write)])
})

test('anything else is refused before it reaches the journal', async () => {
  const { appended, writes } = collecting()
  const good = encodeWrite(write)
  const bad = [
    null,
    'text',
    {},
    { ...good, events: [{}] },
    { ...good, causes: [{ do: 'other' }] },
    { ...good, fence: '2' },
  ]
  for (const one of bad) await expect(writes.append(one)).rejects.toThrow('something other')
  expect(appended).toEqual([])
})
