import { expect, test } from 'vitest'
import { credentialLine } from '../../tools/credentials/credential-line.ts'

const fact = (more: object) => ({ name: 'acmeApi', displayName: 'Acme API', properties: [], ...more })

test('a type is kept with its names, fields and signature, and no more', () => {
  const made = credentialLine(
    fact({
      package: 'n8n-nodes-base',
      supportedNodes: ['acme'],
      authenticate: { type: 'generic', properties: { headers: { 'X-Key': '={{$credentials.key}}' } } },
      test: { request: { url: '/me' } },
      properties: [
        {
          name: 'key',
          displayName: 'Key',
          type: 'string',
          required: false,
          typeOptions: { password: true, rows: 4 },
          displayOptions: { show: { a: [true] }, showOnDeployment: 'hosted' },
        },
        { name: 'place', displayName: 'Place', type: 'options', default: 'x', options: [{ value: 'x' }] },
      ],
    }),
  )
  expect(JSON.stringify(made)).toBe(
    JSON.stringify({
      type: 'acmeApi',
      name: 'Acme API',
      sign: { headers: { 'X-Key': '={{$credentials.key}}' } },
      test: { url: '/me' },
      properties: [
        {
          name: 'key',
          label: 'Key',
          type: 'string',
          default: '',
          password: true,
          rows: 4,
          when: { show: { a: [true] } },
        },
        { name: 'place', label: 'Place', type: 'options', default: 'x', options: [{ value: 'x', label: 'x' }] },
      ],
    }),
  )
})

test('what is left out of the facts is left out whole', () => {
  const withheld = { $expr: { chars: 9 } }
  const authenticate = { properties: { headers: { Authorization: withheld } } }
  expect(credentialLine(fact({ authenticate, test: { request: { baseURL: withheld } } }))).toEqual({
    type: 'acmeApi',
    name: 'Acme API',
    signing: 'code',
    properties: [],
  })
})

test('a default that other fields decide is the one for theirs', () => {
  const scope = (resolvedDefault: unknown) => ({ name: 'scope', displayName: 'Scope', type: 'hidden', resolvedDefault })
  const cases = [{ when: { a: 1 }, value: 'one' }]
  const { properties, oauth2 } = credentialLine(
    fact({
      oauth2: { scope: { dependsOn: ['a'], cases }, ignoreSSLIssues: false },
      properties: [scope({ default: 'read', customisable: true }), scope({ dependsOn: ['a'], cases }), scope('all')],
    }),
  )
  expect(properties).toMatchObject([{ default: 'read' }, { default: '' }, { default: 'all' }])
  expect(oauth2).toEqual({ scope: { cases } })
})
