/**
 * Starts an execution with each request to an address of its own. What the server must know to take requests
 * is in `listening`, what the answer needs in `answering`: read apart, because an expression in the one must
 * not disturb the other.
 */
import { getPath } from '@millrace/expression'
import * as m from '@millrace/sdk'
import { bodyOf, callersOf, doors, headersOf, itemOf, mayRun, notRun, started } from './received-call.ts'
import { answerOfLastNode } from './webhook-answer.ts'

const methods = { DELETE: 'DELETE', GET: 'GET', HEAD: 'HEAD', PATCH: 'PATCH', POST: 'POST', PUT: 'PUT' } as const

const modes = {
  onReceived: 'At once',
  lastNode: 'When the last node has finished',
  responseNode: 'With a Respond to Webhook node',
} as const

const listening = {
  multipleMethods: m.flag('Several methods', { help: 'The node has an output for each of the methods it answers.' }),
  httpMethod: m.oneOf(
    m.when(m.is('multipleMethods', false), m.choice('Method', methods, { default: 'GET' })),
    m.when(m.is('multipleMethods', true), m.choices('Methods', methods, { default: ['GET', 'POST'] })),
  ),
  path: m.text('Path', {
    help: 'What the address ends in, below /webhook/. “:name” takes whatever stands there.',
    placeholder: 'orders/:id',
  }),
  authentication: m.choice(
    'Authentication',
    {
      basicAuth: 'Basic',
      headerAuth: 'Header',
      jwtAuth: 'JWT',
      n8nOAuth2: 'Sign-in of a user (OAuth2)',
      none: 'None',
    },
    { default: 'none', noExpression: true },
  ),
  requireExecuteAccess: m.when(
    m.is('authentication', 'n8nOAuth2'),
    m.flag('Needs the right to execute', { default: true }),
  ),
  responseMode: m.oneOf(
    m.until(2, m.choice('Answer', modes)),
    m.since(2.1, m.choice('Answer', { ...modes, streaming: 'While it runs (streaming)' })),
  ),
}

const listeningOptions = {
  allowedOrigins: m.text('Allowed origins (CORS)', {
    help: 'Which websites may call it out of a browser; * stands for all.',
    default: '*',
  }),
  ignoreBots: m.flag('Ignore bots', { help: 'Calls of search engines and link previews start nothing.' }),
  ipWhitelist: m.text('Allowed addresses', { placeholder: '192.0.2.7, 198.51.100.0/24' }),
}

/** What becomes of the body, by version. */
const bodyOptions = {
  binaryData: m.when(
    m.all(m.is('/httpMethod', 'PATCH', 'PUT', 'POST'), m.is('@version', 1)),
    m.flag('The body is a file'),
  ),
  binaryPropertyName: m.oneOf(
    m.when(m.isNot('@version', 1), m.text('Field for files', { default: 'data' })),
    m.when(m.all(m.is('binaryData', true), m.is('@version', 1)), m.text('Field for the file', { default: 'data' })),
  ),
  rawBody: m.oneOf(
    m.when(
      { show: { '@version': [1] }, hide: { binaryData: [true], noResponseBody: [true] } },
      m.flag('Keep the raw body', {
        help: 'Hands the body on as a file, exactly as it came: signatures are checked on that.',
      }),
    ),
    m.when(
      { hide: { noResponseBody: [true], '@version': [1] } },
      m.flag('Keep the raw body', {
        help: 'Hands the body on as a file, exactly as it came: signatures are checked on that.',
      }),
    ),
  ),
}

const codes = [200, 201, 204, 301, 302, 304, 400, 401, 403, 404].map((code) => [code, String(code)] as const)

const statusOptions = {
  responseCode: m.when(
    { show: { '@version': [{ _cnd: { gte: 2 } }] }, hide: { '/responseMode': ['responseNode'] } },
    m.groups(
      'Status code',
      {
        values: m.group('Values', {
          responseCode: m.choice('Status code', [...codes, ['customCode', 'Another code']], { default: 200 }),
          customCode: m.when(m.is('responseCode', 'customCode'), m.number('Code', { default: 200, min: 100 })),
        }),
      },
      { default: { values: { responseCode: 200 } } },
    ),
  ),
  responseHeaders: m.list(
    'Headers',
    'entries',
    { name: m.text('Name'), value: m.text('Value') },
    { groupLabel: 'Entries' },
  ),
}

const acceptedOptions = {
  noResponseBody: m.when(
    { hide: { rawBody: [true] }, show: { '/responseMode': ['onReceived'] } },
    m.flag('Answer without a body', { help: 'The caller gets only the status.' }),
  ),
  responseData: m.when(
    { show: { '/responseMode': ['onReceived'] }, hide: { noResponseBody: [true] } },
    m.value('Body of the answer'),
  ),
}

const lastNodeOptions = {
  responsePropertyName: m.when(
    m.all(m.is('/responseData', 'firstEntryJson'), m.is('/responseMode', 'lastNode')),
    m.text('Member that is the answer', { default: 'data' }),
  ),
  responseContentType: m.when(
    m.all(m.is('/responseData', 'firstEntryJson'), m.is('/responseMode', 'lastNode')),
    m.text('Content type'),
  ),
}

const statusInput = {
  responseCode: m.until(
    1.1,
    m.when(m.isNot('responseMode', 'responseNode'), m.number('Status code', { default: 200, min: 100, max: 599 })),
  ),
}

