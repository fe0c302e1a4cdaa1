import type { Item, Json } from '@millrace/sdk'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { memoryBlobs, memoryJournal, memoryRecovery, memoryState, memoryWorkflows } from '../local/memory.ts'
import { memoryTables } from '../local/memory-tables.ts'
import type { JournalWrite, StartJob } from '../ports.ts'
import { drawing } from '../testing/documents.ts'
import { testCatalog } from '../testing/nodes.ts'
import { runnerHere } from '../testing/runner-here.ts'
import { createRunners, type Runners, type RunnersOptions } from './runners.ts'
import type { RunnerProcess } from './spawn.ts'

const workflows: Readonly<Record<string, Json>> = {
  telling: drawing({ Start: { type: 'start' }, Told: { type: 'sink' } }, ['Start > Told']),
  // The second step waits until somebody lets it go on.
  held: drawing({ Start: { type: 'start' }, Told: { type: 'sink' }, Hold: { type: 'hold' }, End: { type: 'pass' } }, [
    'Start > Told',
    'Told > Hold',
    'Hold > End',
  ]),
  speaking: drawing({ Start: { type: 'start' }, Speak: { type: 'speak' } }, ['Start > Speak']),
  waiting: drawing(
    { Start: { type: 'start' }, Wait: { type: 'wait', parameters: { ms: 3_600_000 } }, End: { type: 'pass' } },
    ['Start > Wait', 'Wait > End'],
  ),
  asking: drawing(
    { Start: { type: 'start' }, Told: { type: 'sink' }, End: { type: 'pass' } },
    ['Start > Told', 'Told > End'],
    {
      meta: { millrace: { interrupted: 'ask' } },
    },
  ),
  calling: drawing(
    { Start: { type: 'start' }, Call: { type: 'call', parameters: { workflow: 'child' } }, Told: { type: 'sink' } },
    ['Start > Call', 'Call > Told'],
  ),
  child: drawing({ Called: { type: 'called' }, Hold: { type: 'hold' } }, ['Called > Hold'], {
    settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
  }),
  callingLimited: drawing({ Start: { type: 'start' }, Call: { type: 'call', parameters: { workflow: 'limited' } } }, [
    'Start > Call',
  ]),
  limited: drawing({ Called: { type: 'called' }, Hold: { type: 'hold' } }, ['Called > Hold'], {
    meta: { millrace: { concurrency: 1 } },
  }),
  callingNobody: drawing(
    {
      Start: { type: 'start' },
      Call: { type: 'call', parameters: { workflow: 'gone' }, settings: { onError: 'continueRegularOutput' } },
      Told: { type: 'sink' },
    },
    ['Start > Call', 'Call > Told'],
  ),
  deadly: drawing({ Start: { type: 'start' }, Die: { type: 'hold' } }, ['Start > Die']),
}

/** Whether what is not there yet may be asked for, and by when it must have come. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error('It did not come about.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const open: Runners[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((runners) => runners.stop(0)))
})

function instance(more: Partial<RunnersOptions> = {}) {
  const journal = memoryJournal()
  const recovery = memoryRecovery(journal)
  const told: string[] = []
  const held = new Map<string, () => void>()
  const heldIn = new Map<RunnerProcess, string[]>()
  const deaths: string[] = []
  const gotOn = (execution: string) =>
    journal.executions.get(execution)?.some(({ event }) => event.type === 'nodeEnded') === true
  const processes: RunnerProcess[] = []
  /** Executions called deadly end their runner, once as many others are held as are to be there. */
  const hold = async (execution: string, process: RunnerProcess) => {
    const beside = heldIn.get(process) ?? []
    heldIn.set(process, beside)
    if (!execution.startsWith('deadly')) {
      beside.push(execution)
      return new Promise<void>((resolve) => held.set(execution, resolve))
    }
    await until(() => deaths.length > 0 || (beside.length === 3 && beside.every(gotOn)))
    deaths.push(beside.join())
    for (const name of beside) held.delete(name)
    process.kill()
  }
  let ids = 0
  /** How far the clock of the machine was put forward, in milliseconds. */
  let ahead = 0
  const now = () => Date.now() + ahead
  const put = (forward: number) => void (ahead = forward)
  const id = () => `made-${++ids}`
  const options: RunnersOptions = {
    spawn: () => {
      const ofIt = testCatalog(
        (_item, key) => told.push(key),
        (execution) => hold(execution, process),
      )
      const process = runnerHere(ofIt, id, { ...systemClock, now })
      processes.push(process)
      return process
    },
    journal,
    blobs: memoryBlobs(),
    workflows: memoryWorkflows(
      Object.entries(workflows).map(([name, document]) => ({ id: name, document, published: true })),
    ),
    vault: { use: () => Promise.reject(new Error('There are no credentials here.')) },
    state: memoryState(),
    dataTables: memoryTables({ now: Date.now, newId: () => 'table' }),
    recovery,
    catalog: testCatalog(),
    now,
    id,
    publicUrl: 'http://localhost',
    ...more,
  }
  const start = () => {
    const runners = createRunners(options)
    open.push(runners)
    return runners
  }
  const statusOf = (execution: string) => journal.summaries.get(execution)?.status
  const release = async (execution: string) => {
    await until(() => held.has(execution))
    held.get(execution)?.()
    held.delete(execution)
  }
  /** Ends the runner that holds an execution now. */
  const kill = async (execution: string) => {
    await until(() => held.has(execution))
    const process = processes.findLast((one) => heldIn.get(one)?.includes(execution))
    for (const name of (process && heldIn.get(process)) ?? []) held.delete(name)
    process?.kill()
  }
  const lose = async (runners: Runners) => {
    await runners.stop(0)
    held.clear()
  }
  const childOf = (parent: string) =>
    [...journal.summaries].findLast(([, summary]) => summary.parent === parent)?.[0] ?? ''
  return {
    runners: start(),
    start,
    journal,
    recovery,
    told,
    held,
    deaths,
    put,
    gotOn,
    release,
    kill,
    lose,
    processes,
    statusOf,
    childOf,
  }
}

