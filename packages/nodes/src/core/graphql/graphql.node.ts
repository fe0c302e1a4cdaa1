import * as m from '@millrace/sdk'
import { answerError } from '../httpRequest/errors.ts'
import { asItemJson } from '../values/as-item-json.ts'
import { readJson, readJsonObject } from '../values/read-json.ts'

const asJson = {
  variables: m.json('Variables', { placeholder: '{ "id": "42" }' }),
  operationName: m.text('Name of the operation', { help: 'Where the query has several.' }),
}

const inputs = {
  authentication: m.variants(
    'Authentication',
    {
      predefinedCredentialType: m.variant('As a service does', {
        nodeCredentialType: m.special('credentialsSelect', 'Service', { required: true, noExpression: true }),
      }),
      basicAuth: m.variant('Basic'),
      customAuth: m.variant('Custom'),
      digestAuth: m.variant('Digest'),
      headerAuth: m.variant('Header'),
      none: m.variant('None'),
      oAuth1: m.variant('OAuth 1'),
      oAuth2: m.variant('OAuth 2'),
      queryAuth: m.variant('Query'),
    },
    { default: 'none', noExpression: true },
  ),
  requestMethod: m.variants(
    'Method',
    {
      GET: m.variant('GET'),
      POST: m.variant('POST', {
        requestFormat: m.oneOf(
          m.until(
            1,
            m.variants(
              'Send',
              { graphql: m.variant('The query alone'), json: m.variant('JSON', asJson) },
              { required: true },
            ),
          ),
          m.since(
            1.1,
            m.variants(
              'Send',
              { json: m.variant('JSON', asJson), graphql: m.variant('The query alone') },
              { required: true },
            ),
          ),
        ),
      }),
    },
    { default: 'POST' },
  ),
  endpoint: m.text('Address', { required: true, placeholder: 'https://example.com/graphql' }),
  allowUnauthorizedCerts: m.flag('Accept any certificate', { help: 'Not safe: whoever is in between can read along.' }),
  query: m.text('Query', { required: true, rows: 6 }),
  responseFormat: m.variants('Answer', {
    json: m.variant('As fields'),
    string: m.variant('In one field', {
      dataPropertyName: m.text('Field for the answer', { default: 'data', required: true }),
    }),
  }),
  headerParametersUi: m.list(
    'Headers',
    'parameter',
    { name: m.text('Name'), value: m.text('Value') },
    { groupLabel: 'Header' },
  ),
} as const

type Input = m.Read<typeof inputs>

const ask = m.operation({
  input: inputs,
  per: 'item',
  // A mutation may be in it, and what it does is not known.
  effect: ({ requestMethod }) => (requestMethod === 'GET' ? 'read' : 'append'),
  run: async (input, { context, index }) => {
    const response = await context.http.send(requestOf(input), index)
    if (response.status >= 400) throw answerError(response)
    return { json: fieldsOf(input, response.text ?? '') }
  },
})

function requestOf(input: Input): m.HttpRequest {
  const credential = credentialOf(input)
  const own = input.headerParametersUi.filter(({ name }) => name !== '')
  const common = {
    url: input.endpoint,
    headers: { accept: 'application/json', ...Object.fromEntries(own.map(({ name, value }) => [name, value])) },
    allowUnauthorizedCerts: input.allowUnauthorizedCerts,
    ...(credential !== undefined && { credential }),
    anyAddress: true,
  }
  if (input.requestMethod === 'GET') return { ...common, method: 'GET', query: { query: input.query } }
  return { ...common, method: 'POST', body: bodyOf(input) }
}

function bodyOf(input: Extract<Input, { readonly requestMethod: 'POST' }>): m.HttpBody {
  if (input.requestFormat !== 'json') return { kind: 'text', text: input.query, type: 'application/graphql' }
  const { query, operationName } = input
  const variables = readJsonObject(input.variables, 'The parameter "Variables"')
  return { kind: 'json', value: { query, variables, operationName: operationName || null } }
}

const credentialTypes = {
  basicAuth: 'httpBasicAuth',
  customAuth: 'httpCustomAuth',
  digestAuth: 'httpDigestAuth',
  headerAuth: 'httpHeaderAuth',
  oAuth1: 'oAuth1Api',
  oAuth2: 'oAuth2Api',
  queryAuth: 'httpQueryAuth',
} as const

function credentialOf(input: Input): string | undefined {
  if (input.authentication === 'none') return undefined
  if (input.authentication !== 'predefinedCredentialType') return credentialTypes[input.authentication]
  if (typeof input.nodeCredentialType === 'string' && input.nodeCredentialType !== '') return input.nodeCredentialType
  throw m.refuse('No service is chosen for the authentication. Choose one, or set Authentication to None.', {
    code: 'credential_missing',
    retry: 'no',
  })
}

function fieldsOf(input: Input, text: string): m.JsonObject {
  const answer = readJson(text, 'The answer')
  const said = messagesIn(answer)
  if (said !== undefined) throw m.serviceError(said, { code: 'graphql_errors', description: text.slice(0, 2000) })
  return input.responseFormat === 'json' ? asItemJson(answer) : Object.fromEntries([[input.dataPropertyName, answer]])
}

/** What the errors in an answer say: https://spec.graphql.org/October2021/#sec-Errors */
function messagesIn(answer: m.Json): string | undefined {
  const errors = typeof answer === 'object' && answer !== null && 'errors' in answer ? answer.errors : undefined
  if (!Array.isArray(errors) || errors.length === 0) return undefined
  return errors
    .map((error: m.Json) => {
      const said = typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined
      return typeof said === 'string' ? said : JSON.stringify(error)
    })
    .join(', ')
}

export const graphql = m.defineNode({
  type: 'graphql',
  name: 'GraphQL',
  about: 'Asks a GraphQL service and turns the answer into an item.',
  icon: 'lucide:share-2',
  category: 'web',
  aliases: ['api', 'query', 'mutation', 'request'],
  versions: [1, 1.1],
  credentials: Object.entries(credentialTypes).map(([choice, type]) => ({
    type,
    required: true,
    when: m.is('authentication', choice),
  })),
  summary: [{ text: '{endpoint}' }],
  operation: ask,
})
