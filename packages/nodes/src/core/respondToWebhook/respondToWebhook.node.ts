/** Gives the execution's answer to its caller; the items pass through. */
import * as m from '@millrace/sdk'
import { streamAnswer } from '../values/stream-answer.ts'
import { answerOf, type Wanted } from './answer-of.ts'
import { signToken } from '../jwt/sign-token.ts'

const kinds = {
  allIncomingItems: 'All items',
  binary: 'A file',
  firstIncomingItem: 'The first item',
  json: 'JSON',
  jwt: 'A signed token (JWT)',
  noData: 'Nothing',
  redirect: 'A redirect',
  text: 'Text',
} as const

const sample = '{\n  "myField": "value"\n}'
const first = { default: 'firstIncomingItem' } as const

const input = {
  enableResponseOutput: m.since(
    1.4,
    m.flag('Give the answer on an output of its own', { help: 'A second output carries what was answered.' }),
  ),
  generalNotice: m.notice('The trigger must wait for this node: set its answer to "With a Respond to Webhook node".'),
  respondWith: m.oneOf(
    m.until(1.1, m.choice('Answer with', kinds, first)),
    m.since(1.2, m.choice('Answer with', kinds, { ...first, noExpression: true })),
  ),
  credentials: m.when(m.is('respondWith', 'jwt'), m.special('credentials', 'Key', { default: '' })),
  webhookNotice: m.when(
    m.is('respondWith', 'json', 'text', 'jwt'),
    m.notice('Expressions see the first item. To answer with all of them, choose "All items".'),
  ),
  redirectURL: m.when(
    m.is('respondWith', 'redirect'),
    m.text('Redirect to', { required: true, validateType: 'url', placeholder: 'https://example.com/thanks' }),
  ),
  responseBody: m.oneOf(
    m.when(m.is('respondWith', 'json'), m.json('Body', { default: sample, rows: 4 })),
    m.when(m.is('respondWith', 'text'), m.value('Body', { rows: 2 })),
  ),
  payload: m.when(m.is('respondWith', 'jwt'), m.json('Payload', { default: sample, validateType: 'object', rows: 4 })),
  responseDataSource: m.when(
    m.is('respondWith', 'binary'),
    m.choice('Which file', { automatically: 'The first one', set: 'The one in a field' }),
  ),
  inputFieldName: m.when(
    m.all(m.is('respondWith', 'binary'), m.is('responseDataSource', 'set')),
    m.text('Field of the file', { default: 'data', required: true }),
  ),
  contentTypeNotice: m.when(
    m.is('respondWith', 'text'),
    m.notice('Text is sent as HTML. Set the header Content-Type for another type.'),
  ),
  options: m.collection('Options', {
    responseCode: m.number('Status code', { default: 200, min: 100, max: 599 }),
    responseHeaders: m.list(
      'Headers',
      'entries',
      { name: m.text('Name'), value: m.text('Value') },
      { groupLabel: 'Entries' },
    ),
    responseKey: m.when(
      m.is('/respondWith', 'allIncomingItems', 'firstIncomingItem'),
      m.text('Put the answer in field', {
        help: 'The item is answered inside a field of this name.',
        placeholder: 'data',
      }),
    ),
    enableStreaming: m.since(
      1.5,
      m.when(
        m.is('/respondWith', 'allIncomingItems', 'firstIncomingItem', 'text', 'json', 'jwt'),
        m.flag('Stream to callers that listen', { default: true }),
      ),
    ),
  }),
}

type Input = m.Read<typeof input>

const respond = m.operation({
  input,
  per: 'list',
  run: async (given, { context, items, version }) => {
    const all = await items()
    const wanted = await wantedOf(given, context)
    const { responseCode, responseHeaders = [], enableStreaming } = given.options
    const response = answerOf(wanted, all, {
      status: responseCode,
      headers: responseHeaders.map(({ name, value }) => [name, value] as const),
    })
    if (version >= 1.5 && enableStreaming !== false)
      streamResponse(response, given.options.responseKey || undefined, context)
    const second = given.enableResponseOutput || version === 1.3
    return { kind: 'items', outputs: second ? [all, [answerItem(response)]] : [all], response }
  },
})

async function wantedOf(given: Input, context: m.RunContext): Promise<Wanted> {
  const kind = given.respondWith ?? 'firstIncomingItem'
  switch (kind) {
    case 'allIncomingItems':
    case 'firstIncomingItem':
      return { with: kind, key: given.options.responseKey || undefined }
    case 'json':
    case 'text':
      return { with: kind, body: given.responseBody }
    case 'jwt': {
      const payload = payloadOf(given.payload)
      return {
        with: kind,
        token: await context.credential('jwtAuth', (fields) => signToken(payload, fields, context.now())),
      }
    }
    case 'redirect':
      return { with: kind, url: given.redirectURL ?? '' }
    case 'binary':
      return { with: kind, property: given.responseDataSource === 'set' ? given.inputFieldName : undefined }
    case 'noData':
      return { with: kind }
  }
}

function payloadOf(given: unknown): m.JsonObject {
  const value: unknown = typeof given === 'string' ? JSON.parse(given) : given
  if (m.isJsonObject(value)) return value
  throw m.refuse('The payload of a token must be a JSON object.', { code: 'jwt_payload_wrong', retry: 'no' })
}

/** A caller that is answered line by line gets each item, or the body, as a piece that begins and ends. */
function streamResponse({ body }: m.WebhookResponse, key: string | undefined, context: m.RunContext): void {
  if (body.kind !== 'json' && body.kind !== 'text') return
  const value = body.kind === 'json' ? body.value : body.text
  const pieces = Array.isArray(value) && key === undefined ? value : [value]
  pieces.forEach((piece, itemIndex) => {
    streamAnswer(typeof piece === 'string' ? piece : (JSON.stringify(piece) ?? ''), context, itemIndex)
  })
}

/** The answer as an item, for those who want to look at it behind the node. */
function answerItem({ status, headers, body }: m.WebhookResponse): m.Item {
  const content = body.kind === 'json' ? (body.value ?? null) : body.kind === 'text' ? body.text : null
  return {
    json: { response: { statusCode: status, headers, ...(content === null ? {} : { body: content }) } },
    ...(body.kind === 'file' ? { binary: { data: body.file } } : {}),
    pairedItem: 0,
  }
}

export const respondToWebhook = m.defineNode({
  type: 'respondToWebhook',
  name: 'Respond to Webhook',
  about: 'Gives the answer to whoever called the workflow.',
  icon: 'lucide:reply',
  category: 'web',
  aliases: ['answer', 'response', 'return', 'reply'],
  versions: [1, 1.1, 1.2, 1.3, 1.4, 1.5],
  summary: [{ text: '{respondWith}' }],
  answersCaller: true,
  outputs: [
    { kind: 'main', versions: [1, 1.1, 1.2] },
    { kind: 'main', when: m.isNot('enableResponseOutput', true), versions: [1.4, 1.5] },
    { kind: 'main', label: 'Input data', versions: [1.3] },
    { kind: 'main', label: 'Response', versions: [1.3] },
    { kind: 'main', label: 'Input data', when: m.is('enableResponseOutput', true), versions: [1.4, 1.5] },
    { kind: 'main', label: 'Response', when: m.is('enableResponseOutput', true), versions: [1.4, 1.5] },
  ],
  credentials: [{ type: 'jwtAuth', required: true, when: m.is('respondWith', 'jwt') }],
  operation: respond,
})
