import { expect, test } from 'vitest'
import { HookRouter } from './hook-router.ts'

const router = new HookRouter<string>()
router.set('GET', 'orders', 'list')
router.set('POST', 'orders', 'create')
router.set('GET', 'id-1/users/:user', 'user')
router.set('GET', 'id-1/users/me', 'me')
router.set('GET', 'id-2/:kind/:name', 'thing')
router.set('GET', 'größe', 'size')

const found = (method: string, path: string) => {
  const match = router.find(method, path)
  return match.kind === 'found' ? match.value : match.kind
}

test('a fixed path is found by its method, with or without a trailing slash', () => {
  expect(found('GET', 'orders')).toBe('list')
  expect(found('POST', 'orders/')).toBe('create')
})

test('case and a doubled leading slash matter', () => {
  expect(found('GET', 'Orders')).toBe('none')
  expect(found('GET', '/orders')).toBe('none')
})

test('another method says which ones there are', () => {
  expect(router.find('PUT', 'orders')).toEqual({ kind: 'method', methods: ['GET', 'POST'] })
})

test('named segments become parameters, decoded', () => {
  expect(router.find('GET', 'id-2/a%20b/c')).toMatchObject({ value: 'thing', params: { kind: 'a b', name: 'c' } })
})

test('a fixed segment wins over a named one', () => {
  expect(found('GET', 'id-1/users/me')).toBe('me')
  expect(found('GET', 'id-1/users/ada')).toBe('user')
})

test('a named segment is never empty', () => expect(found('GET', 'id-1/users/')).toBe('none'))

test('escapes in a fixed path are read, damaged ones taken as they stand', () => {
  expect(found('GET', 'gr%C3%B6%C3%9Fe')).toBe('size')
  expect(found('GET', '%E0%A4%A')).toBe('none')
  expect(router.find('GET', 'id-2/%E0%A4%A/x')).toMatchObject({ params: { kind: '%E0%A4%A' } })
})
