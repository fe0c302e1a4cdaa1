/** Workflows to begin with, which come with Millrace. */
import * as z from 'zod'
import { contract } from './contract.ts'
import { byId, id, jsonObject } from './values.ts'

const templateSummary = z.object({
  id,
  name: z.string(),
  /** What it achieves, in a sentence. */
  about: z.string(),
  nodeCount: z.number(),
  /** In-memory types of its first nodes, triggers first. */
  nodeTypes: z.array(z.string()),
})
export type TemplateSummary = z.output<typeof templateSummary>

export const listTemplates = contract(
  { name: 'listTemplates', method: 'GET', path: '/rest/templates', about: 'Workflows to begin with.' },
  { answer: z.object({ templates: z.array(templateSummary) }) },
)

export const readTemplate = contract(
  {
    name: 'readTemplate',
    method: 'GET',
    path: '/rest/templates/:id',
    about: 'A template as a document that is ready to be stored: its webhooks have addresses of their own.',
  },
  { params: byId, answer: z.object({ id, name: z.string(), document: jsonObject }) },
)
