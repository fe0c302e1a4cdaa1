/**
 * Workflows. A workflow has one draft, which people edit, and at most one published version, which runs.
 * Documents travel in n8n's form. Every save names the revision it was made from; when somebody else has
 * saved in between it is refused with `draft_outdated`, whose `details` carry the newer draft.
 */
import * as z from 'zod'
import { contract } from './contract.ts'
import { byId, diagnostic, id, json, jsonObject, moment, name, next, nothing, page } from './values.ts'

export const workflowFigures = z.object({
  /** Over the last 24 hours. */
  runs: z.number(),
  failed: z.number(),
  lastRunAt: moment.nullable(),
  lastStatus: z.string().nullable(),
  /** Runs per hour, oldest first, 24 of them; empty where they are not counted. */
  hours: z.array(z.number()),
})

export const workflowSummary = z.object({
  id,
  name: z.string(),
  active: z.boolean(),
  revision: z.number(),
  createdAt: moment,
  updatedAt: moment,
  nodeCount: z.number(),
  /** In-memory node types of its first nodes, triggers first. */
  nodeTypes: z.array(z.string()),
  tags: z.array(z.string()),
  figures: workflowFigures,
})
export type WorkflowSummary = z.output<typeof workflowSummary>

export const workflowDraft = z.object({
  id,
  name: z.string(),
  document: jsonObject,
  revision: z.number(),
  updatedAt: moment,
  active: z.boolean(),
  /** The version that runs, and whether the draft differs from it. */
  published: z.object({ version: z.string(), at: moment, same: z.boolean() }).nullable(),
})
export type WorkflowDraft = z.output<typeof workflowDraft>

export const listWorkflows = contract(
  { name: 'listWorkflows', method: 'GET', path: '/rest/workflows', about: 'The workflows, last changed first.' },
  {
    query: z.object({ search: z.string().max(256).optional(), ...page }),
    answer: z.object({ workflows: z.array(workflowSummary), total: z.number(), next }),
  },
)

export const createWorkflow = contract(
  { name: 'createWorkflow', method: 'POST', path: '/rest/workflows', about: 'Creates a workflow.', status: 201 },
  { body: z.object({ name: name.optional(), document: jsonObject.optional() }), answer: workflowDraft },
)

export const getWorkflow = contract(
  { name: 'getWorkflow', method: 'GET', path: '/rest/workflows/:id', about: 'A workflow with its draft.' },
  { params: byId, answer: workflowDraft },
)

/** Sent with every save, so that the tab that saved knows its own change when it is announced. */
const tab = z.string().max(64).optional()

export const saveDraft = contract(
  { name: 'saveDraft', method: 'PUT', path: '/rest/workflows/:id/draft', about: 'Saves the draft.' },
  {
    params: byId,
    body: z.object({ document: jsonObject, revision: z.number().int(), tab }),
    answer: z.object({ revision: z.number(), updatedAt: moment }),
  },
)

export const renameWorkflow = contract(
  { name: 'renameWorkflow', method: 'PATCH', path: '/rest/workflows/:id', about: 'Renames a workflow.' },
  { params: byId, body: z.object({ name, tab }), answer: workflowDraft },
)

export const duplicateWorkflow = contract(
  {
    name: 'duplicateWorkflow',
    method: 'POST',
    path: '/rest/workflows/:id/duplicate',
    about: 'Copies the draft as a new, unpublished workflow.',
    status: 201,
  },
  { params: byId, body: z.object({ name: name.optional() }), answer: workflowDraft },
)

export const deleteWorkflow = contract(
  { name: 'deleteWorkflow', method: 'DELETE', path: '/rest/workflows/:id', about: 'Deletes it for ever.', status: 204 },
  { params: byId, answer: nothing },
)

export const importWorkflows = contract(
  {
    name: 'importWorkflows',
    method: 'POST',
    path: '/rest/workflows/import',
    about: 'Imports n8n documents as new, unpublished workflows; says what is odd about each.',
    status: 201,
  },
  {
    /** Texts of files, each one document, a list of documents or a copied selection. */
    body: z.object({ texts: z.array(z.string()).min(1).max(500) }),
    answer: z.object({
      imported: z.array(z.object({ id, name: z.string(), diagnostics: z.array(diagnostic) })),
      failed: z.array(z.object({ index: z.number(), diagnostics: z.array(diagnostic) })),
    }),
  },
)

export const downloadWorkflow = contract(
  {
    name: 'downloadWorkflow',
    method: 'GET',
    path: '/rest/workflows/:id/download',
    about: 'The draft as a file; `for=n8n` leaves out what only Millrace reads.',
  },
  { params: byId, query: z.object({ for: z.enum(['n8n', 'millrace']).optional() }), answer: json },
)

export const publishWorkflow = contract(
  {
    name: 'publishWorkflow',
    method: 'POST',
    path: '/rest/workflows/:id/publish',
    about: 'Makes the draft the version that runs.',
  },
  {
    params: byId,
    body: z.object({ revision: z.number().int() }),
    answer: z.object({ version: z.string(), at: moment, diagnostics: z.array(diagnostic) }),
  },
)

export const unpublishWorkflow = contract(
  {
    name: 'unpublishWorkflow',
    method: 'DELETE',
    path: '/rest/workflows/:id/publish',
    about: 'Stops its triggers; the draft stays.',
    status: 204,
  },
  { params: byId, answer: nothing },
)

export const listVersions = contract(
  { name: 'listVersions', method: 'GET', path: '/rest/workflows/:id/versions', about: 'Its versions, newest first.' },
  {
    params: byId,
    answer: z.object({
      versions: z.array(z.object({ version: z.string(), at: moment, published: z.boolean() })),
    }),
  },
)

export const getVersion = contract(
  {
    name: 'getVersion',
    method: 'GET',
    path: '/rest/workflows/:id/versions/:version',
    about: 'The document of a version.',
  },
  { params: z.object({ id, version: z.string().max(128) }), answer: z.object({ document: jsonObject }) },
)

/** Where a trigger of a workflow listens, for its panel. */
export const hookAddress = z.object({
  /** The trigger's id. */
  node: z.string(),
  methods: z.array(z.string()),
  productionUrl: z.string(),
  testUrl: z.string(),
})

export const listHooks = contract(
  {
    name: 'listHooks',
    method: 'POST',
    path: '/rest/workflows/:id/hooks',
    about: 'The addresses the triggers of this document would listen on.',
  },
  { params: byId, body: z.object({ document: jsonObject }), answer: z.object({ hooks: z.array(hookAddress) }) },
)
