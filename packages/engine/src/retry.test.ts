import type { Item } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { Executor } from './executor.ts'
import { memoryBlobs, memoryJournal } from './local/memory.ts'
import type { StartJob } from './ports.ts'
import { drawing } from './testing/documents.ts'
import { testCatalog } from './testing/nodes.ts'
import { testHost } from './testing/run-workflow.ts'

/** A world that remembers what reached it, and code that fails the first few times it runs. */
function world(document: ReturnType<typeof drawing>, failures: number) {
  const told: string[] = []
  const journal = memoryJournal()
  const blobs = memoryBlobs()
  let left = failures
  const host = testHost(
    {
      catalog: testCatalog((item, key) => told.push(`${key} ${JSON.stringify(item.json)}`)),
      sandbox: {
        async run({ items }) {
          if (left-- > 0) throw new Error('not yet')
          return { items: JSON.parse(items), failures: [] }
        },
      },
      host: { blobs },
    },
    journal,
    [{ id: 'w', document, published: true }],
  )
  const start = (job: Partial<StartJob>) =>
    new Executor(host).start({
      execution: 'first',
      workflow: 'w',
      version: 'published',
      mode: 'trigger',
      trigger: '',
      outputs: [],
      rootId: 'first',
      pinData: false,
      ...job,
    })
  const retry = (execution = 'second', from = 'first') =>
    start({ execution, mode: 'retry', retryOf: from, trigger: 'id-of-Start', partial: { from, dirty: [] } })
  return { told, journal, blobs, host, start, retry }
}

const items: readonly Item[] = [{ json: { from: 3 } }]

const loop = drawing(
  {
    Start: { type: 'start' },
    Loop: { type: 'countdown' },
    Told: { type: 'sink', at: [400, 200] },
    Code: { type: 'code', at: [600, 200] },
    Done: { type: 'sink', at: [400, 0] },
  },
  ['Start > Loop', 'Loop.1 > Told', 'Told > Code', 'Code > Loop', 'Loop > Done'],
)

