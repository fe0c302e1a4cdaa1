import type { ExecutionEvent } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { Book } from './book.ts'
import { Secrets } from './secrets.ts'
import { Executor } from './executor.ts'
import { memoryJournal, type MemoryJournal } from './local/memory.ts'
import { drawing, testCatalog, testHost } from './testing/index.ts'

/** A journal on a disk that is full from the write of this number on, counted from 0, for so many writes. */
function fullFrom(first: number, count = Infinity): MemoryJournal {
  const journal = memoryJournal()
  const { append } = journal
  let writes = 0
  return Object.assign(journal, {
    append: async (write: Parameters<typeof append>[0]) => {
      const number = writes++
      if (number >= first && number < first + count) throw new Error('The disk is full.')
      await append(write)
    },
  })
}

const event: ExecutionEvent = { type: 'nodeStarted', at: 0, node: 'a', run: 0, attempt: 1, source: [] }

test('what comes after a write that failed is handed over no more, though there were room again', async () => {
  const journal = fullFrom(1, 1)
  const reasons: unknown[] = []
  const book = new Book({
    secrets: new Secrets(),
    journal,
    execution: 'e',
    fence: 0,
    seq: 0,
    create: undefined,
    onFailure: (reason) => reasons.push(reason),
  })
  for (let write = 0; write < 4; write++) {
    book.add(event)
    await book.hand('running').catch(() => undefined)
  }
  expect(journal.executions.get('e')?.map(({ seq }) => seq)).toEqual([0])
  expect(reasons).toEqual([new Error('The disk is full.')])
  await expect(book.hand('running')).rejects.toThrow('The disk is full.')
})

test('a run whose doings cannot be written down does no more, and has no end', async () => {
  const told: string[] = []
  const journal = fullFrom(2)
  const document = drawing(
    {
      Start: { type: 'start' },
      First: { type: 'sink' },
      Second: { type: 'sink' },
      Third: { type: 'sink' },
    },
    ['Start > First', 'First > Second', 'Second > Third'],
  )
  const host = testHost({ catalog: testCatalog((_item, key) => told.push(key)) }, journal, [
    { id: 'w', document, published: true },
  ])
  const run = new Executor(host).start({
    execution: 'e',
    workflow: 'w',
    version: 'published',
    mode: 'trigger',
    trigger: '',
    outputs: [[{ json: {} }]],
    rootId: 'e',
    pinData: false,
  })
  await expect(run).rejects.toMatchObject({ code: 'unwritten' })
  expect(told).toEqual(['e:id-of-First:0:0', 'e:id-of-Second:0:0'])
  expect(journal.executions.get('e')?.at(-1)?.event).toMatchObject({ type: 'nodeStarted', node: 'id-of-Second' })
  expect(journal.summaries.get('e')?.status).toBe('running')
})
