/**
 * The public API under `/api/v1`, compatible with n8n's: the same paths, parameters and shapes, so scripts
 * and tools written for it work. Authenticated by `X-N8N-API-KEY` or `X-Millrace-API-Key`, never a cookie.
 */
import * as z from 'zod'
import { contract } from './contract.ts'
import { publicDataTableContracts } from './public-data-tables.ts'
import { flag, id, jsonObject } from './values.ts'

const instant = z.string()
const byTextId = z.object({ id })
const paging = {
  limit: z.coerce.number<number>().int().min(1).max(250).optional(),
  cursor: z.string().max(512).optional(),
}
const nextCursor = z.string().nullable()

/** A workflow as it is sent: nodes, connections and settings are the document's own business. */
export const publicWorkflowInput = z.looseObject({
  name: z.string().min(1),
  nodes: z.array(jsonObject),
  connections: jsonObject,
  settings: jsonObject,
  staticData: z.unknown().optional(),
})

export const publicWorkflow = z.looseObject({
  id,
  name: z.string(),
  active: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  nodes: z.array(jsonObject),
  connections: jsonObject,
  settings: jsonObject,
  staticData: z.unknown(),
  pinData: jsonObject.optional(),
  meta: jsonObject.nullable().optional(),
  versionId: z.string(),
  tags: z.array(jsonObject),
})
export type PublicWorkflow = z.output<typeof publicWorkflow>

const workflowList = z.object({ data: z.array(publicWorkflow), nextCursor })

export const publicListWorkflows = contract(
  { name: 'publicListWorkflows', method: 'GET', path: '/api/v1/workflows', about: 'Retrieve workflows.' },
  {
    query: z.object({ active: flag.optional(), name: z.string().optional(), ...paging }),
    answer: workflowList,
  },
)

export const publicGetWorkflow = contract(
  { name: 'publicGetWorkflow', method: 'GET', path: '/api/v1/workflows/:id', about: 'Retrieve a workflow.' },
  { params: byTextId, answer: publicWorkflow },
)

export const publicCreateWorkflow = contract(
  { name: 'publicCreateWorkflow', method: 'POST', path: '/api/v1/workflows', about: 'Create a workflow.' },
  { body: publicWorkflowInput, answer: publicWorkflow },
)

export const publicUpdateWorkflow = contract(
  {
    name: 'publicUpdateWorkflow',
    method: 'PUT',
    path: '/api/v1/workflows/:id',
    about: 'Update a workflow; a published one is published again.',
  },
  { params: byTextId, body: publicWorkflowInput, answer: publicWorkflow },
)

export const publicDeleteWorkflow = contract(
  { name: 'publicDeleteWorkflow', method: 'DELETE', path: '/api/v1/workflows/:id', about: 'Delete a workflow.' },
  { params: byTextId, answer: publicWorkflow },
)

export const publicActivateWorkflow = contract(
  {
    name: 'publicActivateWorkflow',
    method: 'POST',
    path: '/api/v1/workflows/:id/activate',
    about: 'Publish a workflow.',
  },
  { params: byTextId, answer: publicWorkflow },
)

export const publicDeactivateWorkflow = contract(
  {
    name: 'publicDeactivateWorkflow',
    method: 'POST',
    path: '/api/v1/workflows/:id/deactivate',
    about: 'Unpublish a workflow.',
  },
  { params: byTextId, answer: publicWorkflow },
)

export const publicExecution = z.looseObject({
  id: z.union([z.string(), z.number()]),
  finished: z.boolean(),
  mode: z.string(),
  retryOf: z.union([z.string(), z.number()]).nullable(),
  retrySuccessId: z.union([z.string(), z.number()]).nullable(),
  startedAt: instant,
  stoppedAt: instant.nullable(),
  workflowId: z.string(),
  waitTill: instant.nullable(),
  status: z.string(),
  data: jsonObject.optional(),
  workflowData: jsonObject.optional(),
})
export type PublicExecution = z.output<typeof publicExecution>

export const publicListExecutions = contract(
  { name: 'publicListExecutions', method: 'GET', path: '/api/v1/executions', about: 'Retrieve executions.' },
  {
    query: z.object({
      includeData: flag.optional(),
      status: z.enum(['canceled', 'crashed', 'error', 'new', 'running', 'success', 'unknown', 'waiting']).optional(),
      workflowId: z.string().optional(),
      ...paging,
    }),
    answer: z.object({ data: z.array(publicExecution), nextCursor }),
  },
)

export const publicGetExecution = contract(
  { name: 'publicGetExecution', method: 'GET', path: '/api/v1/executions/:id', about: 'Retrieve an execution.' },
  { params: byTextId, query: z.object({ includeData: flag.optional() }), answer: publicExecution },
)

export const publicDeleteExecution = contract(
  { name: 'publicDeleteExecution', method: 'DELETE', path: '/api/v1/executions/:id', about: 'Delete an execution.' },
  { params: byTextId, answer: publicExecution },
)

export const publicCredential = z.looseObject({
  id,
  name: z.string(),
  type: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

export const publicCreateCredential = contract(
  { name: 'publicCreateCredential', method: 'POST', path: '/api/v1/credentials', about: 'Create a credential.' },
  { body: z.object({ name: z.string().min(1), type: z.string().min(1), data: jsonObject }), answer: publicCredential },
)

export const publicDeleteCredential = contract(
  {
    name: 'publicDeleteCredential',
    method: 'DELETE',
    path: '/api/v1/credentials/:id',
    about: 'Delete a credential.',
  },
  { params: byTextId, answer: publicCredential },
)

export const publicCredentialSchema = contract(
  {
    name: 'publicCredentialSchema',
    method: 'GET',
    path: '/api/v1/credentials/schema/:credentialTypeName',
    about: 'The JSON Schema of a credential type’s data.',
  },
  { params: z.object({ credentialTypeName: z.string() }), answer: jsonObject },
)

export const publicContracts = [
  publicListWorkflows,
  publicGetWorkflow,
  publicCreateWorkflow,
  publicUpdateWorkflow,
  publicDeleteWorkflow,
  publicActivateWorkflow,
  publicDeactivateWorkflow,
  publicListExecutions,
  publicGetExecution,
  publicDeleteExecution,
  publicCreateCredential,
  publicDeleteCredential,
  publicCredentialSchema,
  ...publicDataTableContracts,
] as const
