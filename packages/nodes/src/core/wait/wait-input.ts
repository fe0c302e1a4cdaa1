/** The parameters of Wait: what it waits for, until when at most, and how its address answers. */
import * as m from '@millrace/sdk'
import { formElements } from '../form/form-elements.ts'

const onCall = m.is('resume', 'webhook')
const onForm = m.is('resume', 'form')
const forTime = m.is('resume', 'timeInterval')
const answersLast = m.all(onCall, m.is('responseMode', 'lastNode'))
const limited = m.all(m.is('resume', 'webhook', 'form'), m.is('limitWaitTime', true))

const units = { seconds: 'Seconds', minutes: 'Minutes', hours: 'Hours', days: 'Days' } as const

const modes = {
  onReceived: 'At once',
  lastNode: 'When the workflow has ended',
  responseNode: 'With a Respond to Webhook node',
} as const

const amount = { min: 0, decimals: 2 }

/** Until when it waits, for a time, or at most for a call. */
const times = {
  dateTime: m.when(m.is('resume', 'specificTime'), m.dateTime('Moment', { required: true })),
  amount: m.oneOf(
    m.until(1, m.when(forTime, m.number('Amount', { default: 1, validateType: 'number', ...amount }))),
    m.since(1.1, m.when(forTime, m.number('Amount', { default: 5, validateType: 'number', ...amount }))),
  ),
  unit: m.oneOf(
    m.until(1, m.when(forTime, m.choice('Unit', units, { default: 'hours' }))),
    m.since(1.1, m.when(forTime, m.choice('Unit', units, { default: 'seconds' }))),
  ),
}

const form = {
  formTitle: m.when(onForm, m.text('Title', { required: true })),
  formDescription: m.when(onForm, m.text('Description', { rows: 2 })),
  formFields: m.when(onForm, formElements),
}

const limits = {
  limitWaitTime: m.when(
    m.is('resume', 'webhook', 'form'),
    m.flag('Limit the time', { help: 'Goes on by itself when nothing comes for so long.' }),
  ),
  limitType: m.when(limited, m.choice('Limit', { afterTimeInterval: 'After a while', atSpecifiedTime: 'At a moment' })),
  resumeAmount: m.when(
    m.all(limited, m.is('limitType', 'afterTimeInterval')),
    m.number('Amount', { default: 1, ...amount }),
  ),
  resumeUnit: m.when(
    m.all(limited, m.is('limitType', 'afterTimeInterval')),
    m.choice('Unit', units, { default: 'hours' }),
  ),
  maxDateAndTime: m.when(m.all(limited, m.is('limitType', 'atSpecifiedTime')), m.dateTime('Moment')),
}

const suffix = m.text('Suffix of the address', {
  noExpression: true,
  help: 'Behind the address the workflow waits at. Needed where several Wait nodes wait at once.',
})

const inBody = m.is('@version', 1)

const callOptions = {
  binaryData: m.when(m.all(m.is('/httpMethod', 'PATCH', 'PUT', 'POST'), inBody), m.flag('The body is a file')),
  binaryPropertyName: m.oneOf(
    m.when(m.all(m.is('binaryData', true), inBody), m.text('Field for the file', { default: 'data' })),
    m.when(m.isNot('@version', 1), m.text('Field for files', { default: 'data' })),
  ),
  ignoreBots: m.flag('Ignore bots'),
  onlyRunIf: m.text('Only go on if', { placeholder: '{{ $json.body.approved }}' }),
  ipWhitelist: m.text('Allowed addresses', { placeholder: '192.0.2.7, 198.51.100.0/24' }),
  noResponseBody: m.when(
    { hide: { rawBody: [true] }, show: { '/responseMode': ['onReceived'] } },
    m.flag('Answer without a body'),
  ),
  rawBody: m.oneOf(
    m.when(
      { show: { '@version': [1] }, hide: { binaryData: [true], noResponseBody: [true] } },
      m.flag('Keep the raw body'),
    ),
    m.when({ hide: { noResponseBody: [true], '@version': [1] } }, m.flag('Keep the raw body')),
  ),
  responseData: m.when(
    { show: { '/responseMode': ['onReceived'] }, hide: { noResponseBody: [true] } },
    m.value('Body of the answer'),
  ),
  responseContentType: m.when(
    m.all(m.is('/responseData', 'firstEntryJson'), m.is('/responseMode', 'lastNode')),
    m.text('Content type'),
  ),
  responseHeaders: m.list(
    'Headers',
    'entries',
    { name: m.text('Name'), value: m.text('Value') },
    { groupLabel: 'Entries' },
  ),
  responsePropertyName: m.when(
    m.all(m.is('/responseData', 'firstEntryJson'), m.is('/responseMode', 'lastNode')),
    m.text('Member that is the answer', { default: 'data' }),
  ),
  webhookSuffix: suffix,
}

