import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { answerOf } from './answer-of.ts'
import { respondToWebhook } from './respondToWebhook.node.ts'

const items = [{ json: { a: 1 } }, { json: { a: 2 } }]
const bare = { status: undefined, headers: [] }

describe('the answer', () => {
  test('is the first item, or all of them, beneath a field if wanted', () => {
    expect(answerOf({ with: 'firstIncomingItem', key: undefined }, items, bare).body).toEqual({
      kind: 'json',
      value: { a: 1 },
    })
    expect(answerOf({ with: 'allIncomingItems', key: 'a.b' }, items, bare).body).toEqual({
      kind: 'json',
      value: { a: { b: [{ a: 1 }, { a: 2 }] } },
    })
  })

  test('given as text is HTML, or JSON where it has a structure', () => {
    expect(answerOf({ with: 'text', body: '5' }, items, bare).headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answerOf({ with: 'text', body: 5 }, items, bare).body).toEqual({ kind: 'json', value: 5 })
  })

  test('given as JSON is parsed; a quoted text goes out as text, nothing as nothing', () => {
    expect(answerOf({ with: 'json', body: '{"a":1}' }, items, bare).body).toEqual({ kind: 'json', value: { a: 1 } })
    expect(answerOf({ with: 'json', body: '"str"' }, items, bare).body).toEqual({ kind: 'text', text: 'str' })
    expect(answerOf({ with: 'json', body: null }, items, bare).body).toEqual({ kind: 'none' })
    expect(() => answerOf({ with: 'json', body: '{bad' }, items, bare)).toThrow('no valid JSON')
  })

  test('redirects with 307 unless told otherwise, to https where no protocol is given', () => {
    const { status, headers } = answerOf({ with: 'redirect', url: 'x.test/y' }, items, bare)
    expect([status, headers['location']]).toEqual([307, 'https://x.test/y'])
    expect(answerOf({ with: 'redirect', url: 'https://x.test' }, items, { ...bare, status: 301 }).status).toBe(301)
  })

  test('names the file that is missing', () => {
    expect(() => answerOf({ with: 'binary', property: 'zz' }, items, bare)).toThrow('The first item has no file "zz".')
  })

  test('keeps the last of two headers of one name, and drops one without a name', () => {
    const headers = [
      ['X-A', '1'],
      ['x-a', '2'],
      ['', '3'],
    ] as const
    expect(answerOf({ with: 'noData' }, items, { status: 204, headers })).toMatchObject({
      status: 204,
      headers: { 'x-a': '2' },
    })
  })
})

test('hands its items on', async () => {
  const { json } = await runNode(respondToWebhook, { items: [{ n: 1 }, { n: 2 }], version: 1.5 })
  expect(json).toEqual([{ n: 1 }, { n: 2 }])
})
