/** The parameters of HTTP Request since version 3. */
import * as m from '@millrace/sdk'
import { paginationInput } from './pagination-input.ts'

const webdav = ['COPY', 'MKCOL', 'MOVE', 'PROPFIND', 'REPORT'] as const

const methods = [
  ...(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const).map((one) => [one, one] as const),
  ...webdav.map((one) => [one, { label: one, when: m.is('options.webdavMethods', true) }] as const),
]

/** Names and values, one line each; a value keeps the type its expression gives. */
const pairs = (label: string) =>
  m.list(
    label,
    'parameters',
    { name: m.text('Name'), value: m.value('Value') },
    { groupLabel: 'Parameter', default: { parameters: [{ name: '', value: '' }] } },
  )

const formParts = m.list(
  'Body parameters',
  'parameters',
  {
    parameterType: m.variants(
      'Parameter type',
      {
        formBinaryData: m.variant('File', { inputDataFieldName: m.text('Input data field name') }),
        formData: m.variant('Form data', { value: m.value('Value') }),
      },
      { default: 'formData' },
    ),
    name: m.text('Name'),
  },
  { groupLabel: 'Parameter', default: { parameters: [{ name: '', value: '' }] } },
)

const authentication = m.variants(
  'Authentication',
  {
    none: m.variant('None'),
    predefinedCredentialType: m.variant('A service Millrace knows', {
      nodeCredentialType: m.special('credentialsSelect', 'Credential type', { required: true, noExpression: true }),
      googleApiWarning: m.when(
        m.is('nodeCredentialType', 'googleApi'),
        m.notice('Make sure the service account may use the scopes this request needs.'),
      ),
    }),
    genericCredentialType: m.variant('A generic way to sign requests', {
      genericAuthType: m.special('credentialsSelect', 'Generic auth type', { required: true }),
    }),
  },
  { noExpression: true },
)

const body = m.variants(
  'Body content type',
  {
    'form-urlencoded': m.variant('Form, url-encoded', {
      specifyBody: m.variants('Specify body', {
        keypair: m.variant('Using fields below', { bodyParameters: pairs('Body parameters') }),
        string: m.variant('Using a single field', { body: m.text('Body', { placeholder: 'a=1&b=2' }) }),
      }),
    }),
    'multipart-form-data': m.variant('Form, multipart', { bodyParameters: formParts }),
    json: m.variant('JSON', {
      specifyBody: m.variants('Specify body', {
        keypair: m.variant('Using fields below', { bodyParameters: pairs('Body parameters') }),
        json: m.variant('Using JSON', { jsonBody: m.json('JSON') }),
      }),
    }),
    binaryData: m.variant('A file', { inputDataFieldName: m.text('Input data field name') }),
    raw: m.variant('Raw', {
      rawContentType: m.text('Content type', { placeholder: 'text/html' }),
      body: m.text('Body'),
    }),
  },
  { default: 'json' },
)

const responseInput = m.groups(
  'Response',
  {
    response: m.group('Response', {
      fullResponse: m.flag('Include headers and status', {
        help: 'The item holds body, headers, status code and status message.',
      }),
      neverError: m.flag('Never error', {
        help: 'An answer of any status goes on as an item; otherwise 400 and above is an error.',
      }),
      responseFormat: m.choice(
        'Response format',
        { autodetect: 'Autodetect', file: 'File', json: 'JSON', text: 'Text' },
        { noExpression: true },
      ),
      outputPropertyName: m.when(
        m.is('responseFormat', 'file', 'text'),
        m.text('Put output in field', {
          help: 'The field that holds the text or the file.',
          default: 'data',
          required: true,
        }),
      ),
    }),
  },
  { default: { response: {} } },
)

const redirect = (followByDefault: boolean) =>
  m.groups(
    'Redirects',
    {
      redirect: m.group('Redirect', {
        followRedirects: m.switched(
          'Follow redirects',
          { maxRedirects: m.number('Max redirects', { default: 21 }) },
          { default: followByDefault, noExpression: true },
        ),
      }),
    },
    { default: { redirect: {} } },
  )

