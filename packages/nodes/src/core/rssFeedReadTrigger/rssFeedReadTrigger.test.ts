import { drawing, lookOnce } from '@millrace/engine/testing'
import type { HttpResponse, JsonObject } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { catalog } from '../../index.ts'

const feed = (...dates: readonly string[]) =>
  `<rss version="2.0"><channel>${dates.map((date) => `<item><title>${date}</title><pubDate>${date}</pubDate></item>`).join('')}</channel></rss>`
const [ten, eleven, twelve] = [
  'Fri, 10 Jan 2025 08:00:00 GMT',
  'Sat, 11 Jan 2025 08:00:00 GMT',
  'Sun, 12 Jan 2025 08:00:00 GMT',
]
const noted = (lastItemDate: string) => ({ lastItemDate: new Date(lastItemDate).toISOString() })

/** What is found in a feed with entries of these dates, and noted afterwards. */
async function look(dates: readonly string[], staticData: JsonObject, manual = false) {
  const parameters = { feedUrl: 'https://example.com/feed' }
  const document = drawing({ Feed: { type: 'rssFeedReadTrigger', parameters } }, [])
  const send = async (): Promise<HttpResponse> => ({
    status: 200,
    statusText: '',
    headers: {},
    url: '',
    text: feed(...dates),
  })
  const closed = () => Promise.reject(new Error('Only one request is meant.'))
  const dialer = { send, stream: closed, addressOf: closed }
  const { begun, staticData: after } = await lookOnce(document, 'Feed', { catalog, dialer, staticData, manual })
  return { found: begun.map((items) => items.map(({ json }) => json['title'])), after }
}

test('the first look notes the newest entry and begins nothing', async () => {
  expect(await look([ten, eleven], {})).toEqual({ found: [], after: noted(eleven) })
})

test('a later look begins with what is newer than what a document notes', async () => {
  const { found, after } = await look([twelve, ten, eleven], noted(ten))
  expect({ found, after }).toEqual({ found: [[twelve, eleven]], after: noted(twelve) })
  expect(await look([twelve, ten], after)).toEqual({ found: [], after })
})

test('a feed that lost its newest entry, or all, is not read anew', async () => {
  expect(await look([ten], noted(eleven))).toEqual({ found: [], after: noted(eleven) })
  expect(await look([], noted(eleven))).toEqual({ found: [], after: noted(eleven) })
  const { after } = await look([], {})
  expect((await look([ten], after)).found).toEqual([[ten]])
})

test('by hand the newest entry is shown, and nothing is noted', async () => {
  expect(await look([ten, eleven], {}, true)).toEqual({ found: [[eleven]], after: {} })
})
