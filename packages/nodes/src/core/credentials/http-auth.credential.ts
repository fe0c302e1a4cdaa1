/** The generic ways to sign a request that belong to no service. */
import * as m from '@millrace/sdk'
import { readCustomAuth } from './read-custom-auth.ts'

const secret = (label: string, extra: m.FieldExtra = {}) => m.text(label, { password: true, ...extra })

export const httpBasicAuth = m.defineCredential({
  type: 'httpBasicAuth',
  name: 'Basic Auth',
  about: 'A user name and a password.',
  generic: true,
  fields: { user: m.text('User'), password: secret('Password') },
  sign: ({ user, password }) => ({ basic: { user, password } }),
})

export const httpDigestAuth = m.defineCredential({
  type: 'httpDigestAuth',
  name: 'Digest Auth',
  about: 'A user name and a password that never travel in clear.',
  generic: true,
  fields: { user: m.text('User'), password: secret('Password') },
  sign: ({ user, password }) => ({ digest: { user, password } }),
})

export const httpBearerAuth = m.defineCredential({
  type: 'httpBearerAuth',
  name: 'Bearer Auth',
  about: 'A token in the Authorization header.',
  generic: true,
  fields: { token: secret('Bearer token') },
  sign: ({ token }) => ({ headers: { Authorization: `Bearer ${token}` } }),
})

export const httpHeaderAuth = m.defineCredential({
  type: 'httpHeaderAuth',
  name: 'Header Auth',
  about: 'A header with a secret value.',
  generic: true,
  fields: { name: m.text('Name'), value: secret('Value') },
  sign: ({ name, value }) => (name === '' ? {} : { headers: { [name]: value } }),
})

export const httpMultipleHeadersAuth = m.defineCredential({
  type: 'httpMultipleHeadersAuth',
  name: 'Multiple Headers Auth',
  about: 'Several headers with secret values.',
  generic: true,
  fields: {
    headers: m.list(
      'Headers',
      'values',
      { name: m.text('Name'), value: secret('Value') },
      { groupLabel: 'Header', default: { values: [{ name: '', value: '' }] } },
    ),
  },
  sign: ({ headers }) => ({
    headers: Object.fromEntries(headers.filter(({ name }) => name !== '').map(({ name, value }) => [name, value])),
  }),
})

export const httpQueryAuth = m.defineCredential({
  type: 'httpQueryAuth',
  name: 'Query Auth',
  about: 'A secret value in the address of every request.',
  generic: true,
  fields: { name: m.text('Name'), value: secret('Value') },
  sign: ({ name, value }) => (name === '' ? {} : { query: { [name]: value } }),
})

export const httpCustomAuth = m.defineCredential({
  type: 'httpCustomAuth',
  name: 'Custom Auth',
  about: 'Headers, query parameters and body fields, as JSON.',
  generic: true,
  fields: {
    json: m.json('JSON', {
      required: true,
      password: true,
      placeholder: '{ "headers": { "X-Key": "…" }, "qs": { "token": "…" }, "body": { "secret": "…" } }',
    }),
  },
  sign: ({ json }) => readCustomAuth(json),
})

export const httpSslAuth = m.defineCredential({
  type: 'httpSslAuth',
  name: 'SSL Certificates',
  about: 'A client certificate and the authority that signed the server.',
  fields: {
    ca: secret('CA'),
    cert: secret('Certificate'),
    key: secret('Private key'),
    passphrase: secret('Passphrase'),
  },
  sign: ({ ca, cert, key, passphrase }) => ({
    tls: {
      ...(ca !== '' && { ca }),
      ...(cert !== '' && { cert }),
      ...(key !== '' && { key }),
      ...(passphrase !== '' && { passphrase }),
    },
  }),
})
