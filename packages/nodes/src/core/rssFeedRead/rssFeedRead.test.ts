import type { HttpResponse, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { rssFeedRead } from './rssFeedRead.node.ts'

const url = 'https://example.com/feed'

function run(text: string, options: JsonObject = {}, about: { version?: number; answer?: Partial<HttpResponse> } = {}) {
  const { version = 1.2, answer = {} } = about
  return runNode(rssFeedRead, {
    items: [{ a: 1 }, { a: 2 }],
    parameters: { url, options },
    version,
    http: () => ({ text, ...answer }),
  })
}

const entries = async (...call: Parameters<typeof run>) =>
  (await run(call[0], call[1], { version: 1, ...call[2] })).json
const rss = (items: string, attributes = '') => `<?xml version="1.0"?><rss version="2.0"${attributes}><channel>
  <title>News</title>${items}</channel></rss>`

describe('RSS', () => {
  test('gives the entries of a feed', async () => {
    const feed = rss(
      `<item><title>One &amp; all</title><link>https://example.com/1</link><guid isPermaLink="false">id-1</guid>
        <pubDate>Fri, 10 Jan 2025 08:30:00 GMT</pubDate><dc:creator>Ada</dc:creator><category>x</category>
        <category domain="d">y</category><description><![CDATA[<p>First &eacute;</p><p>Second</p>]]></description>
        <content:encoded><![CDATA[<h1>Title</h1>text &amp; more]]></content:encoded>
        <enclosure url="https://example.com/a.mp3" length="9" type="audio/mpeg"/></item><item><title>Two</title></item>`,
    )
    expect(await entries(feed)).toEqual([
      {
        title: 'One & all',
        link: 'https://example.com/1',
        guid: 'id-1',
        pubDate: 'Fri, 10 Jan 2025 08:30:00 GMT',
        isoDate: '2025-01-10T08:30:00.000Z',
        creator: 'Ada',
        'dc:creator': 'Ada',
        categories: ['x', 'y'],
        content: '<p>First &eacute;</p><p>Second</p>',
        contentSnippet: 'First é\nSecond',
        'content:encoded': '<h1>Title</h1>text &amp; more',
        'content:encodedSnippet': 'Title\ntext & more',
        enclosure: { url: 'https://example.com/a.mp3', length: '9', type: 'audio/mpeg' },
      },
      { title: 'Two' },
    ])
  })

  test('gives what podcasts add', async () => {
    const feed = rss(
      '<item><title>E</title><itunes:duration>12:00</itunes:duration><itunes:image href="https://example.com/i"/></item>',
      ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
    )
    expect(await entries(feed)).toEqual([{ title: 'E', itunes: { duration: '12:00', image: 'https://example.com/i' } }])
  })

  test('gives further elements where they are asked for', async () => {
    const feed = rss('<item><title>One</title><media:content url="u"/><geo:lat>1</geo:lat></item>')
    expect(await entries(feed, { customFields: 'media:content, geo:lat, nothing' })).toEqual([
      { title: 'One', 'media:content': { $: { url: 'u' } }, 'geo:lat': '1' },
    ])
  })

  test('of version 1.0 has its entries elsewhere', async () => {
    const feed =
      '<rdf:RDF><channel><title>x</title></channel><item><title>One</title><dc:date>2025-01-10</dc:date></item></rdf:RDF>'
    expect(await entries(feed)).toEqual([
      { title: 'One', date: '2025-01-10', 'dc:date': '2025-01-10', isoDate: '2025-01-10T00:00:00.000Z' },
    ])
  })
})

test('Atom gives the entries of a feed', async () => {
  const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title type="html">One</title>
    <link rel="self" href="https://example.com/self"/><link href="https://example.com/1"/><id>urn:1</id>
    <updated>2025-01-10T08:30:00Z</updated><author><name>Ada</name></author><summary>short</summary>
    <content type="html">&lt;b&gt;bold&lt;/b&gt;</content></entry></feed>`
  expect(await entries(feed)).toEqual([
    {
      title: 'One',
      link: 'https://example.com/1',
      id: 'urn:1',
      pubDate: '2025-01-10T08:30:00.000Z',
      isoDate: '2025-01-10T08:30:00.000Z',
      author: 'Ada',
      summary: 'short',
      content: '<b>bold</b>',
      contentSnippet: 'bold',
    },
  ])
})

describe('feeds', () => {
  const feed = rss('<item><title>One</title></item>')

  test('are read for each item, in the first version once', async () => {
    const each = await run(feed, { ignoreSSL: true })
    expect(each.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }])
    expect(each.requests[0]).toMatchObject({
      url,
      headers: { accept: 'application/rss+xml' },
      allowUnauthorizedCerts: true,
    })
    const once = await run(feed, {}, { version: 1 })
    expect(once.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }, { item: 1 }]])
  })

  test('may be missing, or none', async () => {
    await expect(run('', {}, { answer: { status: 404, statusText: 'Not Found' } })).rejects.toMatchObject({
      message: 'The server answered 404 Not Found',
      details: { httpCode: '404' },
    })
    await expect(run('<html><body/></html>')).rejects.toThrow('neither RSS nor Atom')
    await expect(run('{"not":"xml"}')).rejects.toThrow('The XML cannot be read')
    await expect(runNode(rssFeedRead, { parameters: { url: 'no address' } })).rejects.toThrow('is no address of a feed')
  })

  test('are read safely', async () => {
    const laughs =
      '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
    await expect(run(laughs)).rejects.toThrow('declares a document type with entities')
    const odd = rss('<item><__proto__>x</__proto__><title>t</title></item>')
    expect(await entries(odd, { customFields: '__proto__, constructor' })).toEqual([
      Object.fromEntries([
        ['title', 't'],
        ['__proto__', 'x'],
      ]),
    ])
    const long = rss(`<item><description>${'&lt;'.repeat(200_000)}</description></item>`)
    const began = performance.now()
    expect((await entries(long))[0]?.['content']).toHaveLength(200_000)
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
