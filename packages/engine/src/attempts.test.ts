import type { HttpRequest, Item, Json, JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { Executor } from './executor.ts'
import { memoryJournal } from './local/memory.ts'
import type { JournalEntry, StartJob } from './ports.ts'
import { drawing, runWorkflow, type RunWorkflowOptions, testCatalog, testHost } from './testing/index.ts'
import { noNetwork } from './testing/no-network.ts'

const own = (nodes: JsonObject) => ({ meta: { millrace: { nodes } } })

describe('the key of an attempt', () => {
  const sending = drawing(
    { Start: { type: 'start' }, Send: { type: 'send' }, Fail: { type: 'fail' } },
    ['Start > Send', 'Send > Fail'],
    own({ 'id-of-Send': { keyHeader: 'Idempotency-Key' } }),
  )
  const child = drawing(
    { Called: { type: 'called' }, Send: { type: 'send' } },
    ['Called > Send'],
    own({ 'id-of-Send': { keyHeader: 'Idempotency-Key' } }),
  )
  const calling = drawing({ Start: { type: 'start' }, Call: { type: 'callEach', parameters: { workflow: 'child' } } }, [
    'Start > Call',
  ])

  /** An instance whose requests are caught. */
  function instance(document: Json) {
    const keys: string[] = []
    const dialer = {
      ...noNetwork,
      send: async ({ headers, url }: HttpRequest) => {
        keys.push(String(headers?.['Idempotency-Key']))
        return { status: 200, statusText: 'OK', headers: {}, url }
      },
    }
    const journal = memoryJournal()
    const host = testHost({ catalog: testCatalog(), dialer }, journal, [
      { id: 'w', document, published: true },
      { id: 'child', document: child, published: true },
    ])
    const start = (execution: string, items: readonly Item[], more: Partial<StartJob> = {}) =>
      new Executor(host).start({
        execution,
        workflow: 'w',
        version: 'published',
        mode: 'webhook',
        trigger: '',
        outputs: [items],
        rootId: execution,
        pinData: false,
        ...more,
      })
    const goOn = (execution: string, entries: readonly JournalEntry[]) =>
      new Executor(host).goOn({ execution, workflow: 'w', fence: journal.takeOver(execution), entries })
    return { start, goOn, journal, keys: () => keys.splice(0) }
  }

  const items = [{ json: { n: 1, twice: true } }, { json: { n: 2, fail: true } }]

  test('is the same after a crash and in a retry, and another for every item, request and execution', async () => {
    const { start, goOn, journal, keys } = instance(sending)
    await start('e', items)
    const first = keys()
    expect(new Set(first).size).toBe(3)
    expect(first[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const entries = await journal.read('e')
    const before = entries.findIndex(({ event }) => event.type === 'nodeStarted') + 1
    await goOn('e', entries.slice(0, before))
    expect(keys()).toEqual(first)
    await start('again', items, { mode: 'retry', rootId: 'e', retryOf: 'e' })
    expect(keys()).toEqual(first)
    await start('other', items)
    expect(keys().filter((key) => first.includes(key))).toEqual([])
  })

  test('is another in each execution that is called, and the same when they are called again', async () => {
    const { start, goOn, journal, keys } = instance(calling)
    await start('e', [{ json: { n: 1 } }, { json: { n: 2 } }])
    const first = keys()
    expect(new Set(first).size).toBe(2)
    const [started] = await journal.read('e')
    await goOn('e', started === undefined ? [] : [started])
    expect(keys()).toEqual(first)
  })

  test('is not sent where nobody asks for it, and what the author wrote stays', async () => {
    const { start, keys } = instance(drawing({ Start: { type: 'start' }, Send: { type: 'send' } }, ['Start > Send']))
    await start('e', [{ json: {} }])
    expect(keys()).toEqual(['undefined'])
  })
})

describe('an attempt that takes longer than its node may', () => {
  const slow = (settings: JsonObject) =>
    drawing(
      { Start: { type: 'start' }, Slow: { type: 'slow', parameters: { ms: 60_000 }, settings }, End: { type: 'pass' } },
      ['Start > Slow', 'Slow > End'],
      own({ 'id-of-Slow': { timeout: 0.02 } }),
    )
  const options: RunWorkflowOptions = { catalog: testCatalog(), items: [{ json: { n: 1 } }] }

  test('has failed', async () => {
    const { status, error } = await runWorkflow(slow({}), options)
    expect(status).toBe('error')
    expect(error).toMatchObject({ code: 'node_timed_out', message: expect.stringContaining('0.02 s'), node: 'Slow' })
  })

  test('is made again and goes where failures go, like any other', async () => {
    const settings = { retryOnFail: true, maxTries: 2, onError: 'continueRegularOutput' }
    const { status, runs, journal } = await runWorkflow(slow(settings), options)
    expect(status).toBe('success')
    expect(runs.find(({ node }) => node === 'End')?.outputs[0]?.[0]?.json).toHaveProperty('error')
    const ended = journal.executions.get('execution')?.find(({ event }) => event.type === 'nodeEnded')?.event
    expect(ended).toMatchObject({ attempts: 2 })
  })
})

describe('what a node says about the execution', () => {
  const document = drawing(
    { Start: { type: 'start' }, Tag: { type: 'tag' }, Listen: { type: 'listen' }, End: { type: 'pass' } },
    ['Start > Tag', 'Tag > Listen', 'Listen > End'],
  )

  test('is there after a wait, and what it keeps for others is written with its run', async () => {
    const journal = memoryJournal()
    const host = testHost({ catalog: testCatalog() }, journal, [{ id: 'w', document, published: true }])
    await new Executor(host).start({
      execution: 'e',
      workflow: 'w',
      version: 'published',
      mode: 'trigger',
      trigger: '',
      outputs: [[{ json: { tag: 'red' } }]],
      rootId: 'e',
      pinData: false,
    })
    expect(journal.causes).toEqual([{ do: 'staticData', workflow: 'w', data: { global: { tag: 'red' } } }])
    const entries = await journal.read('e')
    const answer = { by: 'webhook', answer: [{ json: {} }] } as const
    await new Executor(host).goOn({ execution: 'e', workflow: 'w', fence: journal.takeOver('e'), entries, answer })
    expect((await journal.read('e')).at(-1)?.event).toMatchObject({ status: 'success', customData: { tag: 'red' } })
    expect(journal.causes).toHaveLength(1)
  })
})
