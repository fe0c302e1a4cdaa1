/** Begins an execution for every event of a stream: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import * as m from '@millrace/sdk'

const input = { url: m.text('Address', { required: true, placeholder: 'https://example.com/events' }) }

async function watch(context: m.WatchContext): Promise<void> {
  const { url } = m.read(input, context.parameters, context.node.version)
  const response = await context.http.stream({
    method: 'GET',
    url,
    headers: { accept: 'text/event-stream', 'cache-control': 'no-cache' },
    redirects: { follow: true, max: 5 },
  })
  const { status, contentType, chunks } = response
  if (status !== 200 || !contentType.startsWith('text/event-stream')) {
    throw m.serviceError(
      `The address answered ${status} with ${contentType || 'nothing'}, which is no stream of events.`,
      {
        httpCode: String(status),
        code: 'stream_refused',
      },
    )
  }
  const { createParser } = await import('eventsource-parser')
  const events: string[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => (event === undefined || event === 'message') && events.push(data),
  })
  const text = new TextDecoder()
  for await (const chunk of chunks) {
    parser.feed(text.decode(chunk, { stream: true }))
    // One after the other: what follows waits with whoever sends it.
    for (let data = events.shift(); data !== undefined; data = events.shift()) await begin(data, context)
  }
}

function begin(data: string, context: m.WatchContext): Promise<void> {
  return context.begin(async () => {
    const value = read(data)
    return (Array.isArray(value) ? value : [value]).map((one: m.Json) => ({ json: asObject(one) }))
  })
}

/** What an event holds: JSON, or a text. */
function read(data: string): m.Json {
  try {
    const value: m.Json = JSON.parse(data)
    return value
  } catch {
    // Events are text; most, but not all, hold JSON.
    return data
  }
}

function asObject(value: m.Json): m.JsonObject {
  return m.isJsonObject(value) ? value : { data: value }
}

export const sseTrigger = m.defineNode({
  type: 'sseTrigger',
  name: 'SSE Trigger',
  about: 'Starts the workflow for every event that a server sends over an open connection.',
  icon: 'lucide:radio-tower',
  category: 'trigger',
  aliases: ['server-sent events', 'stream', 'eventsource', 'push'],
  summary: [{ text: '{url}' }],
  input,
  trigger: { by: 'watch', watch: { watch } },
})
