import { compileTemplate, isExpression } from '@millrace/expression'
import { expect, test } from 'vitest'
import { catalog } from '../index.ts'
import { credentials as byHand } from '../registry.ts'
import { readCredentialFacts } from './credential-facts.ts'
import { credentialTypesOf } from './credential-types.ts'

const facts = readCredentialFacts()
const keys = ['type', 'name', 'extends', 'hidden', 'generic', 'signing', 'sign', 'test', 'oauth2', 'properties']
const propertyKeys =
  'name label type default required password expires rows min multiple own when options groups'.split(' ')

test('every type has a name of its own, and extends types that are there', () => {
  const types = new Set(facts.map(({ type }) => type))
  expect(types.size).toBe(facts.length)
  expect(facts.length).toBeGreaterThan(400)
  for (const fact of facts) for (const parent of fact.extends ?? []) expect(types).toContain(parent)
})

test('the facts hold nothing that nobody reads', () => {
  for (const fact of facts) {
    expect(keys).toEqual(expect.arrayContaining(Object.keys(fact)))
    for (const property of fact.properties) expect(propertyKeys).toEqual(expect.arrayContaining(Object.keys(property)))
    expect(['headers', 'qs', 'body', 'auth']).toEqual(expect.arrayContaining(Object.keys(fact.sign ?? {})))
  }
})

test('every template is an expression that compiles, over fields that the type has', () => {
  const types = new Map(credentialTypesOf(facts).map((type) => [type.type, type]))
  for (const fact of facts) {
    const properties = new Set(types.get(fact.type)?.properties.map(({ name }) => name))
    for (const template of [...textsIn(fact.sign), ...textsIn(fact.test)].filter(isExpression)) {
      expect(compileTemplate(template, { mode: 'n8n' }).error, `${fact.type}: ${template}`).toBeNull()
      // This type's expression is recorded with a field that its form does not have.
      if (fact.type === 'recordedFutureApi') continue
      for (const [, name = ''] of template.matchAll(/\$credentials\??\.(\w+)/g))
        expect(properties, fact.type).toContain(name)
    }
  }
})

test('names of headers and parameters are no expressions, except those of types written by hand', () => {
  const written = new Set(byHand.map(({ type }) => type))
  const names = facts
    .filter(({ type }) => !written.has(type))
    .flatMap(({ sign }) => Object.keys({ ...sign?.headers, ...sign?.qs, ...sign?.body }))
  expect(names.filter(isExpression)).toEqual([])
})

test('types written by hand win over those of the same name', () => {
  for (const type of byHand) expect(catalog.credential(type.type)?.about).toBe(type.about)
  expect(catalog.credentials.length).toBe(new Set(catalog.credentials.map(({ type }) => type)).size)
})

test('a request is signed as the facts say, and what a field holds is never evaluated', () => {
  const sign = (type: string, fields: Record<string, string>) => catalog.credential(type)?.sign?.(fields)
  expect(sign('airtableTokenApi', { accessToken: '{{ 1 + 1 }}' })).toEqual({
    headers: { Authorization: 'Bearer {{ 1 + 1 }}' },
  })
  expect(sign('githubApi', { accessToken: '={{ $credentials.user }}', user: 'ada' })).toEqual({
    headers: { Authorization: 'token ={{ $credentials.user }}' },
  })
  expect(sign('twilioApi', { authType: 'authToken', accountSid: 'AC1', authToken: 't' })).toEqual({
    basic: { user: 'AC1', password: 't' },
  })
})

test('a test request has the address that the fields give, with defaults for what is not stored', () => {
  expect(catalog.credential('githubApi')?.test?.({})).toEqual({ method: 'GET', url: 'https://api.github.com/user' })
  expect(catalog.credential('githubApi')?.test?.({ server: 'https://git.example/api/' })).toEqual({
    method: 'GET',
    url: 'https://git.example/api/user',
  })
})

test('a type inherits the fields of another, except those that are its alone', () => {
  const names = catalog.credential('gmailOAuth2')?.properties.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['clientId', 'clientSecret', 'accessTokenUrl', 'customScopes']))
  expect(names).not.toContain('ignoreSSLIssues')
})

test('a stored token signs requests, and is a secret', () => {
  const type = catalog.credential('gmailOAuth2')
  const stored = { clientId: 'c', clientSecret: 's', oauthTokenData: { access_token: 'a' } }
  const google = { tokenUrl: 'https://oauth2.googleapis.com/token', clientId: 'c', clientSecret: 's', clientIn: 'body' }
  expect(type?.sign?.({ ...stored, customScopes: true, enabledScopes: 'mail' })).toEqual({
    consent: {
      ...google,
      authUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      authParameters: 'access_type=offline&prompt=consent',
      scope: 'mail',
      pkce: false,
    },
  })
  expect(type?.properties.find(({ name }) => name === 'oauthTokenData')?.password).toBe(true)
})

