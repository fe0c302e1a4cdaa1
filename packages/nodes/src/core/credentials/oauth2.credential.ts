/** OAuth2: a person consents, once, to what is done in their name, or a client acts for itself by its own secret. */
import * as m from '@millrace/sdk'
import { readSecretJson, texts } from './read-secret-json.ts'

const byPerson = m.isNot('grantType', 'clientCredentials')
const inBody = m.all(m.is('grantType', 'clientCredentials'), m.is('authentication', 'body'))

export const oAuth2Api = m.defineCredential({
  type: 'oAuth2Api',
  name: 'OAuth2 API',
  about: 'A token that a service gives for a person who consents, or to a client for its id and secret.',
  generic: true,
  consent: byPerson,
  fields: {
    grantType: m.choice('Grant type', {
      authorizationCode: 'Authorization code',
      clientCredentials: 'Client credentials',
      pkce: 'PKCE',
    }),
    authUrl: m.when(
      byPerson,
      m.text('Authorization URL', { required: true, placeholder: 'https://id.example.com/oauth/authorize' }),
    ),
    accessTokenUrl: m.text('Access token URL', { required: true, placeholder: 'https://id.example.com/oauth/token' }),
    clientId: m.text('Client ID', { required: true }),
    clientSecret: m.text('Client secret', { password: true }),
    scope: m.text('Scope', { placeholder: 'read write' }),
    authQueryParameters: m.when(
      byPerson,
      m.text('Query parameters of the authorization URL', { placeholder: 'access_type=offline' }),
    ),
    authentication: m.choice('Authentication', { body: 'Body', header: 'Header' }, { default: 'header' }),
    sendAdditionalBodyProperties: m.when(inBody, m.flag('Send additional body properties')),
    additionalBodyProperties: m.when(
      m.all(inBody, m.is('sendAdditionalBodyProperties', true)),
      m.json('Additional body properties', { rows: 5 }),
    ),
    ignoreSSLIssues: m.flag('Ignore SSL issues'),
    tokenExpiredStatusCode: m.number('Status code of an expired token', { default: 401 }),
  },
  sign: (fields) => {
    const client = {
      tokenUrl: fields.accessTokenUrl,
      clientId: fields.clientId,
      clientSecret: fields.clientSecret,
      scope: fields.scope,
      clientIn: fields.authentication,
      overAt: fields.tokenExpiredStatusCode,
      ...(fields.ignoreSSLIssues && { allowUnauthorizedCerts: true }),
    }
    if (fields.grantType === 'clientCredentials') {
      const more = fields.sendAdditionalBodyProperties && { fields: additions(fields.additionalBodyProperties) }
      return { oauth2: { ...client, ...more } }
    }
    const { authUrl = '', authQueryParameters: authParameters = '', grantType } = fields
    return { consent: { ...client, authUrl, authParameters, pkce: grantType === 'pkce' } }
  },
})

function additions(json: unknown): Readonly<Record<string, string>> {
  return texts(readSecretJson(json, 'The text of the additional body properties', '{ "audience": "…" }')) ?? {}
}
