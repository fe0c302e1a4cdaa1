import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Store, encodeWrite, openStore, packWrite, systemPrincipal } from '@millrace/store'
import { round } from './journal.ts'
import { webhookExecution } from './samples.ts'

export interface HistoryFigures {
  readonly executions: number
  readonly databaseMB: number
  /** Median of 20, in milliseconds. */
  readonly listMs: Readonly<Record<string, number>>
  /** p99 of a lone journal write in milliseconds, without and with history being listed all the time. */
  readonly writeP99Ms: { readonly alone: number; readonly besideLists: number }
}

const me = systemPrincipal('bench')

export async function benchHistory(executions: number): Promise<HistoryFigures> {
  const home = mkdtempSync(join(tmpdir(), 'millrace-bench-history-'))
  const store = await openStore({ home })
  try {
    const project = await store.projects.create({ name: 'Bench', kind: 'personal' })
    for (let n = 0; n < 20; n++) {
      await store.workflows.create(me, { id: `w${n}`, project: project.id, name: `W${n}`, document: { nodes: [] } })
    }
    await fill(store, executions)
    const listMs = await lists(store, project.id)
    const alone = await writeP99(store, 'alone')
    const stop = listForever(store, project.id)
    const besideLists = await writeP99(store, 'beside')
    await stop()
    const databaseMB = Math.round(statSync(join(home, 'millrace.db')).size / 1e6)
    return { executions, databaseMB, listMs, writeP99Ms: { alone, besideLists } }
  } finally {
    await store.close()
    rmSync(home, { recursive: true, force: true })
  }
}

export async function fill(store: Store, executions: number): Promise<void> {
  for (let start = 0; start < executions; start += 5_000) {
    const writes = Array.from({ length: Math.min(5_000, executions - start) }, (_, index) => sample(start + index))
    await Promise.all(writes.map((write) => store.journal.appendPacked(packWrite(write))))
  }
}

/** One in fifty fails; twenty workflows take turns. */
function sample(n: number) {
  const write = webhookExecution(`h${String(n).padStart(9, '0')}`)
  const failed = n % 50 === 0
  const create = write.create === undefined ? undefined : { ...write.create, workflow: `w${n % 20}`, startedAt: n }
  return encodeWrite({ ...write, create, status: failed ? 'error' : 'success' })
}

async function lists(store: Store, project: string): Promise<Readonly<Record<string, number>>> {
  const { executions } = store
  const page = await executions.list(me, {}, { limit: 50 })
  const deep = { limit: 50, cursor: Buffer.from(JSON.stringify([1_000])).toString('base64url') }
  const queries: Readonly<Record<string, () => Promise<unknown>>> = {
    'first page': () => executions.list(me, {}, { limit: 50 }),
    'second page': () => executions.list(me, {}, { limit: 50, cursor: page.next ?? '' }),
    'last pages': () => executions.list(me, {}, deep),
    'of a project': () => executions.list({ ...me, projects: [project] }, { project }, { limit: 50 }),
    'of a workflow': () => executions.list(me, { workflow: 'w7' }, { limit: 50 }),
    failed: () => executions.list(me, { status: ['error', 'crashed'] }, { limit: 50 }),
    'failed, of a workflow': () => executions.list(me, { workflow: 'w7', status: ['error'] }, { limit: 50 }),
    waiting: () => executions.list(me, { status: ['waiting'] }, { limit: 50 }),
    'long ago': () => executions.list(me, { startedBefore: 1_000 }, { limit: 50 }),
    'long ago, of a workflow': () => executions.list(me, { workflow: 'w7', startedBefore: 1_000 }, { limit: 50 }),
    'between two moments': () => executions.list(me, { startedAfter: 50_000, startedBefore: 50_100 }, { limit: 50 }),
    'by hand (none)': () => executions.list(me, { mode: ['manual'] }, { limit: 50 }),
    'by hand, of a workflow (none)': () => executions.list(me, { mode: ['manual'], workflow: 'w7' }, { limit: 50 }),
    'succeeded long ago': () => executions.list(me, { status: ['success'], startedBefore: 1_000 }, { limit: 50 }),
    'canceled (none)': () => executions.list(me, { status: ['canceled'] }, { limit: 50 }),
    'every status (none of a project)': () => executions.list({ ...me, projects: ['other'] }, {}, { limit: 50 }),
    'count to 10,000': () => executions.count(me, {}),
    'figures of 20 workflows': () =>
      executions.figures(
        me,
        Array.from({ length: 20 }, (_, n) => `w${n}`),
        0,
      ),
  }
  const figures: Record<string, number> = {}
  for (const [name, query] of Object.entries(queries)) figures[name] = await median(query)
  return figures
}

async function median(query: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 20; n++) {
    const start = performance.now()
    await query()
    times.push(performance.now() - start)
  }
  return round(times.sort((a, b) => a - b)[10] ?? 0)
}

async function writeP99(store: Store, prefix: string): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 1_000; n++) {
    const start = performance.now()
    await store.journal.append(webhookExecution(`${prefix}${n}`))
    times.push(performance.now() - start)
  }
  return round(times.sort((a, b) => a - b)[989] ?? 0)
}

/** Lists and counts without a pause until it is stopped. */
function listForever(store: Store, project: string): () => Promise<void> {
  const stopped = new AbortController()
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await store.executions.list(me, { project, startedBefore: 1_000 }, { limit: 50 })
      await store.executions.count(me, {}, 200_000)
    }
  }
  const done = loop()
  return () => {
    stopped.abort()
    return done
  }
}
