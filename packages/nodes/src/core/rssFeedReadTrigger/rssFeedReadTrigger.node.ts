/**
 * Begins an execution with the new entries of a feed. What is new is told by the dates of the entries: the first look
 * only remembers the newest.
 */
import * as m from '@millrace/sdk'
import { ruleFor, time } from '../cron/times.ts'
import { fetchFeed } from '../rssFeedRead/fetch-feed.ts'

const input = {
  pollTimes: m.list('Times', 'item', time, { groupLabel: 'Time', default: { item: [{ mode: 'everyMinute' }] } }),
  feedUrl: m.text('Address', {
    default: 'https://blog.n8n.io/rss/',
    required: true,
    placeholder: 'https://example.com/feed.xml',
  }),
}

function read(context: m.TriggerContext) {
  return m.read(input, context.parameters, context.node.version)
}

async function poll(context: m.WatchContext): Promise<void> {
  const entries = await fetchFeed(read(context).feedUrl, (request) => context.http.send(request))
  const newest = entries.toSorted((a, b) => momentOf(b) - momentOf(a))
  if (context.manual) return context.begin(async () => newest.slice(0, 1).map((json) => ({ json })))
  const last = momentOf(newest[0])
  const seen = `feed ${context.node.id}`
  // Looked at without changing it: a number never becomes smaller.
  const known = await context.tables.raise(seen, 0)
  const fresh = known === undefined ? [] : newest.filter((entry) => momentOf(entry) > known)
  if (fresh.length > 0) await context.begin(async () => fresh.map((json) => ({ json })))
  await context.tables.raise(seen, last)
}

/** When an entry was made, in milliseconds; one that does not say it was made at the beginning of time. */
function momentOf(entry: m.JsonObject | undefined): number {
  const moment = Date.parse(String(entry?.['isoDate']))
  return Number.isNaN(moment) ? 0 : moment
}

export const rssFeedReadTrigger = m.defineNode({
  type: 'rssFeedReadTrigger',
  name: 'RSS Feed Trigger',
  about: 'Starts the workflow with the new entries of a feed.',
  icon: 'lucide:rss',
  category: 'trigger',
  aliases: ['feed', 'atom', 'news', 'blog', 'podcast', 'poll'],
  summary: [{ text: '{feedUrl}' }],
  input,
  trigger: { by: 'poll', poll: { rules: (context) => read(context).pollTimes.map(ruleFor), poll } },
})