const options = m.collection('Options', {
  batching: m.groups(
    'Batching',
    {
      batch: m.group('Batching', {
        batchSize: m.number('Items per batch', {
          help: 'How many requests are made at once; -1 makes all at once.',
          default: 50,
          min: -1,
        }),
        batchInterval: m.number('Batch interval (ms)', {
          help: 'The pause between two batches.',
          default: 1000,
          min: 0,
        }),
      }),
    },
    { default: { batch: {} } },
  ),
  allowUnauthorizedCerts: m.flag('Ignore SSL issues', {
    help: 'Not safe: whoever is in between can read along.',
    noExpression: true,
  }),
  queryParameterArrays: m.when(
    m.is('/sendQuery', true),
    m.choice(
      'Lists in query parameters',
      { repeat: 'Repeat the name', brackets: 'Empty brackets', indices: 'Brackets with indices' },
      { default: 'brackets' },
    ),
  ),
  lowercaseHeaders: m.flag('Lowercase headers', {
    help: 'The names of headers are sent in lower case.',
    default: true,
  }),
  redirect: m.oneOf(m.until(3, redirect(false)), m.since(4, redirect(true))),
  response: responseInput,
  pagination: paginationInput,
  proxy: m.text('Proxy', { help: 'The address of a proxy to go through.', placeholder: 'http://proxy.example:3128' }),
  timeout: m.number('Timeout (ms)', {
    help: 'How long the request may take, with all redirects.',
    default: 10_000,
    min: 1,
  }),
  sendCredentialsOnCrossOriginRedirect: m.flag('Send credentials after a redirect to another origin'),
  webdavMethods: m.flag('WebDAV methods'),
})

/** What only a tool of an agent has: how an answer is made short for a model. */
const whenTool = <F extends m.Input>(input: F) => m.when(m.is('@tool', true), input)

export const inputs = {
  curlImport: m.special('curlImport', ''),
  method: m.raw(m.choice('Method', methods, { default: 'GET' })),
  url: m.text('URL', { required: true, placeholder: 'https://api.example.com/things' }),
  authentication,
  provideSslCertificates: m.switched('Client certificate', {
    provideSslCertificatesNotice: m.notice('Choose the certificate in the field below.'),
    sslCertificate: m.special('credentials', 'Certificate'),
  }),
  sendQuery: m.switched(
    'Send query parameters',
    {
      specifyQuery: m.variants('Specify query parameters', {
        keypair: m.variant('Using fields below', { queryParameters: pairs('Query parameters') }),
        json: m.variant('Using JSON', { jsonQuery: m.json('JSON') }),
      }),
    },
    { noExpression: true },
  ),
  sendHeaders: m.switched(
    'Send headers',
    {
      specifyHeaders: m.variants('Specify headers', {
        keypair: m.variant('Using fields below', { headerParameters: pairs('Headers') }),
        json: m.variant('Using JSON', { jsonHeaders: m.json('JSON') }),
      }),
    },
    { noExpression: true },
  ),
  sendBody: m.switched('Send body', { contentType: body }, { noExpression: true }),
  options,
  optimizeResponse: whenTool(
    m.switched(
      'Optimize response',
      {
        responseType: m.variants('Expected response type', {
          json: m.variant('JSON', {
            dataField: m.text('Field containing data'),
            fieldsToInclude: m.choice('Include fields', { all: 'All', selected: 'Selected', except: 'Exclude' }),
            fields: m.when(m.isNot('fieldsToInclude', 'all'), m.text('Fields')),
          }),
          html: m.variant('HTML', {
            cssSelector: m.text('Selector (CSS)', { default: 'body' }),
            onlyContent: m.switched('Return only content', { elementsToOmit: m.text('Elements to omit') }),
            truncateResponse: m.switched('Truncate response', {
              maxLength: m.number('Max response characters', { default: 1000, min: 1 }),
            }),
          }),
          text: m.variant('Text', {
            truncateResponse: m.switched('Truncate response', {
              maxLength: m.number('Max response characters', { default: 1000, min: 1 }),
            }),
          }),
        }),
      },
      { noExpression: true },
    ),
  ),
  infoMessage: m.notice('The requests and answers of this node are shown as they were sent and received.'),
} as const

export type HttpInput = m.Read<typeof inputs>
