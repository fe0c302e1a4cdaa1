import { expect, test } from 'vitest'
import type { Caller } from '../auth/caller.ts'
import { checkCsrf } from './csrf.ts'

const ada: Caller = {
  principal: { id: 'ada', kind: 'user', projects: ['p'] },
  role: 'owner',
  user: { id: 'ada', email: 'ada@example.com', name: 'Ada', role: 'owner' },
  project: 'p',
  csrf: 'token',
}
const host = 'localhost:5678'
const ours = { host, origin: `http://${host}` }

const verdict = (method: string, headers: Record<string, string>, caller: Caller | null = ada) => {
  try {
    checkCsrf({ method, headers }, caller ?? undefined, 'https://flows.example.com')
    return 'passes'
  } catch (error) {
    return error instanceof Error && 'problem' in error ? Object(error.problem).code : error
  }
}

test.each([
  ['POST', { ...ours, 'x-millrace-csrf': 'token' }, 'passes'],
  ['POST', { host, origin: 'https://flows.example.com', 'x-millrace-csrf': 'token' }, 'passes'],
  ['POST', { host, 'sec-fetch-site': 'same-origin', 'x-millrace-csrf': 'token' }, 'passes'],
  ['POST', { ...ours }, 'bad_csrf_token'],
  ['DELETE', { ...ours, 'x-millrace-csrf': 'other' }, 'bad_csrf_token'],
  ['POST', { host, origin: 'https://evil.example', 'x-millrace-csrf': 'token' }, 'foreign_origin'],
  ['POST', { host, origin: 'null', 'x-millrace-csrf': 'token' }, 'foreign_origin'],
  ['POST', { host, 'sec-fetch-site': 'cross-site', 'x-millrace-csrf': 'token' }, 'foreign_origin'],
  ['POST', { host, 'sec-fetch-site': 'same-site', 'x-millrace-csrf': 'token' }, 'foreign_origin'],
  ['GET', { host, origin: 'https://evil.example' }, 'passes'],
])('%s with %j %s', (method, headers, expected) => expect(verdict(method, headers)).toBe(expected))

test('signing in has no session yet: the origin alone decides', () => {
  expect(verdict('POST', ours, null)).toBe('passes')
  expect(verdict('POST', { host, origin: 'http://evil.example' }, null)).toBe('foreign_origin')
})

test('an API key needs no token: no browser sends it by itself', () => {
  expect(verdict('POST', { host }, { ...ada, csrf: null })).toBe('passes')
})
