import { expect, test } from 'vitest'
import { corsHeaders, preflightHeaders } from './cors.ts'

const origin = (from: string, allowedOrigins?: string) =>
  corsHeaders(from, { methods: ['POST'], allowedOrigins })['access-control-allow-origin']

test('without a list every origin is echoed', () => {
  expect(origin('http://a.test')).toBe('http://a.test')
  expect(origin('null', '*')).toBe('null')
})

test('with a list its members are echoed and others get the first', () => {
  expect(origin('http://b.test', 'http://a.test,http://b.test')).toBe('http://b.test')
  expect(origin('http://no.test', 'http://a.test,http://b.test')).toBe('http://a.test')
  expect(origin('http://b.test', 'http://a.test, http://b.test')).toBe('http://a.test')
})

test('a request that is not cross-origin gets no headers', () => {
  expect(corsHeaders(undefined, { methods: ['GET'] })).toEqual({})
})

test('a preflight names methods, requested headers and how long it holds', () => {
  expect(preflightHeaders('http://a.test', 'x-a,content-type', { methods: ['GET', 'POST'] })).toEqual({
    'access-control-allow-origin': 'http://a.test',
    'access-control-allow-methods': 'OPTIONS, GET, POST',
    'access-control-max-age': '300',
    'access-control-allow-headers': 'x-a,content-type',
  })
})
