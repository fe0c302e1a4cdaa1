import * as m from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import { fetchFeed } from './fetch-feed.ts'

const inputs = {
  url: m.text('Address', { required: true, placeholder: 'https://example.com/feed.xml' }),
  options: m.collection('Options', {
    customFields: m.text('Further elements', { placeholder: 'media:content, geo:lat', help: 'Names, with commas.' }),
    ignoreSSL: m.flag('Accept any certificate', { help: 'Not safe: whoever is in between can read along.' }),
  }),
} as const

async function itemsOf(
  { url, options }: m.Read<typeof inputs>,
  context: m.RunContext,
  index: number,
): Promise<readonly m.Item[]> {
  const custom = fieldNames(options.customFields ?? '')
  const entries = await fetchFeed(url, (request) => context.http.send(request, index), {
    custom,
    allowUnauthorizedCerts: options.ignoreSSL ?? false,
  })
  return entries.map((json) => ({ json }))
}

/** The first version reads one feed, whatever comes in, and links its entries to all of that. */
const readOnce = m.operation({
  until: 1,
  input: inputs,
  per: 'list',
  effect: 'read',
  run: async (input, { items, context }) => {
    const pairedItem = (await items()).map((_, item) => ({ item }))
    return (await itemsOf(input, context, 0)).map((item) => ({ ...item, pairedItem }))
  },
})

const readEach = m.operation({
  since: 1.1,
  input: inputs,
  per: 'item',
  effect: 'read',
  run: (input, { context, index }) => itemsOf(input, context, index),
})

export const rssFeedRead = m.defineNode({
  type: 'rssFeedRead',
  name: 'RSS Read',
  about: 'Reads the entries of a feed: RSS or Atom.',
  icon: 'lucide:rss',
  category: 'web',
  aliases: ['feed', 'atom', 'news', 'blog', 'podcast'],
  versions: [1, 1.1, 1.2],
  summary: [{ text: '{url}' }],
  operation: [readOnce, readEach],
})
