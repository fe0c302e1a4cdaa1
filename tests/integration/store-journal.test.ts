import { type Store, systemPrincipal } from '@millrace/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, ended, newExecution, started, whole } from './store-samples.ts'
import { type Place, targets } from './store-targets.ts'

const me = systemPrincipal('test')

describe.each(await targets())('the journal on $name', (target) => {
  let place: Place
  let store: Store
  beforeAll(async () => {
    place = await target.fresh()
    store = await place.open()
  })
  afterAll(async () => {
    await store.close()
    await place.remove()
  })

  test('gives back what was appended, in order and with its items', async () => {
    const second = ended(1)
    await store.journal.append(begin('a1'))
    await store.journal.append({ execution: 'a1', fence: 1, entries: [second], status: 'success' })
    expect(await store.journal.read('a1')).toEqual([started('a1'), second])
    expect(await store.journal.read('a1', 0)).toEqual([second])
    expect(await store.journal.read('never')).toEqual([])
  })

  test('keeps large lists of items in segments and gives them back whole', async () => {
    const items = Array.from({ length: 1_234 }, (_, n) => ({ n, text: 'x'.repeat(100) }))
    await store.journal.append(begin('a2', { entries: [started('a2', items)] }))
    expect(await store.journal.read('a2')).toEqual([started('a2', items)])
    const page = await store.executions.items(me, 'a2', { node: 'hook', run: 0, output: 0, offset: 995, limit: 10 })
    expect(page?.total).toBe(1_234)
    expect(page?.items.map((item) => item.json['n'])).toEqual([995, 996, 997, 998, 999, 1000, 1001, 1002, 1003, 1004])
  })

  test('follows items handed on unchanged to where they were made', async () => {
    const items = Array.from({ length: 300 }, (_, n) => ({ n }))
    const source = [{ node: 'hook', output: 0, run: 0 }]
    const filter: Parameters<Store['journal']['append']>[0]['entries'][number] = {
      seq: 1,
      event: {
        type: 'nodeEnded',
        at: 1_100,
        took: 1,
        node: 'filter',
        run: 0,
        order: 1,
        attempts: 1,
        source,
        status: 'success',
        outputs: [{ count: 3, items: { of: { node: 'hook', output: 0, run: 0 }, at: [7, 150, 299] } }, null],
      },
    }
    await store.journal.append(begin('a3', { entries: [started('a3', items), filter] }))
    const page = await store.executions.items(me, 'a3', { node: 'filter', run: 0, output: 0, offset: 1, limit: 5 })
    expect(page).toEqual({
      total: 3,
      items: [
        { json: { n: 150 }, pairedItem: { item: 150 } },
        { json: { n: 299 }, pairedItem: { item: 299 } },
      ],
    })
    expect(await store.executions.items(me, 'a3', { node: 'filter', run: 0, output: 1 })).toBeUndefined()
  })

  test('refuses whoever holds an old lease, and nothing of that write is kept', async () => {
    await store.journal.append(begin('a4'))
    expect(await store.recovery.takeOver('a4', 'runner')).toEqual({ fence: 2, deaths: 1, outages: 0 })
    const late = store.journal.append({ execution: 'a4', fence: 1, entries: [ended(1)], status: 'success' })
    await expect(late).rejects.toMatchObject({ code: 'fenced' })
    expect(await store.journal.read('a4')).toHaveLength(1)
    await store.journal.append({ execution: 'a4', fence: 2, entries: [ended(1)], status: 'success' })
    expect(await store.executions.get(me, 'a4')).toMatchObject({ status: 'success', endedAt: 2_000, lastNode: 'hook' })
  })

  test('counts what an execution was lost with, in a row: a recorded step clears the counts', async () => {
    const attempt = { type: 'nodeStarted', at: 1, node: 'n', run: 0, attempt: 1, source: [] } as const
    const step = {
      type: 'nodeEnded',
      at: 1_100,
      took: 1,
      node: 'n',
      run: 0,
      order: 1,
      attempts: 1,
      source: [],
      status: 'success',
      outputs: [null],
    } as const
    const write = (fence: number, seq: number, event: typeof attempt | typeof step) =>
      store.journal.append({ execution: 'lost', fence, entries: [{ seq, event }], status: 'running' })
    await store.journal.append(begin('lost'))
    await store.recovery.takeOver('lost', 'runner')
    await store.recovery.takeOver('lost', 'server')
    await write(3, 1, attempt)
    expect(await store.recovery.takeOver('lost', 'server')).toEqual({ fence: 4, deaths: 1, outages: 2 })
    await write(4, 2, step)
    expect(await store.recovery.takeOver('lost', 'nothing')).toEqual({ fence: 5, deaths: 0, outages: 0 })
  })

  test('a bad write takes no other of its batch down', async () => {
    await store.journal.append(begin('a5'))
    const answers = await Promise.allSettled([
      store.journal.append(whole('a6')),
      store.journal.append(begin('a5')),
      store.journal.append({ execution: 'nobody', fence: 1, entries: [ended(1)], status: 'success' }),
      store.journal.append({ execution: 'a5', fence: 1, entries: [started('a5')], status: 'running' }),
      store.journal.append(whole('a7')),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(answers[1]).toMatchObject({ reason: { code: 'execution_exists' } })
    expect(answers[2]).toMatchObject({ reason: { code: 'execution_unknown' } })
    expect(answers[3]).toMatchObject({ reason: { code: 'journal_conflict' } })
    expect(await store.journal.read('a6')).toHaveLength(2)
    expect(await store.journal.read('a7')).toHaveLength(2)
  })

  test('nor of the batches that wait with it, each of which hears its own answers', async () => {
    await store.journal.append(begin('b0'))
    const answers: Promise<unknown>[] = []
    const append = (id: string) => {
      const answer = store.journal.append(whole(id))
      answers.push(answer.then(() => 'taken').catch((refusal: unknown) => refusal))
    }
    for (let turn = 0; turn < 12; turn++) {
      append(`b${turn}`)
      append(`beside${turn}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const [first, ...others] = await Promise.all(answers)
    expect(first).toMatchObject({ code: 'execution_exists' })
    expect(others).toEqual(others.map(() => 'taken'))
    expect(await store.journal.read('b0')).toHaveLength(1)
    for (let turn = 1; turn < 12; turn++) expect(await store.journal.read(`b${turn}`)).toHaveLength(2)
  })

  test('what an execution leaves to the next is there for it, however soon it asks', async () => {
    const project = await store.projects.create({ name: 'Left', kind: 'team' })
    await store.workflows.create(me, { id: 'left', project: project.id, name: 'L', document: { nodes: [] } })
    for (let n = 1; n <= 20; n++) {
      const causes = [{ do: 'staticData', workflow: 'left', data: { n } }] as const
      await store.journal.append(whole(`left${n}`, { causes }))
      expect(await store.workflows.toRun('left', 'draft', [])).toMatchObject({ staticData: { n } })
    }
    await store.variables.set(me, project.id, { name: 'region', value: 'eu' })
    expect(await store.workflows.toRun('left', 'draft', [])).toMatchObject({ variables: { region: 'eu' } })
  })

  test('writes of one execution keep their order, however many arrive at once', async () => {
    await store.journal.append(begin('a8'))
    const writes = Array.from({ length: 50 }, (_, index) =>
      store.journal.append({
        execution: 'a8',
        fence: 1,
        entries: [
          { seq: index + 1, event: { type: 'nodeStarted', at: index, node: 'n', run: index, attempt: 1, source: [] } },
        ],
        status: index === 49 ? 'waiting' : 'running',
      }),
    )
    await Promise.all(writes)
    expect((await store.journal.read('a8')).map((entry) => entry.seq)).toEqual(Array.from({ length: 51 }, (_, n) => n))
    expect(await store.executions.get(me, 'a8')).toMatchObject({ status: 'waiting' })
  })

  test('refuses what has nothing before it, be it the end: a journal has no gap', async () => {
    const create = newExecution({ keep: { success: false, error: true } })
    await store.journal.append(begin('gap', { create }))
    const [kept, later, end] = await Promise.allSettled([
      store.journal.append(whole('beside')),
      store.journal.append({ execution: 'gap', fence: 1, entries: [started('gap', [], 3)], status: 'waiting' }),
      store.journal.append({ execution: 'gap', fence: 1, entries: [ended(4)], status: 'success' }),
    ])
    expect(kept.status).toBe('fulfilled')
    for (const refused of [later, end]) expect(refused).toMatchObject({ reason: { code: 'journal_gap' } })
    expect(await store.journal.read('gap')).toEqual([started('gap')])
    expect(await store.executions.get(me, 'gap')).toMatchObject({ status: 'running', endedAt: null })
  })

  test('tells where an execution stands, and that without its items', async () => {
    const attempt = { type: 'nodeStarted', at: 1, node: 'n', run: 0, attempt: 1, source: [] } as const
    await store.journal.append(begin('stand', { entries: [started('stand'), { seq: 1, event: attempt }] }))
    expect(await store.journal.outline('stand')).toEqual({
      first: started('stand').event,
      lastSeq: 1,
      lastNode: null,
    })
    expect(await store.journal.outline('nobody')).toBeUndefined()
  })

  test('keeps only the summary where the workflow says so, whether it ends at once or later', async () => {
    const create = newExecution({ keep: { success: false, error: true } })
    await store.journal.append(whole('k1', { create }))
    await store.journal.append(begin('k2', { create }))
    expect(await store.journal.read('k2')).toHaveLength(1)
    await store.journal.append({ execution: 'k2', fence: 1, entries: [ended(1)], status: 'success' })
    await store.journal.append(begin('k3', { create }))
    await store.journal.append({ execution: 'k3', fence: 1, entries: [ended(1, 'error')], status: 'error' })
    for (const id of ['k1', 'k2']) {
      expect(await store.journal.read(id)).toEqual([])
      expect(await store.executions.get(me, id)).toMatchObject({ status: 'success', dataKept: false, bytes: 0 })
    }
    expect(await store.journal.read('k3')).toHaveLength(2)
  })

  test('writes causes with the events: a job until it begins, static data, results until they are taken in', async () => {
    const project = await store.projects.create({ name: 'Causes', kind: 'team' })
    await store.workflows.create(me, { id: 'cw', project: project.id, name: 'C', document: { nodes: [] } })
    const job = {
      execution: 'c2',
      workflow: 'cw',
      version: 'v',
      mode: 'error',
      trigger: 't',
      outputs: [[{ json: { a: 1 } }]],
      rootId: 'c2',
      pinData: false,
    } as const
    await store.journal.append(
      begin('c1', {
        create: newExecution({ workflow: 'cw' }),
        status: 'waiting',
        causes: [
          { do: 'start', job },
          { do: 'staticData', workflow: 'cw', data: { seen: 3 } },
          { do: 'wake', execution: 'c1', node: 'call', run: 0, call: 1, result: { ok: true } },
        ],
      }),
    )
    expect(await store.recovery.jobs()).toEqual([job])
    expect((await store.workflows.find('cw', 'draft'))?.staticData).toEqual({ seen: 3 })
    expect(await store.recovery.woken()).toEqual(['c1'])
    expect(await store.journal.wakes('c1')).toEqual([
      { execution: 'c1', node: 'call', run: 0, call: 1, result: { ok: true } },
    ])
    expect(await store.executions.get(me, 'c1')).toMatchObject({ project: project.id })

    await store.journal.append(begin('c2', { create: newExecution({ workflow: 'none', parent: 'c1' }) }))
    expect(await store.recovery.jobs()).toEqual([])
    expect(await store.executions.get(me, 'c2')).toMatchObject({ project: project.id, parent: 'c1' })
    await store.journal.append({
      execution: 'c1',
      fence: 1,
      entries: [{ seq: 1, event: { type: 'nodeResumed', at: 5, node: 'call', run: 0, by: 'call', answer: null } }],
      status: 'running',
    })
    expect(await store.journal.wakes('c1')).toEqual([])
  })

  test('a job that begins with the write that causes it is no job any more, nor is one that is dropped', async () => {
    const before = await store.recovery.jobs()
    const jobOf = (execution: string) => ({
      execution,
      workflow: 'w1',
      version: 'v',
      mode: 'integrated' as const,
      trigger: '',
      outputs: [],
      rootId: execution,
      pinData: false,
    })
    const causes = ['j1', 'j2', 'j3'].map((id) => ({ do: 'start' as const, job: jobOf(id) }))
    await Promise.all([store.journal.append(begin('j0', { causes })), store.journal.append(whole('j1'))])
    expect((await store.recovery.jobs()).slice(before.length)).toEqual([jobOf('j2'), jobOf('j3')])
    const causesOfMore = [{ do: 'drop' as const, execution: 'j2' }]
    await store.journal.append({ execution: 'j0', fence: 1, entries: [], status: 'waiting', causes: causesOfMore })
    const tell = { execution: 'j0', node: 'call', run: 0, call: 0, result: { ok: false } }
    await store.recovery.dropJob('j3', tell)
    expect(await store.recovery.jobs()).toEqual(before)
    expect(await store.journal.wakes('j0')).toEqual([tell])
    expect(await store.recovery.woken()).toContain('j0')
  })

  test('nobody is told who has ended', async () => {
    await store.journal.append(whole('told'))
    const causes = [{ do: 'wake' as const, execution: 'told', node: 'call', run: 0, call: 0, result: null }]
    await store.journal.append(whole('teller', { causes }))
    expect(await store.journal.wakes('told')).toEqual([])
  })

  test('a key begins at most one execution in a day, in a journal or as a job, and its first answer is kept', async () => {
    const day = 86_400_000
    const of = { workflow: 'keyed', node: 'hook', key: 'k' }
    const create = (startedAt: number) =>
      newExecution({ workflow: 'keyed', startedAt, once: { node: 'hook', key: 'k' } })
    const answer = (text: string) => ({ status: 200, headers: {}, body: { kind: 'text' as const, text } })
    await store.journal.append(begin('key1', { create: create(day) }))
    expect(await store.webhookKeys.find(of, day)).toEqual({ execution: 'key1', answer: null })
    const second = store.journal.append(whole('key2', { create: create(day + 1) }))
    await expect(second).rejects.toMatchObject({ code: 'key_taken' })
    expect(await store.executions.get(me, 'key2')).toBeUndefined()

    const more = { execution: 'key1', fence: 1, entries: [], status: 'running' as const }
    await store.journal.append({ ...more, answer: answer('first') })
    await store.journal.append({ ...more, answer: answer('second') })
    expect(await store.webhookKeys.find(of, day)).toEqual({ execution: 'key1', answer: answer('first') })

    expect(await store.webhookKeys.find(of, 2 * day)).toBeUndefined()
    await store.journal.append(whole('key3', { create: create(2 * day) }))
    expect(await store.webhookKeys.find(of, 2 * day)).toEqual({ execution: 'key3', answer: null })

    const once = { key: 'job', answer: answer('kept') }
    const job = {
      execution: 'key4',
      workflow: 'keyed',
      version: 'v',
      mode: 'webhook',
      trigger: 'hook',
      outputs: [],
    } as const
    await store.recovery.keepJob({ ...job, rootId: 'key4', pinData: false, once })
    const other = store.recovery.keepJob({ ...job, execution: 'key5', rootId: 'key5', pinData: false, once })
    await expect(other).rejects.toMatchObject({ code: 'key_taken' })
    expect((await store.recovery.jobs()).map(({ execution }) => execution)).not.toContain('key5')
    const startedAt = Date.now()
    const own = newExecution({ workflow: 'keyed', startedAt, once: { node: 'hook', ...once } })
    await store.journal.append(whole('key4', { create: own }))
    const jobKey = { ...of, key: 'job' }
    expect(await store.webhookKeys.find(jobKey, startedAt)).toEqual({ execution: 'key4', answer: answer('kept') })
    await store.webhookKeys.forgetOld(startedAt + day)
    expect(await store.webhookKeys.find(jobKey, startedAt)).toBeUndefined()
  })

  test('finds what was running, what waits for a time and what it waits for', async () => {
    await store.journal.append(begin('u1', { status: 'new' }))
    const reason = { by: 'webhook', methods: ['GET'], answer: {} } as const
    await store.journal.append(begin('u2', { status: 'waiting', wakeAt: 5_000, resume: { node: 'wait', reason } }))
    await store.journal.append(begin('u3', { status: 'waiting', wakeAt: 4_000 }))
    expect((await store.recovery.unfinished()).map((one) => one.execution)).toContain('u1')
    expect((await store.recovery.unfinished()).map((one) => one.execution)).not.toContain('u2')
    expect(await store.recovery.nextDue()).toBe(4_000)
    expect((await store.recovery.due(4_500)).map((one) => one.execution)).toEqual(['u3'])
    expect(await store.recovery.get('u2')).toMatchObject({ resume: { node: 'wait', reason }, fence: 1, deaths: 0 })
    await store.journal.append({ execution: 'u3', fence: 1, entries: [], status: 'running', wakeAt: null })
    await store.journal.append({ execution: 'u2', fence: 1, entries: [ended(1)], status: 'success' })
    expect(await store.recovery.nextDue()).toBeNull()
    expect(await store.recovery.get('u2')).toBeUndefined()
  })
})
