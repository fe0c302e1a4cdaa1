import { expect, test } from 'vitest'
import { httpBasicAuth, httpBearerAuth, httpCustomAuth, httpHeaderAuth } from './http-auth.credential.ts'

test('the generic credentials say what they add to a request', () => {
  expect(httpBasicAuth.sign?.({ user: 'ada', password: 'x' })).toEqual({ basic: { user: 'ada', password: 'x' } })
  expect(httpBearerAuth.sign?.({ token: 't' })).toEqual({ headers: { Authorization: 'Bearer t' } })
  expect(httpHeaderAuth.sign?.({ name: 'X-Key', value: 'v' })).toEqual({ headers: { 'X-Key': 'v' } })
})

test('a custom credential adds headers, query and body', () => {
  const json = '{"headers":{"X-A":"1"},"qs":{"q":2},"body":{"b":true}}'
  expect(httpCustomAuth.sign?.({ json })).toEqual({ headers: { 'X-A': '1' }, query: { q: '2' }, body: { b: true } })
})

test('a broken custom credential is reported without showing it', () => {
  const sign = () => httpCustomAuth.sign?.({ json: '{"headers": "secret-value' })
  expect(sign).toThrow('The JSON of the custom credential is no JSON object.')
  expect(sign).not.toThrow('secret-value')
})
