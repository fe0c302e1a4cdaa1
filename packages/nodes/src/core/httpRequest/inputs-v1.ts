/** The parameters of HTTP Request, versions 1 and 2. */
import * as m from '@millrace/sdk'

const changing = m.is('/requestMethod', 'PATCH', 'POST', 'PUT')
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const

const pairs = (label: string) =>
  m.list(label, 'parameter', { name: m.text('Name'), value: m.value('Value') }, { groupLabel: 'Parameter' })

const authentication = m.oneOf(
  m.until(
    1,
    m.variants(
      'Authentication',
      {
        basicAuth: m.variant('Basic auth'),
        digestAuth: m.variant('Digest auth'),
        headerAuth: m.variant('Header auth'),
        none: m.variant('None'),
        oAuth1: m.variant('OAuth1'),
        oAuth2: m.variant('OAuth2'),
        queryAuth: m.variant('Query auth'),
      },
      { default: 'none' },
    ),
  ),
  m.since(
    2,
    m.variants(
      'Authentication',
      {
        none: m.variant('None'),
        predefinedCredentialType: m.variant('A service Millrace knows', {
          nodeCredentialType: m.special('credentialsSelect', 'Credential type', { required: true, noExpression: true }),
        }),
        genericCredentialType: m.variant('A generic way to sign requests', {
          genericAuthType: m.special('credentialsSelect', 'Generic auth type', { required: true }),
        }),
      },
      { noExpression: true, required: true },
    ),
  ),
)

const options = m.collection('Options', {
  batchInterval: m.number('Batch interval (ms)', { help: 'The pause between two batches.', default: 1000, min: 0 }),
  batchSize: m.number('Batch size', { default: 50, min: -1 }),
  bodyContentType: m.when(
    changing,
    m.choice('Body content type', {
      json: 'JSON',
      raw: 'Raw',
      'multipart-form-data': 'Form, multipart',
      'form-urlencoded': 'Form, url-encoded',
    }),
  ),
  fullResponse: m.flag('Full response'),
  followAllRedirects: m.flag('Follow all redirects'),
  followRedirect: m.flag('Follow GET redirects', { default: true }),
  ignoreResponseCode: m.flag('Ignore response code'),
  bodyContentCustomMimeType: m.when(changing, m.text('MIME type', { placeholder: 'text/xml' })),
  proxy: m.text('Proxy', { help: 'The address of a proxy to go through.' }),
  splitIntoItems: m.when(m.is('/responseFormat', 'json'), m.flag('Split into items')),
  timeout: m.number('Timeout (ms)', {
    help: 'How long the request may take, with all redirects.',
    default: 10_000,
    min: 1,
  }),
  useQueryString: m.flag('Repeat the name for lists in the query'),
})

export const inputsV1 = {
  authentication,
  requestMethod: m.raw(
    m.choice(
      'Request method',
      methods.map((one) => [one, one] as const),
      { default: 'GET' },
    ),
  ),
  url: m.text('URL', { required: true }),
  allowUnauthorizedCerts: m.flag('Ignore SSL issues', { help: 'Not safe: whoever is in between can read along.' }),
  responseFormat: m.variants(
    'Response format',
    {
      file: m.variant('File', { dataPropertyName: m.text('Put file in field', { default: 'data', required: true }) }),
      json: m.variant('JSON'),
      string: m.variant('Text', { dataPropertyName: m.text('Field name', { default: 'data', required: true }) }),
    },
    { default: 'json' },
  ),
  jsonParameters: m.flag('JSON/raw parameters'),
  options,
  sendBinaryData: m.when(
    m.all(m.is('jsonParameters', true), m.is('requestMethod', 'PATCH', 'POST', 'PUT')),
    m.flag('Send a file'),
  ),
  binaryPropertyName: m.when(
    m.all(
      m.is('jsonParameters', true),
      m.is('requestMethod', 'PATCH', 'POST', 'PUT'),
      m.isNot('sendBinaryData', false),
    ),
    m.text('Input file field', { default: 'data', required: true }),
  ),
  bodyParametersJson: m.when(
    m.all(
      m.is('jsonParameters', true),
      m.is('requestMethod', 'PATCH', 'POST', 'PUT', 'DELETE'),
      m.isNot('sendBinaryData', true),
    ),
    m.json('Body parameters'),
  ),
  bodyParametersUi: m.when(
    m.all(m.is('jsonParameters', false), m.is('requestMethod', 'PATCH', 'POST', 'PUT', 'DELETE')),
    pairs('Body parameters'),
  ),
  headerParametersJson: m.when(m.is('jsonParameters', true), m.json('Headers')),
  headerParametersUi: m.when(m.is('jsonParameters', false), pairs('Headers')),
  queryParametersJson: m.when(m.is('jsonParameters', true), m.json('Query parameters')),
  queryParametersUi: m.when(m.is('jsonParameters', false), pairs('Query parameters')),
  infoMessage: m.notice(
    'This is an earlier version of the node. A new one has more ways to shape requests and answers.',
  ),
} as const

export type HttpInputV1 = m.Read<typeof inputsV1>
