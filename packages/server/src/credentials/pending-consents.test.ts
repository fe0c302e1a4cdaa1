import { expect, test } from 'vitest'
import { newState, PendingConsents } from './pending-consents.ts'

const client = {
  tokenUrl: 'https://id/token',
  clientId: 'c',
  clientSecret: 's',
  scope: '',
  clientIn: 'header',
} as const
const grant = { ...client, authUrl: 'https://id/ask', authParameters: '', pkce: false }
const leaving = (user: string) => ({ credential: 'one', session: 'here', user, grant, memo: {} })

function leave(pending: PendingConsents, user: string): string {
  const state = newState()
  pending.add(state, leaving(user))
  return state
}

test('a person who left is known once, and for ten minutes', () => {
  let now = 0
  const pending = new PendingConsents(() => now)
  const [early, late] = [leave(pending, 'ada'), leave(pending, 'ada')]
  now = 599_999
  expect(pending.take(early)).toMatchObject(leaving('ada'))
  expect(pending.take(early)).toBeUndefined()
  now = 600_000
  expect(pending.take(late)).toBeUndefined()
})

test('who begins again and again fills nothing, and takes nothing from others', () => {
  const pending = new PendingConsents(() => 0)
  const other = leave(pending, 'bob')
  const states = Array.from({ length: 25 }, () => leave(pending, 'ada'))
  expect(new Set(states).size).toBe(25)
  expect(states.filter((state) => pending.take(state) !== undefined)).toEqual(states.slice(5))
  expect(pending.take(other)).toMatchObject({ user: 'bob' })
})
