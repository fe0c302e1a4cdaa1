/** OAuth2 for clients that act for themselves: no person signs in, the client's own secret is enough. */
import * as m from '@millrace/sdk'
import { readSecretJson, texts } from './read-secret-json.ts'

const authentication = m.variants(
  'Authentication',
  {
    body: m.variant('Body', {
      sendAdditionalBodyProperties: m.switched('Send additional body properties', {
        additionalBodyProperties: m.json('Additional body properties', { rows: 5 }),
      }),
    }),
    header: m.variant('Header'),
  },
  { default: 'header' },
)

export const oAuth2Api = m.defineCredential({
  type: 'oAuth2Api',
  name: 'OAuth2 API',
  about: 'A token that a service gives its clients for an id and a secret.',
  generic: true,
  fields: {
    grantType: m.choice('Grant type', { clientCredentials: 'Client credentials' }),
    accessTokenUrl: m.text('Access token URL', { required: true, placeholder: 'https://id.example.com/oauth/token' }),
    clientId: m.text('Client ID', { required: true }),
    clientSecret: m.text('Client secret', { required: true, password: true }),
    scope: m.text('Scope', { placeholder: 'read write' }),
    authentication,
    ignoreSSLIssues: m.flag('Ignore SSL issues'),
    tokenExpiredStatusCode: m.number('Status code of an expired token', { default: 401 }),
  },
  sign: (fields) => ({
    oauth2: {
      tokenUrl: fields.accessTokenUrl,
      clientId: fields.clientId,
      clientSecret: fields.clientSecret,
      scope: fields.scope,
      clientIn: fields.authentication,
      ...(fields.sendAdditionalBodyProperties && { fields: additions(fields.additionalBodyProperties) }),
      overAt: fields.tokenExpiredStatusCode,
      ...(fields.ignoreSSLIssues && { allowUnauthorizedCerts: true }),
    },
  }),
})

function additions(json: unknown): Readonly<Record<string, string>> {
  return texts(readSecretJson(json, 'The text of the additional body properties', '{ "audience": "…" }')) ?? {}
}
