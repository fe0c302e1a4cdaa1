import { expect, test } from 'vitest'
import { readQuery } from './read-query.ts'

test.each([
  ['', {}],
  [
    'a=1&b=x%20y&c=1&c=2&d[]=1&d[]=2&e[k]=v&f',
    { a: '1', b: 'x y', c: ['1', '2'], d: ['1', '2'], e: { k: 'v' }, f: '' },
  ],
  ['a[0]=x&a[1]=y', { a: ['x', 'y'] }],
  ['a[99999]=x', { a: { 99999: 'x' } }],
  ['a=1&a[b]=2', { a: { 1: 'true', b: '2' } }],
  ['a[b]=1&a[]=2', { a: { b: '1', 1: '2' } }],
  ['a[b][c][]=1&a[b][c][]=2', { a: { b: { c: ['1', '2'] } } }],
  ['x+y=1+2&p=%E0%A4%A', { 'x y': '1 2', p: '%E0%A4%A' }],
  ['[a]=1', { '[a]': '1' }],
])('%s', (text, value) => expect(readQuery(text)).toEqual(value))

test.each(['__proto__[x]=1', 'constructor=2', 'a[__proto__][x]=1', 'a[constructor][prototype][x]=1', 'prototype[x]=1'])(
  '%s leaves nothing behind',
  (text) => {
    expect(readQuery(`${text}&ok=1`)).toEqual({ ok: '1' })
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x')
  },
)

test('ten thousand pairs and a deep name end quickly and bounded', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `k${i}=1`).join('&')
  expect(Object.keys(readQuery(many))).toHaveLength(1000)
  expect(JSON.stringify(readQuery(`a${'[b]'.repeat(10_000)}=1`)).length).toBeLessThan(60)
})
