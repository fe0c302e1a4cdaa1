import type { ExecutionStatus, JournalEntry } from '@millrace/engine'
import type { ExecutionEvent } from '@millrace/workflow'
import { sql } from 'kysely'
import type { ExecutionMode, Item, ItemError } from '../json.ts'
import type { Access, Connection } from '../database.ts'
import { hourOf } from '../journal/counts.ts'
import { readEvent } from '../journal/decode.ts'
import { readItemPage } from '../journal/read-items.ts'
import { readJournal } from '../journal/read.ts'
import { type Page, type PageRequest, pageLimit, pageOf, readCursor, writeCursor } from '../page.ts'
import { type Principal, projectsOf } from '../principal.ts'
import type { DeleteExecutions } from './delete-executions.ts'
import type { ExecutionCountsTable } from '../schema.ts'
import { SUMMARY, asSummary } from './execution-rows.ts'

/** One line of the history. */
export interface ExecutionSummary {
  readonly id: string
  /** Counts executions of the instance in the order they began. */
  readonly number: number
  readonly project: string
  readonly workflow: string
  readonly workflowName: string
  readonly version: string
  readonly mode: ExecutionMode
  readonly status: ExecutionStatus
  readonly startedAt: number
  readonly endedAt: number | null
  readonly wakeAt: number | null
  readonly retryOf: string | null
  readonly parent: string | null
  readonly lastNode: string | null
  readonly error: ItemError | null
  readonly customData: Readonly<Record<string, string>> | null
  /** False where the workflow's settings say not to keep what happened. */
  readonly dataKept: boolean
  readonly bytes: number
}

export interface ExecutionFilter {
  readonly project?: string
  readonly workflow?: string
  readonly status?: readonly ExecutionStatus[]
  readonly mode?: readonly ExecutionMode[]
  readonly startedAfter?: number
  readonly startedBefore?: number
}

/** One event, without the items beside it. */
export interface PlacedEvent {
  readonly seq: number
  readonly event: ExecutionEvent
}

export interface ItemsRequest {
  readonly node: string
  readonly run: number
  readonly output: number
  readonly offset?: number
  /** 1 to 1,000; 50 when left out. */
  readonly limit?: number
}

export interface ItemsPage {
  readonly items: readonly Item[]
  readonly total: number
}

/** Counts of the executions that one workflow began within a day. They stay when the executions are pruned. */
export interface ExecutionFigures {
  readonly workflow: string
  readonly total: number
  readonly failed: number
  readonly lastStartedAt: number
  /** How many began in each hour, oldest first. */
  readonly hours: readonly number[]
}

export interface ExecutionRepository {
  list(principal: Principal, filter: ExecutionFilter, page: PageRequest): Promise<Page<ExecutionSummary>>
  /** Counts up to a limit: `{ count: 10000, more: true }` means ten thousand or more. */
  count(
    principal: Principal,
    filter: ExecutionFilter,
    limit?: number,
  ): Promise<{ readonly count: number; readonly more: boolean }>
  get(principal: Principal, id: string): Promise<ExecutionSummary | undefined>
  /** Events after a sequence number, in order, up to `limit` (1,000). Empty for what is foreign or missing. */
  events(principal: Principal, id: string, afterSeq: number, limit?: number): Promise<readonly PlacedEvent[]>
  /** One page of what an output gave, following references to earlier items. */
  items(principal: Principal, id: string, request: ItemsRequest): Promise<ItemsPage | undefined>
  /** The whole journal with items (export, partial runs). */
  journal(principal: Principal, id: string): Promise<readonly JournalEntry[]>
  /** Deletes ended executions with their data and files; answers with how many there were. */
  delete(principal: Principal, ids: readonly string[]): Promise<number>
  /** Counts over the hour that a moment lies in and the 23 before it, of the workflows that have any. */
  figures(principal: Principal, workflows: readonly string[], at: number): Promise<readonly ExecutionFigures[]>
}

const COUNT_LIMIT = 10_000
const EVENTS_LIMIT = 1_000
const ITEMS_LIMIT = 1_000

export function createExecutions(access: Access, remove: DeleteExecutions): ExecutionRepository {
  const { db, look } = access
  return {
    ...looking(access),
    async get(principal, id) {
      const row = await own(look, principal, id).select(SUMMARY).executeTakeFirst()
      return row === undefined ? undefined : asSummary(row)
    },
    async delete(principal, ids) {
      if (ids.length === 0) return 0
      const rows = await scoped(db, principal)
        .select(['number', 'id'])
        .where('id', 'in', ids)
        .where('ended_at', 'is not', null)
        .execute()
      await remove(rows)
      return rows.length
    },
  }
}

