/**
 * Credentials. Secret fields go in and never come out: answers name which of them are filled. A change
 * gives the fields that change; a secret left out stays what it was.
 */
import * as z from 'zod'
import { contract } from './contract.ts'
import { byId, id, jsonObject, moment, name, nothing } from './values.ts'

export const credentialSummary = z.object({
  id,
  name: z.string(),
  type: z.string(),
  createdAt: moment,
  updatedAt: moment,
})
export type CredentialSummary = z.output<typeof credentialSummary>

export const credentialForm = credentialSummary.extend({
  /** The values of fields that are no secret. */
  fields: jsonObject,
  /** The secret fields that have a value. */
  filled: z.array(z.string()),
  allowedHosts: z.array(z.string()),
  /** Whether it holds a token that a service gave for a person. */
  connected: z.boolean(),
})
export type CredentialForm = z.output<typeof credentialForm>

export const listCredentials = contract(
  { name: 'listCredentials', method: 'GET', path: '/rest/credentials', about: 'All credentials, without fields.' },
  { query: z.object({ type: z.string().optional() }), answer: z.object({ credentials: z.array(credentialSummary) }) },
)

export const getCredential = contract(
  { name: 'getCredential', method: 'GET', path: '/rest/credentials/:id', about: 'A credential for its form.' },
  { params: byId, answer: credentialForm },
)

export const createCredential = contract(
  {
    name: 'createCredential',
    method: 'POST',
    path: '/rest/credentials',
    about: 'Stores a credential, encrypted.',
    status: 201,
  },
  {
    body: z.object({
      name,
      type: z.string(),
      fields: jsonObject,
      allowedHosts: z.array(z.string().max(256)).optional(),
    }),
    answer: credentialForm,
  },
)

export const updateCredential = contract(
  { name: 'updateCredential', method: 'PATCH', path: '/rest/credentials/:id', about: 'Changes name or fields.' },
  {
    params: byId,
    body: z.object({
      name: name.optional(),
      fields: jsonObject.optional(),
      allowedHosts: z.array(z.string().max(256)).optional(),
    }),
    answer: credentialForm,
  },
)

export const deleteCredential = contract(
  { name: 'deleteCredential', method: 'DELETE', path: '/rest/credentials/:id', about: 'Deletes it.', status: 204 },
  { params: byId, answer: nothing },
)

export const testCredential = contract(
  {
    name: 'testCredential',
    method: 'POST',
    path: '/rest/credentials/:id/test',
    about: 'Tries the stored credential against its service, or a generic one at an address.',
  },
  {
    params: byId,
    body: z.object({
      address: z
        .url({ protocol: /^https?$/ })
        .max(2048)
        .optional(),
    }),
    answer: z.object({ ok: z.boolean(), message: z.string() }),
  },
)

/** Where services send people back to: n8n's paths, so that what is registered with them holds. */
export const CONSENT_CALLBACK = '/rest/oauth2-credential/callback'
export const OAUTH1_CALLBACK = '/rest/oauth1-credential/callback'

export const beginConsent = contract(
  {
    name: 'beginConsent',
    method: 'POST',
    path: '/rest/oauth2-credential/auth',
    about: 'Where the person who asks consents to what a credential does in their name, once, within ten minutes.',
  },
  { body: byId, answer: z.object({ url: z.string() }) },
)