describe('a retry from failure', () => {
  test('goes on in the round of the loop that failed, and repeats nothing outside', async () => {
    const { told, start, retry, journal } = world(loop, 1)
    const first = await start({ trigger: 'id-of-Start', outputs: [items] })
    expect(first).toMatchObject({ status: 'error', lastNode: 'id-of-Code' })

    const second = await retry()
    expect(second).toMatchObject({ status: 'success', lastNode: 'id-of-Done' })
    expect(told).toEqual([
      'first:id-of-Told:0:0 {"left":3}',
      'first:id-of-Told:1:0 {"left":2}',
      'first:id-of-Told:2:0 {"left":1}',
      'first:id-of-Done:0:0 {"done":true}',
    ])
    const events = journal.executions.get('second')?.map(({ event }) => event) ?? []
    expect(events[0]).toMatchObject({ type: 'executionStarted', mode: 'retry', retryOf: 'first' })
    const taken = events.flatMap((event) => (event.type === 'nodeEnded' && event.taken ? [event.node] : []))
    expect(taken).toEqual(['id-of-Loop', 'id-of-Told'])
  })

  test('can be retried itself', async () => {
    const { told, start, retry } = world(loop, 2)
    await start({ trigger: 'id-of-Start', outputs: [items] })
    expect((await retry('second')).status).toBe('error')
    expect((await retry('third', 'second')).status).toBe('success')
    expect(told).toHaveLength(4)
  })

  test('comes to the same when its runner dies anywhere on the way', async () => {
    const { start, retry, journal, host, told } = world(loop, 1)
    await start({ trigger: 'id-of-Start', outputs: [items] })
    await retry()
    const whole = [...(journal.executions.get('second') ?? [])]
    // What is taken over is on disk together with the beginning.
    const begun = whole.findLastIndex(({ event }) => event.type === 'nodeEnded' && event.taken === true) + 1
    expect(begun).toBe(3)
    for (let length = begun; length < whole.length; length++) {
      const again = new Executor(host)
      const entries = whole.slice(0, length)
      const end = await again.goOn({ execution: 'second', workflow: 'w', fence: 0, entries })
      expect(end).toMatchObject({ status: 'success', lastNode: 'id-of-Done', outputs: [[{ json: { done: true } }]] })
    }
    expect(new Set(told).size).toBe(4)
  })

  test('leaves a failure alone that was continued and mended, and tries again one that ended it', async () => {
    const document = drawing(
      {
        Start: { type: 'start' },
        Handled: { type: 'fail', settings: { onError: 'continueRegularOutput' } },
        Told: { type: 'sink' },
        Code: { type: 'code', settings: { onError: 'continueRegularOutput', alwaysOutputData: true } },
        After: { type: 'code' },
      },
      ['Start > Handled', 'Handled > Told', 'Told > Code', 'Code > After'],
    )
    const { told, start, retry } = world(document, 2)
    await start({ trigger: 'id-of-Start', outputs: [[{ json: { fail: true } }]] })
    const second = await retry()
    expect(second.status).toBe('success')
    expect(second.outputs[0]?.[0]?.json).toEqual({ error: 'not yet' })
    expect(told).toHaveLength(1)
  })

  test('has the files of what it takes over', async () => {
    const document = drawing({ Start: { type: 'start' }, Kept: { type: 'pass' }, Code: { type: 'code' } }, [
      'Start > Kept',
      'Kept > Code',
    ])
    const { start, retry, blobs } = world(document, 1)
    const id = await blobs.put('first', new TextEncoder().encode('content'))
    await start({ trigger: 'id-of-Start', outputs: [[{ json: {}, binary: { a: { mimeType: 'text/plain', id } } }]] })
    const { outputs } = await retry()
    const own = outputs[0]?.[0]?.binary?.['a']?.id ?? ''
    expect(own).not.toBe(id)
    expect(new TextDecoder().decode(await blobs.get('second', own))).toBe('content')
  })

  test('ends where the other was to end', async () => {
    const document = drawing(
      {
        Start: { type: 'start' },
        Code: { type: 'code' },
        Beyond: { type: 'sink' },
        Beside: { type: 'sink', at: [0, -9] },
      },
      ['Start > Code', 'Code > Beyond', 'Start > Beside'],
    )
    const { told, start, retry } = world(document, 1)
    const partial = { destination: { node: 'id-of-Code', mode: 'inclusive' as const }, dirty: [] }
    expect((await start({ mode: 'manual', partial })).status).toBe('error')
    expect(await retry()).toMatchObject({ status: 'success', lastNode: 'id-of-Code' })
    expect(told).toEqual([])
  })

  test('of what is not kept, or of another workflow, does not begin', async () => {
    const { start, retry, journal, host } = world(loop, 1)
    await expect(retry('second', 'gone')).rejects.toMatchObject({ code: 'not_startable' })
    await start({ trigger: 'id-of-Start', outputs: [items] })
    const other = drawing({ Start: { type: 'start' }, Told: { type: 'sink' } }, ['Start > Told'])
    const changed = { ...host, workflows: { toRun: async () => ({ ...(await find()), document: other }) } }
    async function find() {
      const found = await host.workflows.toRun('w', 'published', [])
      if (found === undefined) throw new Error('The workflow is gone.')
      return { ...found, version: 'other' }
    }
    const job: StartJob = {
      execution: 'second',
      workflow: 'w',
      version: 'published',
      mode: 'retry',
      trigger: 'id-of-Start',
      outputs: [],
      rootId: 'first',
      partial: { from: 'first', dirty: [] },
      pinData: false,
    }
    await expect(new Executor(changed).start(job)).rejects.toMatchObject({ code: 'not_startable' })
    expect(journal.executions.has('second')).toBe(false)
  })
})
