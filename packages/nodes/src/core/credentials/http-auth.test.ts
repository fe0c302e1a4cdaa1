import { expect, test } from 'vitest'
import { httpBasicAuth, httpBearerAuth, httpCustomAuth, httpHeaderAuth } from './http-auth.credential.ts'
import { oAuth2Api } from './oauth2.credential.ts'

test('the generic credentials say what they add to a request', () => {
  expect(httpBasicAuth.sign?.({ user: 'ada', password: 'x' })).toEqual({ basic: { user: 'ada', password: 'x' } })
  expect(httpBearerAuth.sign?.({ token: 't' })).toEqual({ headers: { Authorization: 'Bearer t' } })
  expect(httpHeaderAuth.sign?.({ name: 'X-Key', value: 'v' })).toEqual({ headers: { 'X-Key': 'v' } })
})

test('a custom credential adds headers, query and body', () => {
  const json = '{"headers":{"X-A":"1"},"qs":{"q":2},"body":{"b":true}}'
  expect(httpCustomAuth.sign?.({ json })).toEqual({ headers: { 'X-A': '1' }, query: { q: '2' }, body: { b: true } })
})

test('a broken custom credential is reported without showing it', () => {
  const sign = () => httpCustomAuth.sign?.({ json: '{"headers": "secret-value' })
  expect(sign).toThrow('The JSON of the custom credential is no JSON object.')
  expect(sign).not.toThrow('secret-value')
})

test('a client of OAuth2 says what it is given a token for', () => {
  const fields = {
    accessTokenUrl: 'https://id/token',
    clientId: 'me',
    clientSecret: 's',
    grantType: 'clientCredentials',
  }
  const grant = { tokenUrl: 'https://id/token', clientId: 'me', clientSecret: 's', scope: '', overAt: 401 }
  expect(oAuth2Api.sign?.(fields)).toEqual({ oauth2: { ...grant, clientIn: 'header' } })
  const inBody = { ...fields, authentication: 'body', sendAdditionalBodyProperties: true }
  expect(oAuth2Api.sign?.({ ...inBody, additionalBodyProperties: '{"audience":"api","n":1}' })).toEqual({
    oauth2: { ...grant, clientIn: 'body', fields: { audience: 'api', n: '1' } },
  })
})

test('a person’s consent is asked for at the address of its own', () => {
  const fields = { authUrl: 'https://id/ask', accessTokenUrl: 'https://id/token', clientId: 'me', clientSecret: 's' }
  const consent = {
    authUrl: 'https://id/ask',
    authParameters: '',
    tokenUrl: 'https://id/token',
    clientId: 'me',
    clientSecret: 's',
    scope: '',
    clientIn: 'header',
    overAt: 401,
    pkce: false,
  }
  expect(oAuth2Api.sign?.(fields)).toEqual({ consent })
  const proved = { ...fields, grantType: 'pkce', clientSecret: '', authQueryParameters: 'access_type=offline' }
  expect(oAuth2Api.sign?.(proved)).toEqual({
    consent: { ...consent, clientSecret: '', authParameters: 'access_type=offline', pkce: true },
  })
  expect(() => oAuth2Api.sign?.({ ...fields, grantType: 'password' })).toThrow('is needed')
})