const lastNodeInput = {
  responseData: m.when(
    m.is('responseMode', 'lastNode'),
    m.choice(
      'What to answer',
      {
        allEntries: 'All items',
        firstEntryJson: 'The first item',
        firstEntryBinary: 'The file of the first item',
        noData: 'Nothing',
      },
      { default: 'firstEntryJson' },
    ),
  ),
  responseBinaryPropertyName: m.when(
    m.is('responseData', 'firstEntryBinary'),
    m.text('Field of the file', { default: 'data', required: true }),
  ),
}

const listens = { ...listening, options: m.collection('Options', { ...listeningOptions, ...bodyOptions }) }
const accepts = { ...statusInput, options: m.collection('Options', { ...statusOptions, ...acceptedOptions }) }
const answers = {
  ...statusInput,
  ...lastNodeInput,
  options: m.collection('Options', { ...statusOptions, ...lastNodeOptions }),
}

function hooks(context: m.TriggerContext): readonly m.Hook[] {
  const { version } = context.node
  const { options, ...place } = m.readPlaced(listens, context)
  if (place.authentication === 'n8nOAuth2') {
    throw m.refuse('Signing users in at a webhook is not supported. Choose another authentication.', {
      code: 'webhook_authentication_unsupported',
      retry: 'no',
    })
  }
  return [
    {
      methods: typeof place.httpMethod === 'string' ? [place.httpMethod] : (place.httpMethod ?? ['GET']),
      path: place.path.replace(/^\/|\/$/g, ''),
      door: 'webhook',
      responseMode: place.responseMode ?? 'onReceived',
      authentication: doors[place.authentication],
      ...callersOf(options),
      ...originsOf(context),
      ...bodyOf(options, version),
    },
  ]
}

/** The allowed origins are never an expression: what is written is what is compared. */
function originsOf({ rawParameters }: m.TriggerContext): Pick<m.Hook, 'allowedOrigins'> {
  const written = getPath(rawParameters, 'options.allowedOrigins')
  if (typeof written !== 'string') return {}
  return { allowedOrigins: written }
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const { version } = context.node
  const { multipleMethods, httpMethod, options } = m.readPlaced(listens, context)
  const item = itemOf(request, options, version)
  if (!mayRun(context, item)) return { refuse: notRun }
  if (!multipleMethods || !Array.isArray(httpMethod)) return { start: [[item]] }
  return { start: httpMethod.map((method) => (method === request.method ? [item] : null)) }
}

function accepted(context: m.TriggerContext): m.WebhookResponse {
  const { responseCode, options } = m.readPlaced(accepts, context)
  const status = responseCode ?? statusOf(options)
  const headers = headersOf(options.responseHeaders)
  if (options.noResponseBody)
    return m.emptyResponse(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  const body = options.responseData
  if (body === undefined || body === '') return started(status, headers)
  return m.textResponse(typeof body === 'string' ? body : JSON.stringify(body), status, headers)
}

function answer(context: m.TriggerContext, lastItems: readonly m.Item[]): m.WebhookResponse {
  const given = m.readPlaced(answers, context)
  return answerOfLastNode(lastItems, {
    data: given.responseData ?? 'firstEntryJson',
    status: given.responseCode ?? statusOf(given.options),
    headers: headersOf(given.options.responseHeaders),
    property: given.options.responsePropertyName || undefined,
    contentType: given.options.responseContentType || undefined,
    binaryProperty: given.responseBinaryPropertyName ?? 'data',
  })
}

type StatusOptions = Partial<m.Read<typeof statusOptions>>

function statusOf({ responseCode }: StatusOptions): number {
  const values = responseCode?.values
  if (!values) return 200
  return values.responseCode === 'customCode' ? (values.customCode ?? 200) : Number(values.responseCode)
}

export const webhook = m.defineNode({
  type: 'webhook',
  name: 'Webhook',
  about: 'Starts the workflow when its address is called.',
  icon: 'lucide:webhook',
  category: 'trigger',
  aliases: ['http', 'api', 'endpoint', 'request', 'post', 'callback', 'url'],
  versions: [1, 1.1, 2, 2.1],
  summary: [{ text: '{httpMethod} /{path}' }],
  outputs: [
    { kind: 'main', when: m.isNot('multipleMethods', true) },
    { kind: 'main', when: m.is('multipleMethods', true), each: { path: 'httpMethod' } },
  ],
  credentials: [
    { type: 'httpBasicAuth', required: true, when: m.is('authentication', 'basicAuth') },
    { type: 'httpHeaderAuth', required: true, when: m.is('authentication', 'headerAuth') },
    { type: 'jwtAuth', required: true, when: m.is('authentication', 'jwtAuth') },
  ],
  input: {
    ...listening,
    webhookNotice: m.when(
      m.is('responseMode', 'responseNode'),
      m.notice('Add a Respond to Webhook node: it gives the answer.'),
    ),
    webhookStreamingNotice: m.when(
      m.is('responseMode', 'streaming'),
      m.notice('Nodes that can stream answer while they run.'),
    ),
    ...statusInput,
    ...lastNodeInput,
    contentTypeNotice: m.when(
      m.is('responseMode', 'onReceived'),
      m.notice('The caller is told that the workflow was started.'),
    ),
    options: m.collection('Options', {
      ...listeningOptions,
      ...bodyOptions,
      onlyRunIf: m.text('Only run if', {
        help: 'An expression about the call; where it is not true, the call is answered, but nothing starts.',
        placeholder: '{{ $json.body.kind === "paid" }}',
      }),
      ...acceptedOptions,
      ...lastNodeOptions,
      ...statusOptions,
    }),
  },
  trigger: { by: 'webhook', webhook: { hooks, receive, accepted, answer } },
})
