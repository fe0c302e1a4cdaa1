import * as z from 'zod'
import { contract } from './contract.ts'
import { byId, id, moment, name, nothing } from './values.ts'

export const apiKey = z.object({
  id,
  name: z.string(),
  /** The last characters, to tell keys apart. */
  ending: z.string(),
  createdAt: moment,
  lastUsedAt: moment.nullable(),
})
export type ApiKey = z.output<typeof apiKey>

export const listApiKeys = contract(
  { name: 'listApiKeys', method: 'GET', path: '/rest/api-keys', about: 'Your keys of the public API.' },
  { answer: z.object({ keys: z.array(apiKey) }) },
)

export const createApiKey = contract(
  {
    name: 'createApiKey',
    method: 'POST',
    path: '/rest/api-keys',
    about: 'Makes a key; its text is shown this once.',
    status: 201,
  },
  { body: z.object({ name }), answer: z.object({ key: apiKey, text: z.string() }) },
)

export const deleteApiKey = contract(
  { name: 'deleteApiKey', method: 'DELETE', path: '/rest/api-keys/:id', about: 'Ends a key.', status: 204 },
  { params: byId, answer: nothing },
)