function looking({ db }: Access): Omit<ExecutionRepository, 'get' | 'delete'> {
  return {
    async list(principal, filter, page) {
      const limit = pageLimit(page)
      const [before] = readCursor(page.cursor)
      const rows = await filtered(db, principal, filter)
        .select(SUMMARY)
        .$if(typeof before === 'number', (query) => query.where('number', '<', Number(before)))
        .orderBy('number', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => writeCursor([row.number]), asSummary)
    },
    async count(principal, filter, limit = COUNT_LIMIT) {
      const some = filtered(db, principal, filter)
        .select('number')
        .limit(limit + 1)
      const { count } = await db
        .selectFrom(some.as('some'))
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return { count: Math.min(count, limit), more: count > limit }
    },
    async events(principal, id, afterSeq, limit = EVENTS_LIMIT) {
      const execution = await own(db, principal, id).select('number').executeTakeFirst()
      if (execution === undefined) return []
      const rows = await db
        .selectFrom('events')
        .select(['seq', 'event'])
        .where('execution', '=', execution.number)
        .where('seq', '>', afterSeq)
        .orderBy('seq')
        .limit(Math.min(limit, EVENTS_LIMIT))
        .execute()
      return rows.map((row) => ({ seq: row.seq, event: readEvent(row.event) }))
    },
    async items(principal, id, request) {
      const execution = await own(db, principal, id).select('number').executeTakeFirst()
      if (execution === undefined) return undefined
      const from = request.offset ?? 0
      const to = from + Math.min(Math.max(request.limit ?? 50, 1), ITEMS_LIMIT)
      const { node, run, output } = request
      return readItemPage(db, execution.number, { node, run, output, from, to })
    },
    async journal(principal, id) {
      const execution = await own(db, principal, id).select('number').executeTakeFirst()
      return execution === undefined ? [] : readJournal(db, id, -1)
    },
    async figures(principal, workflows, at) {
      if (workflows.length === 0) return []
      const projects = projectsOf(principal)
      const first = hourOf(at) - (HOURS - 1)
      const rows = await db
        .selectFrom('execution_counts as c')
        .innerJoin('workflows as w', 'w.id', 'c.workflow')
        .$if(projects !== undefined, (query) => query.where('w.project', 'in', projects ?? []))
        .where('c.workflow', 'in', workflows)
        .where('c.hour', '>=', first)
        .where('c.hour', '<', first + HOURS)
        .select(['c.workflow', 'c.hour', 'c.total', 'c.failed', 'c.last_started_at'])
        .execute()
      const byWorkflow = Object.groupBy(rows, (row) => row.workflow)
      return Object.entries(byWorkflow).map(([workflow, counted = []]) => figuresOf(workflow, counted, first))
    },
  }
}

const HOURS = 24

function figuresOf(
  workflow: string,
  rows: readonly Omit<ExecutionCountsTable, 'workflow'>[],
  first: number,
): ExecutionFigures {
  const hours = Array.from({ length: HOURS }, () => 0)
  for (const { hour, total } of rows) hours[hour - first] = total
  return {
    workflow,
    hours,
    total: rows.reduce((sum, row) => sum + row.total, 0),
    failed: rows.reduce((sum, row) => sum + row.failed, 0),
    lastStartedAt: rows.reduce((last, row) => Math.max(last, row.last_started_at), 0),
  }
}

function scoped(db: Connection, principal: Principal) {
  const projects = projectsOf(principal)
  const query = db.selectFrom('executions')
  return projects === undefined ? query : query.where('project', 'in', projects)
}

function own(db: Connection, principal: Principal, id: string) {
  return scoped(db, principal).where('id', '=', id)
}

function filtered(db: Connection, principal: Principal, filter: ExecutionFilter) {
  let query = scoped(db, principal)
  if (filter.project !== undefined) query = query.where('project', '=', filter.project)
  if (filter.workflow !== undefined) query = query.where('workflow', '=', filter.workflow)
  if (filter.status !== undefined && filter.status.length > 0) {
    query = query.where('status', 'in', filter.status)
    // Says to the planner what the partial index is about.
    if (!filter.status.includes('success')) query = query.where('status', '<>', sql.lit('success'))
  }
  if (filter.mode !== undefined && filter.mode.length > 0) query = query.where('mode', 'in', filter.mode)
  if (filter.startedAfter !== undefined) query = query.where('started_at', '>=', filter.startedAfter)
  if (filter.startedBefore !== undefined) query = query.where('started_at', '<', filter.startedBefore)
  return query
}
