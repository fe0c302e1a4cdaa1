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
  const newest = entries.toSorted((a, b) => momentOf(b['isoDate']) - momentOf(a['isoDate']))
  if (context.manual) return context.begin(async () => newest.slice(0, 1).map((json) => ({ json })))
  const { lastItemDate: noted } = await context.staticData()
  const isFirst = Number.isNaN(Date.parse(String(noted)))
  const known = momentOf(noted)
  const fresh = isFirst ? [] : newest.filter(({ isoDate }) => momentOf(isoDate) > known)
  if (fresh.length > 0) await context.begin(async () => fresh.map((json) => ({ json })))
  const last = Math.max(known, momentOf(newest[0]?.['isoDate']))
  if (isFirst || last > known) await context.keepStaticData({ lastItemDate: new Date(last).toISOString() })
}

/** A moment in milliseconds; an entry that does not say when it was made was made at the beginning of time. */
function momentOf(written: m.Json | undefined): number {
  const moment = Date.parse(String(written))
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
