import type { ExecutionStatus } from '@millrace/engine'
import { type ExecutionMode, type ItemError, isJsonObject, parseObject } from '../json.ts'
import type { ExecutionsTable } from '../schema.ts'
import type { ExecutionSummary } from './executions.ts'

/** Columns of a line of the history. */
export const SUMMARY = [
  'number',
  'id',
  'project',
  'workflow',
  'workflow_name',
  'version',
  'mode',
  'status',
  'started_at',
  'ended_at',
  'wake_at',
  'retry_of',
  'parent',
  'last_node',
  'error',
  'custom_data',
  'data_kept',
  'bytes',
] as const satisfies readonly (keyof ExecutionsTable)[]

export type SummaryRow = Pick<ExecutionsTable, Exclude<(typeof SUMMARY)[number], 'number'>> & {
  readonly number: number
}

export function asSummary(row: SummaryRow): ExecutionSummary {
  return {
    id: row.id,
    number: row.number,
    project: row.project,
    workflow: row.workflow,
    workflowName: row.workflow_name,
    version: row.version,
    mode: readMode(row.mode),
    status: readStatus(row.status),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    wakeAt: row.wake_at,
    retryOf: row.retry_of,
    parent: row.parent,
    lastNode: row.last_node,
    error: readError(row.error),
    customData: readCustomData(row.custom_data),
    dataKept: row.data_kept === 1,
    bytes: row.bytes,
  }
}

const STATUSES = ['new', 'running', 'waiting', 'success', 'error', 'canceled', 'crashed'] as const

/** A status of a version we do not know is `unknown`, never a guess. */
export function readStatus(text: string): ExecutionStatus {
  return STATUSES.find((status) => status === text) ?? 'unknown'
}

/** Every mode, so that a new one does not compile until it is here. */
const MODES: Readonly<Record<ExecutionMode, true>> = {
  manual: true,
  trigger: true,
  webhook: true,
  integrated: true,
  error: true,
  retry: true,
  cli: true,
  evaluation: true,
  internal: true,
}

export function readMode(text: string): ExecutionMode {
  if (!isMode(text)) throw new TypeError(`A stored execution has the unknown mode ${text}.`)
  return text
}

function isMode(text: string): text is ExecutionMode {
  return Object.hasOwn(MODES, text)
}

function readError(text: string | null): ItemError | null {
  if (text === null) return null
  const value: unknown = JSON.parse(text)
  return isItemError(value) ? value : null
}

function isItemError(value: unknown): value is ItemError {
  return isJsonObject(value) && typeof value['message'] === 'string' && typeof value['code'] === 'string'
}

function readCustomData(text: string | null): Readonly<Record<string, string>> | null {
  if (text === null) return null
  const entries = Object.entries(parseObject(text))
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
