import type { CredentialType, NodeDescription } from '@millrace/sdk'
import * as z from 'zod'
import { contract } from './contract.ts'
import { jsonObject } from './values.ts'

/** A credential type without its code: what a form needs. */
export type CredentialDescription = Pick<
  CredentialType,
  'type' | 'name' | 'about' | 'icon' | 'properties' | 'generic' | 'consent' | 'consentBy'
> & {
  readonly testable: boolean
  /** Whether requests can be signed with it. */
  readonly signs: boolean
}

const described = (value: unknown) => typeof value === 'object' && value !== null && 'type' in value

export const listNodeTypes = contract(
  {
    name: 'listNodeTypes',
    method: 'GET',
    path: '/rest/node-types',
    about: 'The descriptions of all node types; cached by the catalog hash (`etag`).',
  },
  { answer: z.object({ nodes: z.array(z.custom<NodeDescription>(described)) }) },
)

export const listCredentialTypes = contract(
  {
    name: 'listCredentialTypes',
    method: 'GET',
    path: '/rest/credential-types',
    about: 'The descriptions of all credential types.',
  },
  { answer: z.object({ credentials: z.array(z.custom<CredentialDescription>(described)) }) },
)

/** The address of a node type's own picture, where its `icon` begins with `file:`. */
export function iconPath(nodeType: string): string {
  return `/rest/icons/${encodeURIComponent(nodeType)}.svg`
}

export const lookUp = contract(
  { name: 'lookUp', method: 'POST', path: '/rest/lookups', about: 'One page of the choices of a dynamic list.' },
  {
    body: z.object({
      nodeType: z.string(),
      version: z.number(),
      lookup: z.string(),
      parameters: jsonObject,
      /** Credential ids by credential type. */
      credentials: z.record(z.string(), z.string()).optional(),
      filter: z.string().max(512).optional(),
      page: z.string().max(2048).optional(),
    }),
    answer: z.object({
      choices: z.array(
        z.object({
          value: z.string(),
          label: z.string(),
          help: z.string().optional(),
          url: z.string().optional(),
        }),
      ),
      next: z.string().optional(),
    }),
  },
)
