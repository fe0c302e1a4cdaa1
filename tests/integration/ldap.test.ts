/** LDAP against a real server. */
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Directory, directoryAccount, startDirectory } from './ldap-server.ts'
import { runPlaced } from './placed-node.ts'
import { startTlsFront } from './tls-front.ts'

let directory: Directory

beforeAll(async () => {
  directory = await startDirectory()
})
afterAll(() => directory.close())

const people = 'ou=people,dc=example,dc=com'

async function ldap(parameters: JsonObject, login: JsonObject = {}) {
  const place = { hostname: '127.0.0.1', port: String(directory.port), connectionSecurity: 'none', timeout: 10 }
  const { json } = await runPlaced('ldap', {
    items: [{ json: {} }],
    parameters,
    credentials: { ldap: { ...place, ...directoryAccount, ...login } },
  })
  return json
}

const person = (cn: string, ...mail: string[]) => ({
  operation: 'create',
  dn: `cn=${cn},${people}`,
  attributes: {
    attribute: [
      { id: 'objectClass', value: 'person' },
      { id: 'cn', value: cn },
      ...mail.map((value) => ({ id: 'mail', value })),
    ],
  },
})

describe('entries', () => {
  test('are made, found, compared, changed, renamed and removed', async () => {
    expect(await ldap(person('ada', 'ada@example.com', 'a@example.com'))).toEqual([
      { dn: `cn=ada,${people}`, result: 'success' },
    ])
    const found = await ldap({ baseDN: people, searchFor: 'person', attribute: 'cn', searchText: 'ada' })
    expect(found).toMatchObject([{ dn: `cn=ada,${people}`, cn: 'ada', mail: ['ada@example.com', 'a@example.com'] }])
    const compare = { operation: 'compare', dn: `cn=ada,${people}`, id: 'cn' }
    expect(await ldap({ ...compare, value: 'ada' })).toMatchObject([{ attribute: 'cn', result: true }])
    expect(await ldap({ ...compare, value: 'ben' })).toMatchObject([{ result: false }])
    const attributes = {
      add: [{ id: 'title', value: 'Countess' }],
      replace: [{ id: 'mail', value: 'new@example.com' }],
      delete: [{ id: 'cn', value: '' }],
    }
    await ldap({ operation: 'update', dn: `cn=ada,${people}`, attributes })
    expect(directory.entries.get(`cn=ada,${people}`)).toMatchObject({
      title: ['Countess'],
      mail: ['new@example.com'],
      cn: [],
    })
    const targetDn = 'cn=ada l,dc=example,dc=com'
    expect(await ldap({ operation: 'rename', dn: `cn=ada,${people}`, targetDn })).toEqual([
      { dn: targetDn, result: 'success' },
    ])
    expect([...directory.entries.keys()]).toContain(targetDn)
    await ldap({ operation: 'delete', dn: targetDn })
    expect([...directory.entries.keys()]).not.toContain(targetDn)
  })

  test('are found by parts, by a filter, and not more than asked for', async () => {
    for (const cn of ['ben', 'bea', 'bob', 'b*b']) await ldap(person(cn))
    const search = { baseDN: people, searchFor: 'person', attribute: 'cn' }
    const names = async (parameters: JsonObject) =>
      (await ldap({ ...search, returnAll: true, ...parameters })).map(({ cn }) => cn)
    expect(await names({ searchText: 'b*' })).toHaveLength(4)
    expect(await names({ searchText: '*e*' })).toEqual(['ben', 'bea'])
    expect(await names({ searchText: 'be*n' })).toEqual(['ben'])
    expect(await names({ searchText: '*' })).toHaveLength(4)
    expect(await names({ searchText: '*', returnAll: false, limit: 3 })).toHaveLength(3)
    expect(await names({ searchFor: 'custom', customFilter: '(|(cn=ben)(cn=bob))' })).toEqual(['ben', 'bob'])
    expect(await names({ searchText: 'b*', options: { pageSize: 0 } })).toHaveLength(4)
  })

  test.each(['x)(cn=*', '*)(|(cn=*', 'ben)(objectClass=*))(|(cn=x'])(
    'are not found by what only looks like a filter: %s',
    async (searchText) => {
      const search = { baseDN: people, searchFor: 'person', attribute: 'cn', returnAll: true }
      expect(await ldap({ ...search, searchText })).toEqual([])
    },
  )
})

test('what a directory refuses is told with its code', async () => {
  await expect(ldap({ operation: 'delete', dn: `cn=nobody,${people}` })).rejects.toMatchObject({
    name: 'NodeApiError',
    details: { httpCode: '32', retry: 'no' },
  })
  await expect(ldap(person('ada'), { bindPassword: 'wrong' })).rejects.toMatchObject({
    code: 'login_refused',
    details: { retry: 'no' },
  })
  await expect(ldap(person('ada'), { port: '1' })).rejects.toMatchObject({ details: { retry: 'later' } })
})

test.each([
  ['tls', 'at once'],
  ['startTls', 'ldap asks'],
] as const)(
  'a connection is encrypted by %s, to a server whose certificate can be trusted',
  async (security, begins) => {
    const front = await startTlsFront(directory.port, begins)
    try {
      const search = { baseDN: 'dc=example,dc=com', searchFor: 'custom', customFilter: '(dc=example)', returnAll: true }
      const at = { port: String(front.port), connectionSecurity: security }
      expect(await ldap(search, { ...at, caCertificate: front.authority })).toMatchObject([{ dc: 'example' }])
      expect(await ldap(search, { ...at, allowUnauthorizedCerts: true })).toMatchObject([{ dc: 'example' }])
      expect(front.encrypted()).toBe(2)
      await expect(ldap(search, at)).rejects.toMatchObject({
        code: 'certificate_refused',
        message: expect.stringContaining('127.0.0.1'),
      })
    } finally {
      await front.close()
    }
  },
)
