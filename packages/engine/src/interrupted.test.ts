import type { Json } from '@millrace/sdk'
import type { Decision } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { Executor } from './executor.ts'
import { memoryJournal } from './local/memory.ts'
import type { JournalEntry } from './ports.ts'
import type { Resumption } from './resume.ts'
import { drawing, testCatalog, testHost } from './testing/index.ts'

const telling = (millrace?: Json) =>
  drawing(
    { Start: { type: 'start' }, Told: { type: 'sink' }, End: { type: 'pass' } },
    ['Start > Told', 'Told > End'],
    millrace === undefined ? {} : { meta: { millrace } },
  )

/** An execution whose process was lost while it told the sink. */
async function interrupted(document: Json) {
  const told: string[] = []
  const journal = memoryJournal()
  const host = testHost({ catalog: testCatalog((_item, key) => told.push(key)) }, journal, [
    { id: 'w', document, published: true },
  ])
  await new Executor(host).start({
    execution: 'whole',
    workflow: 'w',
    version: 'published',
    mode: 'trigger',
    trigger: '',
    outputs: [[{ json: { n: 1 } }]],
    rootId: 'e',
    pinData: false,
  })
  const whole = await journal.read('whole')
  const began = whole.findIndex(({ event }) => event.type === 'nodeStarted')
  const create = journal.summaries.get('whole')
  const entries = whole.slice(0, began + 1)
  await journal.append({ execution: 'e', fence: 0, entries, status: 'running', ...(create && { create }) })
  told.length = 0
  const goOn = async (answer?: Resumption, entriesLeft?: readonly JournalEntry[]) =>
    new Executor(host).goOn({
      execution: 'e',
      workflow: 'w',
      fence: journal.takeOver('e'),
      entries: entriesLeft ?? (await journal.read('e')),
      ...(answer && { answer }),
    })
  const last = async () => (await journal.read('e')).at(-1)?.event
  return { goOn, journal, told, last }
}

const decided = (answer: Decision): Resumption => ({ by: 'person', answer })

test('an attempt of which nobody knows how it ended is made again', async () => {
  const { goOn, told } = await interrupted(telling())
  expect((await goOn()).status).toBe('success')
  expect(told).toEqual(['e:id-of-Told:0:0'])
})

test.each([{ interrupted: 'ask' }, { nodes: { 'id-of-Told': { interrupted: 'ask' } } }])(
  'where %j says so, a person is asked before, and nothing is done',
  async (millrace) => {
    const { goOn, told, last, journal } = await interrupted(telling(millrace))
    expect((await goOn()).status).toBe('waiting')
    expect(await last()).toMatchObject({ type: 'nodeSuspended', node: 'id-of-Told', reason: { by: 'person' } })
    expect(journal.wakeAt.size).toBe(0)
    // Neither time nor a call answers the question.
    expect((await goOn()).status).toBe('waiting')
    expect((await goOn({ by: 'webhook', answer: [{ json: {} }] })).status).toBe('waiting')
    expect(told).toEqual([])
  },
)

test('a node may say again where its workflow says ask', async () => {
  const { goOn } = await interrupted(telling({ interrupted: 'ask', nodes: { 'id-of-Told': { interrupted: 'again' } } }))
  expect((await goOn()).status).toBe('success')
})

test('made again it is made under the same key, and asked about again should it be interrupted once more', async () => {
  const { goOn, told, journal } = await interrupted(telling({ interrupted: 'ask' }))
  await goOn()
  const before = await journal.read('e')
  expect((await goOn(decided('again'))).status).toBe('success')
  expect(told.splice(0)).toEqual(['e:id-of-Told:0:0'])
  const all = await journal.read('e')
  const began = all.findLastIndex(({ event }) => event.type === 'nodeStarted')
  expect(began).toBeGreaterThan(before.length)
  const left = all.slice(0, began + 1)
  expect((await goOn(undefined, left)).status).toBe('waiting')
  expect((await goOn(undefined, left.slice(0, -1))).status).toBe('success')
  expect(told).toEqual(['e:id-of-Told:0:0'])
})

test('it counts as made: its input goes on', async () => {
  const { goOn, told } = await interrupted(telling({ interrupted: 'ask' }))
  await goOn()
  const { status, outputs } = await goOn(decided('goOn'))
  expect(status).toBe('success')
  expect(outputs[0]).toMatchObject([{ json: { n: 1 } }])
  expect(told).toEqual([])
})

test('it has failed', async () => {
  const { goOn, told } = await interrupted(telling({ interrupted: 'ask' }))
  await goOn()
  expect(await goOn(decided('stop'))).toMatchObject({ status: 'error', error: { code: 'interrupted' } })
  expect(told).toEqual([])
})
