import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Item, Json, WebhookResponse } from '@millrace/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineError } from '../error.ts'
import type { Recovery, RunEnd, StartJob } from '../ports.ts'
import { drawing } from '../testing/documents.ts'
import { testCatalog } from '../testing/nodes.ts'
import {
  memoryBlobs,
  type MemoryJournal,
  memoryJournal,
  memoryRecovery,
  memoryState,
  memoryWorkflows,
} from '../local/memory.ts'
import { memoryTables } from '../local/memory-tables.ts'
import { createRunners, type Runners, type RunnersOptions } from './runners.ts'
import { spawnRunner } from './spawn.ts'

/** Runners are started often here, and compile the same files each time otherwise. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'millrace-compile-cache')
const entry = fileURLToPath(new URL('../testing/runner-process.ts', import.meta.url))

const workflows: Readonly<Record<string, Json>> = {
  straight: drawing({ Start: { type: 'start' }, A: { type: 'pass' }, B: { type: 'pass' } }, ['Start > A', 'A > B']),
  deadly: drawing({ Start: { type: 'start' }, Told: { type: 'sink' }, Die: { type: 'die' } }, [
    'Start > Told',
    'Told > Die',
  ]),
  answering: drawing({ Start: { type: 'start' }, Slow: { type: 'slow' }, Answer: { type: 'respond' } }, [
    'Start > Slow',
    'Slow > Answer',
  ]),
  telling: drawing(
    { Start: { type: 'start' }, Told: { type: 'sink' }, Slow: { type: 'slow', parameters: { ms: 900 } } },
    ['Start > Told', 'Told > Slow'],
  ),
  long: drawing({ Start: { type: 'start' }, Slow: { type: 'slow', parameters: { ms: 30_000 } } }, ['Start > Slow']),
  waiting: drawing(
    { Start: { type: 'start' }, Wait: { type: 'wait', parameters: { ms: 1200 } }, End: { type: 'pass' } },
    ['Start > Wait', 'Wait > End'],
  ),
  listening: drawing({ Start: { type: 'start' }, Listen: { type: 'listen' }, End: { type: 'respond' } }, [
    'Start > Listen',
    'Listen > End',
  ]),
  calling: drawing(
    { Start: { type: 'start' }, Call: { type: 'call', parameters: { workflow: 'child' } }, End: { type: 'pass' } },
    ['Start > Call', 'Call > End'],
  ),
  child: drawing({ Called: { type: 'called' }, Told: { type: 'sink' } }, ['Called > Told']),
}

interface Bench {
  readonly runners: Runners
  /** The same instance after its server was lost and started again. */
  readonly again: () => Promise<Runners>
  readonly journal: MemoryJournal
  readonly recovery: Recovery
  readonly sink: () => readonly string[]
  readonly run: (id: string, workflow: string, items: readonly Item[]) => Promise<Heard>
}

interface Heard {
  readonly end?: RunEnd
  readonly response?: WebhookResponse
  readonly failure?: EngineError
  readonly order: readonly string[]
}

const open: Runners[] = []

function bench(): Bench {
  const journal = memoryJournal()
  const sinkFile = join(mkdtempSync(join(tmpdir(), 'millrace-runners-')), 'sink')
  const recovery = memoryRecovery(journal)
  const parts: RunnersOptions = {
    spawn: () =>
      spawnRunner({ entry, args: [sinkFile], execArgv: ['--max-semi-space-size=4'], env: { NODE_COMPILE_CACHE } }),
    journal,
    blobs: memoryBlobs(),
    workflows: memoryWorkflows(Object.entries(workflows).map(([id, document]) => ({ id, document, published: true }))),
    vault: { use: () => Promise.reject(new Error('There are no credentials here.')) },
    state: memoryState(),
    dataTables: memoryTables({ now: Date.now, newId: () => 'table' }),
    recovery,
    catalog: testCatalog(),
    now: () => Date.now(),
    id: () => randomUUID(),
    publicUrl: 'http://localhost',
  }
  const start = () => {
    const runners = createRunners(parts)
    open.push(runners)
    return runners
  }
  const runners = start()
  const again = async () => {
    await Promise.all(open.splice(0).map((before) => before.stop(0)))
    const after = start()
    await after.recover()
    return after
  }
  const run = (id: string, workflow: string, items: readonly Item[]): Promise<Heard> =>
    new Promise((resolve) => {
      const order: string[] = []
      let response: WebhookResponse | undefined
      runners.start(job(id, workflow, items), {
        accepted: () => void order.push('accepted'),
        answered: (given) => {
          order.push('answered')
          response = given
        },
        ended: (end) => resolve({ end, order, ...(response && { response }) }),
        failed: (failure) => resolve({ failure, order }),
      })
    })
  const sink = () => {
    try {
      return readFileSync(sinkFile, 'utf8').trim().split('\n')
    } catch {
      return []
    }
  }
  return { runners, again, journal, recovery, sink, run }
}

function job(execution: string, workflow: string, items: readonly Item[]): StartJob {
  return {
    execution,
    workflow,
    version: 'published',
    mode: 'webhook',
    trigger: '',
    outputs: [items],
    rootId: execution,
    pinData: false,
  }
}

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 40_000
  while (!holds()) {
    if (Date.now() > limit) throw new Error('It did not come about.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((runners) => runners.stop(0)))
})

