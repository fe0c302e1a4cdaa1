import { answer, runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { hackerNews } from './hackerNews.node.ts'

test('a search goes on page by page until it has as many as are wanted', async () => {
  const hits = (from: number, length: number) => Array.from({ length }, (_, n) => ({ objectID: String(from + n) }))
  const pages = [hits(0, 1000), hits(1000, 3)]
  const { json, requests } = await runNode(hackerNews, {
    parameters: {
      resource: 'all',
      returnAll: true,
      additionalFields: { keyword: 'mill race', tags: ['story', 'poll'] },
    },
    http: () => answer({ hits: pages.shift() ?? [] }),
  })
  expect(json).toHaveLength(1003)
  expect(requests.map(({ query }) => query)).toEqual([
    { query: 'mill race', tags: 'story,poll', hitsPerPage: 1000 },
    { query: 'mill race', tags: 'story,poll', hitsPerPage: 1000, page: 1 },
  ])
})

test('an article comes without its comments unless they are wanted', async () => {
  const get = (includeComments: boolean) =>
    runNode(hackerNews, {
      parameters: { articleId: '1/2', additionalFields: { includeComments } },
      http: () => answer({ id: 1, title: 'A mill', children: [{ id: 2 }] }),
    })
  const { json, requests } = await get(false)
  expect(json).toEqual([{ id: 1, title: 'A mill' }])
  expect(requests[0]?.url).toBe('http://hn.algolia.com/api/v1/items/1%2F2')
  expect((await get(true)).json).toEqual([{ id: 1, title: 'A mill', children: [{ id: 2 }] }])
})

test('a user who is not there is said in the service’s words', async () => {
  const attempt = runNode(hackerNews, {
    parameters: { resource: 'user', username: 'nobody' },
    http: () => ({ ...answer({ message: 'User not found' }), status: 404 }),
  })
  await expect(attempt).rejects.toThrow('User not found')
})
