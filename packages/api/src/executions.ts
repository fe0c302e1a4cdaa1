/**
 * Executions: one run of a workflow each. Their events are folded by the caller with the same `evolve` that
 * the engine uses; items lie beside the events and are read by page.
 */
import type { BinaryData, Item } from '@millrace/sdk'
import type { ExecutionEvent } from '@millrace/workflow'
import * as z from 'zod'
import { contract } from './contract.ts'
import { hookAddress } from './workflows.ts'
import { byId, id, jsonObject, moment, next, nothing, page } from './values.ts'

export const executionStatus = z.enum([
  'new',
  'running',
  'waiting',
  'success',
  'error',
  'canceled',
  'crashed',
  'unknown',
])
export type ExecutionStatus = z.output<typeof executionStatus>

export const executionSummary = z.object({
  id,
  workflow: z.string(),
  workflowName: z.string(),
  version: z.string(),
  mode: z.string(),
  status: executionStatus,
  startedAt: moment,
  endedAt: moment.nullable(),
  /** When a waiting one goes on by itself. */
  wakeAt: moment.nullable(),
  retryOf: z.string().nullable(),
  /** The error's sentence, where it failed. */
  error: z.string().nullable(),
  /** What the workflow noted of it, by name. */
  customData: z.record(z.string(), z.string()),
})
export type ExecutionSummary = z.output<typeof executionSummary>

const list = z
  .union([executionStatus, z.array(executionStatus)])
  .transform((one) => (Array.isArray(one) ? one : [one]))
  .optional()

export const listExecutions = contract(
  { name: 'listExecutions', method: 'GET', path: '/rest/executions', about: 'Executions, newest first.' },
  {
    query: z.object({ workflow: id.optional(), status: list, ...page }),
    answer: z.object({ executions: z.array(executionSummary), next }),
  },
)

export const getExecution = contract(
  {
    name: 'getExecution',
    method: 'GET',
    path: '/rest/executions/:id',
    about: 'A summary, and the document that ran (null when it is no longer kept).',
  },
  { params: byId, answer: z.object({ execution: executionSummary, document: jsonObject.nullable() }) },
)

export const journalLine = z.object({
  seq: z.number(),
  event: z.custom<ExecutionEvent>((value) => typeof value === 'object' && value !== null && 'type' in value),
})
export type JournalLine = z.output<typeof journalLine>

export const listEvents = contract(
  {
    name: 'listEvents',
    method: 'GET',
    path: '/rest/executions/:id/events',
    about: 'What happened after the event `after` (left out: from the beginning), in order.',
  },
  {
    params: byId,
    query: z.object({ after: z.coerce.number<number>().int().optional() }),
    answer: z.object({ events: z.array(journalLine), status: executionStatus }),
  },
)

const listedItems = z.object({
  items: z.array(z.custom<Item>((value) => typeof value === 'object' && value !== null && 'json' in value)),
  total: z.number(),
})
export type ListedItems = z.output<typeof listedItems>

export const listItems = contract(
  {
    name: 'listItems',
    method: 'GET',
    path: '/rest/executions/:id/items',
    about: 'A page of the items that an output of a node run gave.',
  },
  {
    params: byId,
    query: z.object({
      /** By its id, as events name it. */
      node: z.string(),
      run: z.coerce.number<number>().int().min(0).optional(),
      output: z.coerce.number<number>().int().min(0).optional(),
      offset: z.coerce.number<number>().int().min(0).optional(),
      limit: z.coerce.number<number>().int().min(1).max(500).optional(),
    }),
    answer: listedItems,
  },
)

export const getResumeAddress = contract(
  {
    name: 'getResumeAddress',
    method: 'GET',
    path: '/rest/executions/:id/resume-address',
    about: 'The signed address at which an execution waits for a form or a call: whoever has it may let it go on.',
  },
  {
    params: byId,
    answer: z.object({ by: z.enum(['form', 'webhook']), url: z.string(), methods: z.array(z.string()) }),
  },
)

/** The address of a stored file's bytes: always a download or a sandboxed preview. */
export function filePath(
  execution: string,
  file: Pick<BinaryData, 'id' | 'fileName' | 'mimeType'>,
  as?: 'download',
): string {
  const query = new URLSearchParams({ name: file.fileName ?? 'file', type: file.mimeType, ...(as && { as }) })
  return `/rest/executions/${encodeURIComponent(execution)}/files/${encodeURIComponent(file.id ?? '')}?${query}`
}

/** The node (by its id) to run to, itself included or not. */
const destination = z.object({ node: z.string(), mode: z.enum(['inclusive', 'exclusive']) }).optional()

export const runWorkflow = contract(
  {
    name: 'runWorkflow',
    method: 'POST',
    path: '/rest/workflows/:id/run',
    about: 'Runs a document by hand: whole, or to a node reusing earlier runs. From a dataset, with each row in turn.',
    status: 201,
  },
  {
    params: byId,
    body: z.object({
      /** As the editor shows it, saved or not. */
      document: jsonObject,
      /** The trigger to start from, by its id; left out, the first that can be started by hand. */
      trigger: z.string().optional(),
      /** Items for the trigger instead of its own. */
      items: z.array(jsonObject).optional(),
      destination,
      /** The execution whose runs may be reused, and the ids of nodes changed since. */
      from: id.optional(),
      dirty: z.array(z.string()).optional(),
    }),
    answer: z.object({
      /** From a dataset, the one with the first row. */
      execution: id,
      /** How many rows the dataset has, where one is evaluated. */
      rows: z.number().int().optional(),
    }),
  },
)

export const cancelExecution = contract(
  { name: 'cancelExecution', method: 'POST', path: '/rest/executions/:id/cancel', about: 'Stops it.' },
  { params: byId, answer: z.object({ status: executionStatus }) },
)

export const decideExecution = contract(
  {
    name: 'decideExecution',
    method: 'POST',
    path: '/rest/executions/:id/decide',
    about:
      'Says what becomes of an attempt that was interrupted: it is made again, it counts as made and its input goes ' +
      'on, or its node has failed.',
  },
  {
    params: byId,
    body: z.object({ decision: z.enum(['again', 'goOn', 'stop']) }),
    answer: z.object({ status: executionStatus }),
  },
)

export const retryExecution = contract(
  {
    name: 'retryExecution',
    method: 'POST',
    path: '/rest/executions/:id/retry',
    about: 'Runs a finished one again, afresh or from where it failed.',
    status: 201,
  },
  {
    params: byId,
    body: z.object({ from: z.enum(['start', 'failure']) }),
    answer: z.object({ execution: id }),
  },
)

export const deleteExecution = contract(
  { name: 'deleteExecution', method: 'DELETE', path: '/rest/executions/:id', about: 'Deletes it.', status: 204 },
  { params: byId, answer: nothing },
)

export const startListening = contract(
  {
    name: 'startListening',
    method: 'POST',
    path: '/rest/workflows/:id/listen',
    about: 'Waits for one call at the test address of a trigger and runs the document with it.',
  },
  {
    params: byId,
    body: z.object({
      document: jsonObject,
      /** The trigger, by its id. */
      node: z.string(),
      destination,
    }),
    answer: z.object({ hooks: z.array(hookAddress), until: moment }),
  },
)

export const stopListening = contract(
  {
    name: 'stopListening',
    method: 'DELETE',
    path: '/rest/workflows/:id/listen',
    about: 'Stops waiting for a test event.',
    status: 204,
  },
  { params: byId, answer: nothing },
)