describe('runner processes', () => {
  it('run an execution of pure nodes with one write', async () => {
    const { run, journal } = bench()
    const { end, order } = await run('e1', 'straight', [{ json: { n: 1 } }])
    expect(end?.status).toBe('success')
    expect(order).toEqual(['accepted'])
    expect(journal.writes).toBe(1)
    expect(journal.executions.get('e1')?.map(({ event }) => event.type)).toEqual([
      'executionStarted',
      'nodeEnded',
      'nodeEnded',
      'executionEnded',
    ])
  })

  it('let an answer leave after the beginning is on disk', async () => {
    const { run } = bench()
    const { response, order } = await run('e1', 'answering', [{ json: { n: 1 } }])
    expect(order).toEqual(['accepted', 'answered'])
    expect(response?.body).toEqual({ kind: 'json', value: { n: 1 } })
  })

  it('go on after their process died, without repeating what was recorded, and give up after three deaths', async () => {
    const { run, journal, sink, runners } = bench()
    runners.start(job('deadly', 'deadly', [{ json: { die: true } }]))
    await until(() => journal.summaries.get('deadly')?.status === 'crashed')
    expect(sink()).toEqual(['deadly:id-of-Told:0:0'])
    const { end } = await run('e2', 'straight', [{ json: {} }])
    expect(end?.status).toBe('success')
  })

  it('go on after their server was lost, as often as a runner may not die', async () => {
    const { runners, again, journal, sink } = bench()
    runners.start(job('steady', 'telling', [{ json: {} }]))
    await until(() => journal.executions.get('steady')?.some(({ event }) => event.type === 'nodeEnded') === true)
    for (let lost = 0; lost < 3; lost++) await again()
    await until(() => journal.summaries.get('steady')?.status === 'success')
    expect(sink()).toEqual(['steady:id-of-Told:0:0'])
  })

  it('give up what was there each time the server was lost, once that is no chance any more', async () => {
    const { runners, again, journal, recovery } = bench()
    runners.start(job('heavy', 'long', [{ json: {} }]))
    await until(() => journal.summaries.has('heavy'))
    for (let lost = 1; lost < 10; lost++) await recovery.takeOver('heavy', 'server')
    await again()
    expect(journal.summaries.get('heavy')?.status).toBe('crashed')
    const end = journal.executions.get('heavy')?.at(-1)?.event
    expect(end).toMatchObject({ type: 'executionEnded', error: { message: expect.stringContaining('10 times') } })
  })

  it('recover the others that were in the process', async () => {
    const { runners, journal } = bench()
    runners.start(job('other', 'waiting', [{ json: {} }]))
    await until(() => journal.summaries.has('other'))
    runners.start(job('deadly', 'deadly', [{ json: { die: true } }]))
    await until(() => journal.summaries.get('other')?.status === 'success')
    expect(journal.executions.get('other')?.filter(({ event }) => event.type === 'nodeEnded')).toHaveLength(2)
  })

  it('cancel an execution in the middle', async () => {
    const { runners, journal } = bench()
    const heard = new Promise<RunEnd>((resolve) => {
      runners.start(job('long', 'long', [{ json: {} }]), { ended: resolve })
    })
    await until(() => journal.summaries.has('long'))
    expect(await runners.cancel('long')).toBe(true)
    expect((await heard).status).toBe('canceled')
    expect(journal.summaries.get('long')?.status).toBe('canceled')
  })

  it('let go of a waiting execution and take it up when its time has come', async () => {
    const { run, runners, journal } = bench()
    const { end } = await run('w', 'waiting', [{ json: { n: 1 } }])
    expect(end?.status).toBe('waiting')
    expect(runners.running).toBe(0)
    await until(() => journal.summaries.get('w')?.status === 'success')
  })

  it('give a waiting execution to one of those who call it, and its answer to all who are owed it', async () => {
    const { runners, journal } = bench()
    const heard: string[] = []
    const listener = (name: string) => ({
      accepted: () => void heard.push(`${name} accepted`),
      answered: ({ body }: WebhookResponse) =>
        void heard.push(`${name} ${JSON.stringify(body.kind === 'json' ? body.value : undefined)}`),
    })
    runners.start({ ...job('l', 'listening', [{ json: {} }]), respond: 'responseNode' }, listener('first'))
    await until(() => journal.summaries.get('l')?.status === 'waiting' && !runners.isRunning('l'))
    const call = (n: number) =>
      runners.resume('l', { by: 'webhook', answer: [{ json: { n } }], respond: 'responseNode' }, listener(`call ${n}`))
    expect(await Promise.all([call(1), call(2), call(3)])).toEqual([true, false, false])
    await until(() => journal.summaries.get('l')?.status === 'success')
    expect(heard).toEqual(['first accepted', 'call 1 accepted', 'call 1 {"n":1}', 'first {"n":1}'])
    expect(await call(4)).toBe(false)
  })

  it('run called workflows as executions of their own', async () => {
    const { run, journal, sink } = bench()
    const { end } = await run('parent', 'calling', [{ json: { n: 1 } }])
    expect(end?.status).toBe('success')
    const child = [...journal.summaries.entries()].find(([, summary]) => summary.parent === 'parent')
    expect(child?.[1].status).toBe('success')
    expect(sink()).toEqual(['parent/id-of-Call:0:0:id-of-Told:0:0'])
  })

  it('say that there is nothing to begin', async () => {
    const { run } = bench()
    const { failure } = await run('e', 'missing', [])
    expect(failure?.code).toBe('not_startable')
  })
})