test('a service that takes tokens in a way of its own is given them so', () => {
  const signature = catalog.credential('clickUpOAuth2Api')?.sign?.({ oauthTokenData: { access_token: 'a' } })
  expect(signature?.consent).toMatchObject({ carriers: { authorization: '{token}' } })
})

test('what signs has the fields that say where workflows may send it', () => {
  for (const { type, sign, properties } of catalog.credentials) {
    const own = properties.filter(({ name }) => name === 'allowedHttpRequestDomains' || name === 'allowedDomains')
    expect([type, own.length]).toEqual([type, sign === undefined ? 0 : 2])
  }
})

test('of Slack the token is the person’s, not the bot’s', () => {
  const signature = catalog.credential('slackOAuth2Api')?.sign?.({ clientId: 'c' })
  expect(signature?.consent).toMatchObject({
    tokenIn: 'authed_user',
    authParameters: expect.stringMatching(/^user_scope=/),
  })
})

test('stored tokens of OAuth1 sign requests, by the hash that the credential names', () => {
  const fields = {
    consumerKey: 'c',
    consumerSecret: 's',
    oauthTokenData: { oauth_token: 't', oauth_token_secret: 'u' },
  }
  const oauth1 = { clientKey: 'c', clientSecret: 's', token: 't', tokenSecret: 'u' }
  const type = catalog.credential('oAuth1Api')
  expect(type?.generic).toBe(true)
  expect(type?.sign?.(fields).oauth1).toEqual({ ...oauth1, method: 'HMAC-SHA1' })
  expect(type?.sign?.({ ...fields, signatureMethod: 'HMAC-SHA512' }).oauth1?.method).toBe('HMAC-SHA512')
  expect(type?.consentBy).toBe('oauth1')
  const { oauth1: none, oauth1Consent } = catalog.credential('trelloOAuth1Api')?.sign?.({ consumerKey: 'c' }) ?? {}
  expect(none).toBeUndefined()
  expect(oauth1Consent).toMatchObject({
    clientKey: 'c',
    requestTokenUrl: 'https://trello.com/1/OAuthGetRequestToken',
    accessTokenUrl: 'https://trello.com/1/OAuthGetAccessToken',
  })
})

test('the settings of a sign-in follow the fields of the credential', () => {
  const consent = (type: string, fields: Record<string, string>) => catalog.credential(type)?.sign?.(fields).consent
  expect(consent('zendeskOAuth2Api', { subdomain: 'acme' })).toMatchObject({
    tokenUrl: 'https://acme.zendesk.com/oauth/tokens',
  })
  expect(consent('salesforceOAuth2Api', { environment: 'sandbox' })).toMatchObject({
    tokenUrl: 'https://test.salesforce.com/services/oauth2/token',
    pkce: true,
  })
  expect(catalog.credential('databricksOAuth2Api')?.sign?.({ host: 'https://dbc.example' })).toMatchObject({
    oauth2: { tokenUrl: 'https://dbc.example/oidc/v1/token', scope: 'all-apis' },
  })
})

test('a service whose facts say nothing of signing is signed for as its manual says', () => {
  const sign = (type: string, fields: Record<string, string | boolean>) => catalog.credential(type)?.sign?.(fields)
  expect(sign('zendeskApi', { email: 'a@b.example', apiToken: 't' })).toEqual({
    basic: { user: 'a@b.example/token', password: 't' },
  })
  expect(sign('anthropicApi', { apiKey: 'k', header: true, headerName: 'X-Gate', headerValue: 'g' })).toEqual({
    headers: { 'x-api-key': 'k', 'X-Gate': 'g' },
    openHeaders: { 'anthropic-version': '2023-06-01' },
  })
})

test('a client is given a token for itself where its service wants that', () => {
  const fields = { domain: 'acme.auth0.example', clientId: 'c', clientSecret: 's' }
  expect(catalog.credential('auth0ManagementApi')?.sign?.(fields)).toEqual({
    oauth2: {
      tokenUrl: 'https://acme.auth0.example/oauth/token',
      clientId: 'c',
      clientSecret: 's',
      scope: '',
      clientIn: 'body',
      fields: { audience: 'https://acme.auth0.example/api/v2/' },
    },
  })
  const entra = catalog.credential('microsoftEntraServicePrincipalApi')
  expect(entra?.sign?.({ tenantId: 't' }).oauth2?.scope).toBe('https://graph.microsoft.com/.default')
  expect(entra?.sign?.({ authentication: 'certificate', tenantId: 't' }).session?.address).toBe(
    'https://login.microsoftonline.com/t/oauth2/v2.0/token',
  )
  expect(entra?.properties.find(({ name }) => name === 'accessToken')?.password).toBe(true)
})

test('every type signs that does so in n8n', () => {
  const silent = facts.filter(({ signing, sign, hidden }) => (signing ?? sign) !== undefined && !hidden)
  expect(silent.filter(({ type }) => catalog.credential(type)?.sign === undefined)).toEqual([])
})

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
