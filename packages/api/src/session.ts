import * as z from 'zod'
import { contract } from './contract.ts'
import { nothing } from './values.ts'

export const user = z.object({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(['owner', 'member']) })
export type User = z.output<typeof user>

const email = z.email().max(254)
const password = z.string().min(8).max(256)

export const session = z.object({
  /** null: nobody is signed in. */
  user: user.nullable(),
  /** Present until the first owner exists. */
  setup: z.object({ tokenNeeded: z.boolean() }).nullable(),
  /** Goes with every changing request in the `x-millrace-csrf` header; bound to the session. */
  csrf: z.string().nullable(),
  version: z.string(),
  /** The address under which webhooks are reachable from outside. */
  publicUrl: z.string(),
  zone: z.string(),
})
export type Session = z.output<typeof session>

export const readSession = contract(
  { name: 'readSession', method: 'GET', path: '/rest/session', about: 'Who is signed in, and whether set-up is open.' },
  { answer: session },
)

export const createOwner = contract(
  { name: 'createOwner', method: 'POST', path: '/rest/owner', about: 'Creates the first owner and signs in.' },
  {
    body: z.object({
      email,
      password,
      name: z.string().trim().max(128).optional(),
      /** Printed in the server's log; asked for when the server can be reached from elsewhere. */
      token: z.string().max(128).optional(),
    }),
    answer: session,
  },
)

export const signIn = contract(
  { name: 'signIn', method: 'POST', path: '/rest/session', about: 'Signs in with e-mail and password.' },
  { body: z.object({ email, password: z.string().max(256) }), answer: session },
)

export const signOut = contract(
  { name: 'signOut', method: 'DELETE', path: '/rest/session', about: 'Ends the session.', status: 204 },
  { answer: nothing },
)