function job(execution: string, workflow: string, items: readonly Item[] = [{ json: {} }]): StartJob {
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

/** Makes a journal refuse writes for as long as `isFull` says. */
function failing(journal: ReturnType<typeof memoryJournal>, isFull: (write: JournalWrite) => boolean): void {
  const { append } = journal
  journal.append = async (write) => {
    if (isFull(write)) throw Object.assign(new Error('The disk is full.'), { code: 'disk_full' })
    await append(write)
  }
}

// Calls

test('a caller whose runner died with it hears how its call ended, though nothing of that is kept', async () => {
  const { runners, kill, statusOf, childOf, release, told } = instance()
  runners.start(job('parent', 'calling'))
  await until(() => statusOf(childOf('parent')) === 'running' && statusOf('parent') === 'waiting')
  const child = childOf('parent')
  await kill(child)
  await release(child)
  await until(() => statusOf('parent') === 'success')
  expect(statusOf(child)).toBe('success')
  expect(childOf('parent')).toBe(child)
  expect(told).toEqual(['parent:id-of-Told:0:0'])
})

test('a caller is brought back whose call ended just before the server was lost', async () => {
  const { runners, start, lose, journal, recovery, statusOf, childOf, told } = instance()
  runners.start(job('parent', 'calling'))
  await until(() => statusOf(childOf('parent')) === 'running')
  const child = childOf('parent')
  await lose(runners)
  // The end of the call reached the disk, and the server no further.
  const { fence } = await recovery.takeOver(child, 'server')
  const result = { ok: true, executionId: child, outputs: [[{ json: { late: true } }]] }
  await journal.append({
    execution: child,
    fence,
    entries: [{ seq: 9, event: { type: 'executionEnded', at: 1, status: 'success' } }],
    status: 'success',
    causes: [{ do: 'wake', execution: 'parent', node: 'id-of-Call', run: 0, call: 0, result }],
  })
  await start().recover()
  await until(() => statusOf('parent') === 'success')
  expect(told).toEqual(['parent:id-of-Told:0:0'])
  expect(await journal.wakes('parent')).toEqual([])
})

test('a caller hears that what it called was given up', async () => {
  const { runners, kill, statusOf, childOf, journal } = instance()
  runners.start(job('parent', 'calling'))
  await until(() => statusOf(childOf('parent')) === 'running')
  const child = childOf('parent')
  for (let deaths = 1; deaths <= 3; deaths++) await kill(child)
  await until(() => statusOf('parent') === 'error')
  expect(statusOf(child)).toBe('crashed')
  const end = journal.executions.get('parent')?.at(-1)?.event
  expect(end).toMatchObject({ type: 'executionEnded', error: { message: expect.stringContaining('died 3 times') } })
})

test('a caller hears that what it called cannot begin, and the job is gone', async () => {
  const { runners, statusOf, told, recovery } = instance()
  runners.start(job('parent', 'callingNobody'))
  await until(() => statusOf('parent') === 'success')
  expect(told).toEqual(['parent:id-of-Told:0:0'])
  expect(await recovery.jobs()).toEqual([])
})

// Places

test('an event for which there is no place is on disk before it is accepted, and begins in its turn', async () => {
  const { runners, start, lose, recovery, statusOf, release } = instance({ limit: 1 })
  runners.start(job('first', 'held'))
  await until(() => statusOf('first') === 'running')
  await new Promise<void>((accepted) => runners.start(job('second', 'held'), { accepted }))
  expect([runners.running, runners.queued]).toEqual([1, 1])
  expect((await recovery.jobs()).map(({ execution }) => execution)).toEqual(['second'])
  await release('first')
  await until(() => statusOf('second') === 'running')
  expect(await recovery.jobs()).toEqual([])
  await new Promise<void>((accepted) => runners.start(job('third', 'held'), { accepted }))
  await lose(runners)
  const after = start()
  await after.recover()
  for (const name of ['third', 'second']) {
    await until(() => statusOf(name) === 'running' && after.isRunning(name))
    await release(name)
    await until(() => statusOf(name) === 'success')
  }
})

test('what waits for what it called takes no place', async () => {
  const { runners, statusOf, childOf, release } = instance({ limit: 1 })
  runners.start(job('parent', 'calling'))
  await until(() => statusOf(childOf('parent')) === 'running')
  runners.start(job('other', 'telling'))
  expect([runners.running, runners.queued]).toEqual([2, 1])
  await release(childOf('parent'))
  await until(() => statusOf('other') === 'success')
  expect(statusOf('parent')).toBe('success')
})

test('a workflow runs as often at a time as it may, and others beside it', async () => {
  const limitOf = (workflow: string) => (workflow === 'held' ? 2 : undefined)
  const { runners, statusOf, release } = instance({ limitOf })
  for (const name of ['a', 'b', 'c', 'd']) runners.start(job(name, 'held'))
  runners.start(job('other', 'telling'))
  await until(() => statusOf('other') === 'success')
  expect([statusOf('a'), statusOf('b'), statusOf('c'), runners.queued]).toEqual(['running', 'running', undefined, 2])
  await release('b')
  await until(() => statusOf('c') === 'running')
  expect(statusOf('d')).toBeUndefined()
  for (const name of ['a', 'c', 'd']) await release(name)
  await until(() => statusOf('d') === 'success')
})

test('a workflow that is called runs as often at a time as it may, and its callers hear of it', async () => {
  const { runners, journal, statusOf, release } = instance({
    limitOf: (workflow) => (workflow === 'limited' ? 1 : undefined),
  })
  const callers = ['a', 'b', 'c']
  for (const name of callers) runners.start(job(name, 'callingLimited'))
  const running = () => [...journal.summaries].filter(([, one]) => one.parent !== undefined && one.status === 'running')
  for (let ended = 1; ended <= callers.length; ended++) {
    await until(() => running().length === 1)
    expect(runners.queued).toBe(callers.length - ended)
    await release(running()[0]?.[0] ?? '')
    await until(() => callers.filter((name) => statusOf(name) === 'success').length === ended)
  }
})

test('a canceled event that waits for its turn never begins, after a restart either', async () => {
  const { runners, start, recovery, statusOf, release } = instance({ limit: 1 })
  runners.start(job('first', 'held'))
  await new Promise<void>((accepted) => runners.start(job('second', 'held'), { accepted }))
  expect(await runners.cancel('second')).toBe(true)
  expect(await recovery.jobs()).toEqual([])
  await release('first')
  await until(() => statusOf('first') === 'success')
  await runners.stop(0)
  expect(await start().recover()).toBe(0)
  expect(statusOf('second')).toBeUndefined()
})

// Waits

test('what waits for a time goes on when a server finds that it has come, however the clock was put', async () => {
  const { runners, start, lose, put, statusOf } = instance()
  runners.start(job('w', 'waiting', [{ json: {} }]))
  await until(() => statusOf('w') === 'waiting' && !runners.isRunning('w'))
  await lose(runners)
  put(-86_400_000)
  const early = start()
  expect(await early.recover()).toBe(0)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect([statusOf('w'), early.running]).toEqual(['waiting', 0])
  await lose(early)
  put(2 * 3_600_000)
  await start().recover()
  await until(() => statusOf('w') === 'success')
})

test('an interrupted attempt waits for a person over restarts, and time does not decide', async () => {
  const { runners, start, lose, put, journal, statusOf, told } = instance()
  let full = true
  failing(journal, ({ entries }) => full && entries.some(({ event }) => event.type === 'nodeEnded'))
  runners.start(job('e', 'asking'))
  await until(() => told.length === 1)
  await lose(runners)
  full = false
  for (let restarts = 0; restarts < 2; restarts++) {
    const after = start()
    await after.recover()
    await until(() => statusOf('e') === 'waiting' && !after.isRunning('e'))
    put(10 * 86_400_000)
    await lose(after)
  }
  const last = start()
  await last.recover()
  expect(await last.resume('e', { by: 'person', answer: 'goOn' })).toBe(true)
  await until(() => statusOf('e') === 'success')
  expect(told).toHaveLength(1)
})

// Streaming

test('a piece of a streamed answer leaves when what comes before it is on disk, and before the answer ends', async () => {
  const heard: unknown[] = []
  const { runners, journal } = instance({
    onLive: (_execution, message) => void (message.type === 'chunk' && heard.push(message.value)),
  })
  const { append } = journal
  const arrived = Promise.withResolvers<void>()
  const disk = Promise.withResolvers<void>()
  journal.append = async (write) => {
    arrived.resolve()
    await disk.promise
    await append(write)
  }
  const items = [{ json: { n: 1 } }, { json: { n: 2 } }]
  const ended = new Promise<void>((resolve) => {
    runners.start(
      { ...job('e', 'speaking', items), respond: 'streaming' },
      {
        ended: () => {
          heard.push('end')
          resolve()
        },
      },
    )
  })
  await arrived.promise
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(heard).toEqual([])
  disk.resolve()
  await ended
  expect(heard).toEqual([{ n: 1 }, { n: 2 }, 'end'])
})

// What goes wrong

test('a process that ends before it is up is started again, and what it was given comes to its end', async () => {
  let started = 0
  const { runners } = instance({
    spawn: () => {
      started += 1
      const process = runnerHere(testCatalog(), () => 'made')
      // Before it can have said anything.
      if (started <= 4) queueMicrotask(() => process.kill())
      return process
    },
  })
  const end = await new Promise((ended, failed) => {
    runners.start({ ...job('e', 'telling'), respond: 'lastNode' }, { ended, failed })
  })
  expect(end).toMatchObject({ status: 'success' })
  expect(started).toBe(5)
})

test('what ends every runner before anything is written is kept as crashed, with what it began with', async () => {
  let kills = 0
  const { runners, journal, statusOf } = instance({
    spawn: () => {
      const dying = testCatalog(undefined, async () => {
        kills += 1
        process.kill()
      })
      const process = runnerHere(dying, () => 'made')
      return process
    },
  })
  const failure = await new Promise((failed) => {
    runners.start({ ...job('e', 'deadly', [{ json: { n: 1 } }]), respond: 'lastNode' }, { failed })
  })
  expect(failure).toMatchObject({ code: 'runner_died', message: expect.stringContaining('3 times') })
  expect(kills).toBe(3)
  expect(statusOf('e')).toBe('crashed')
  const [first, last] = journal.executions.get('e') ?? []
  expect(first).toMatchObject({ event: { type: 'executionStarted' }, items: [[{ json: { n: 1 } }]] })
  expect(last?.event).toMatchObject({ type: 'executionEnded', status: 'crashed' })
  expect(runners.isRunning('e')).toBe(false)
})

test('what cannot be written down goes on by itself when there is room again, and repeats nothing it recorded', async () => {
  let full = false
  const { runners, journal, gotOn, statusOf, release, told } = instance()
  failing(journal, ({ execution }) => full && execution === 'e')
  runners.start(job('e', 'held'))
  await until(() => gotOn('e'))
  full = true
  await release('e')
  await until(() => !runners.isRunning('e') || told.length > 0)
  runners.start(job('beside', 'telling'))
  await until(() => statusOf('beside') === 'success')
  full = false
  await release('e')
  await until(() => statusOf('e') === 'success')
  expect(told.filter((key) => key.startsWith('e:'))).toEqual(['e:id-of-Told:0:0'])
})

test('whoever brings an event that cannot be written down hears that it did not happen', async () => {
  const { runners, journal, told } = instance()
  failing(journal, () => true)
  const failure = await new Promise((failed) => runners.start(job('e', 'telling'), { failed }))
  expect(failure).toMatchObject({ code: 'unwritten' })
  expect(told).toEqual([])
  expect(runners.running).toBe(0)
})

test('a runner that does not answer any more is ended, and what it had goes on in another', async () => {
  const { runners, processes, statusOf, release, held } = instance({ unresponsiveMs: 80 })
  runners.start(job('e', 'held'))
  await until(() => statusOf('e') === 'running')
  await until(() => held.delete('e'))
  processes[0]?.pipe.pause()
  await until(() => processes.length > 1)
  await release('e')
  await until(() => statusOf('e') === 'success')
})

test('the guilty one dies alone: what was there with it ends', async () => {
  const { runners, statusOf, release, deaths, told } = instance()
  const innocent = ['i1', 'i2', 'i3']
  for (const name of innocent) runners.start(job(name, 'held'))
  runners.start(job('deadly', 'deadly'))
  await until(() => statusOf('deadly') === 'crashed')
  expect(deaths).toEqual(['i1,i2,i3', '', ''])
  for (const name of innocent) await release(name)
  await until(() => innocent.every((name) => statusOf(name) === 'success'))
  expect(told.toSorted()).toEqual(innocent.map((name) => `${name}:id-of-Told:0:0`))
})
