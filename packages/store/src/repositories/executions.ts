import type { ExecutionStatus, JournalEntry } from '@millrace/engine'
import type { ExecutionEvent } from '@millrace/workflow'
import type { ExecutionMode, Item, ItemError } from '../json.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Principal } from '../principal.ts'

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

/** Counts of one workflow's executions since a moment. */
export interface ExecutionFigures {
  readonly workflow: string
  readonly total: number
  readonly failed: number
  readonly lastStartedAt: number | null
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
  figures(principal: Principal, workflows: readonly string[], since: number): Promise<readonly ExecutionFigures[]>
}