const attribution = m.flag('Name the maker below the form', { default: true })

const formOptions = {
  appendAttribution: attribution,
  respondWithOptions: m.groups(
    'Answer',
    {
      values: m.group('Values', {
        respondWith: m.choice('Answer with', { text: 'A text', redirect: 'A redirect' }),
        formSubmittedText: m.when(
          m.is('respondWith', 'text'),
          m.text('Text', { default: 'Your response has been recorded' }),
        ),
        redirectUrl: m.when(m.is('respondWith', 'redirect'), m.text('Redirect to', { validateType: 'url' })),
      }),
    },
    { default: { values: { respondWith: 'text' } } },
  ),
  webhookSuffix: suffix,
}

const none = { default: 'none' }

export const waitInput = {
  resume: m.choice('Go on', {
    timeInterval: 'After a while',
    specificTime: 'At a moment',
    webhook: 'When its address is called',
    form: 'When its form is submitted',
  }),
  incomingAuthentication: m.oneOf(
    m.when(onForm, m.choice('Authentication', { basicAuth: 'Basic', none: 'None' }, none)),
    m.when(
      onCall,
      m.choice(
        'Authentication',
        { basicAuth: 'Basic', headerAuth: 'Header', jwtAuth: 'JWT', none: 'None' },
        { ...none, noExpression: true },
      ),
    ),
  ),
  ...times,
  webhookNotice: m.when(onCall, m.notice('The address is in $execution.resumeUrl while the workflow runs.')),
  formNotice: m.when(onForm, m.notice('The address is in $execution.resumeFormUrl while the workflow runs.')),
  ...form,
  httpMethod: m.when(
    onCall,
    m.choice(
      'Method',
      { DELETE: 'DELETE', GET: 'GET', HEAD: 'HEAD', PATCH: 'PATCH', POST: 'POST', PUT: 'PUT' },
      { default: 'GET' },
    ),
  ),
  responseCode: m.when(
    { ...onCall, hide: { responseMode: ['responseNode'] } },
    m.number('Status code', { default: 200, min: 100, max: 599 }),
  ),
  responseMode: m.oneOf(m.when(onForm, m.choice('Answer', modes)), m.when(onCall, m.choice('Answer', modes))),
  responseData: m.when(
    answersLast,
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
    m.all(onCall, m.is('responseData', 'firstEntryBinary')),
    m.text('Field of the file', { default: 'data', required: true }),
  ),
  ...limits,
  options: m.oneOf(
    m.when(onCall, m.collection('Options', callOptions)),
    m.when({ ...onForm, hide: { responseMode: ['responseNode'] } }, m.collection('Options', formOptions)),
    m.when(
      { ...onForm, hide: { responseMode: ['onReceived', 'lastNode'] } },
      m.collection('Options', { appendAttribution: attribution, webhookSuffix: suffix }),
    ),
  ),
}

/** The same as they are read where a call or a form has come. */
export const callInput = { ...waitInput, options: m.collection('Options', callOptions) }
export const formInput = { ...waitInput, options: m.collection('Options', formOptions) }
