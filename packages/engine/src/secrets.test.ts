import type { CredentialType } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { Secrets } from './secrets.ts'

const type: CredentialType = {
  type: 'serviceApi',
  name: 'Service',
  properties: [
    { name: 'url', label: 'URL', type: 'string', default: '' },
    { name: 'token', label: 'Token', type: 'string', default: '', password: true },
    { name: 'more', label: 'More', type: 'string', default: '', password: true },
    {
      name: 'headers',
      label: 'Headers',
      type: 'fixedCollection',
      default: {},
      groups: [
        {
          name: 'values',
          label: 'Values',
          values: [
            { name: 'name', label: 'Name', type: 'string', default: '' },
            { name: 'value', label: 'Value', type: 'string', default: '', password: true },
          ],
        },
      ],
    },
  ],
}

const token = 'a/b+c="quoted"&14'

function learned(fields: Parameters<Secrets['learnFields']>[1], of: CredentialType | undefined = type): Secrets {
  const secrets = new Secrets()
  secrets.learnFields(of, fields)
  return secrets
}

describe('what is a secret', () => {
  test('is what a credential hides, in lists too, and no address of it', () => {
    const secrets = learned({
      url: 'https://api.example.com',
      token,
      headers: { values: [{ name: 'X-Long-Name', value: 'value-of-header' }] },
    })
    const text = `https://api.example.com X-Long-Name value-of-header ${token}`
    expect(secrets.hideText(text)).toBe('https://api.example.com X-Long-Name [secret] [secret]')
  })

  test('is every text of a secret that is JSON', () => {
    const secrets = learned({ more: '{"headers":{"X-Key":"inner-secret"},"n":5}' })
    expect(secrets.hideText('X-Key: inner-secret')).toBe('X-Key: [secret]')
  })

  test('is all of an unknown credential that is no address', () => {
    const fields = { host: 'db.example.com', user: 'ada@example.com', token: 'long-enough' }
    const secrets = learned(fields, undefined)
    expect(secrets.hide(fields)).toEqual({ ...fields, token: '[secret]' })
  })

  test('is what signs a request, with its scheme or without', () => {
    const secrets = new Secrets()
    const request = { method: 'GET', url: 'https://a.b', headers: { 'x-mine': 'own-header-value' } }
    secrets.learnRequest({ ...request, signedHeaders: { authorization: 'Bearer token-of-today' } })
    expect(secrets.hideText('token-of-today, Bearer token-of-today, own-header-value')).toBe(
      '[secret], [secret], own-header-value',
    )
  })

  test('is nothing short', () => {
    expect(learned({ token: '1234567' }).isEmpty).toBe(true)
  })
})

describe('hiding', () => {
  const secrets = learned({ token })

  test.each([
    ['as it is', token],
    ['in an address', encodeURIComponent(token)],
    ['in JSON', JSON.stringify(token).slice(1, -1)],
    ['in base64', Buffer.from(token).toString('base64')],
    ['in base64 for addresses', Buffer.from(token).toString('base64url')],
  ])('%s', (_, form) => {
    expect(secrets.hideText(`<${form}>`)).toBe('<[secret]>')
  })

  test('reaches keys, lists and what lies deep', () => {
    expect(secrets.hide({ a: [1, { [token]: null, b: `x ${token}` }] })).toEqual({
      a: [1, { '[secret]': null, b: 'x [secret]' }],
    })
  })

  test('leaves what holds no secret the same object, and files as they are', () => {
    const clean = { json: { a: [1, 'x'.repeat(50)] } }
    const echo = { json: { a: token }, binary: { data: { mimeType: 'text/plain', data: token } } }
    const [items] = secrets.hideItems([[clean, echo]])
    expect(items?.[0]).toBe(clean)
    expect(items?.[1]).toEqual({ json: { a: '[secret]' }, binary: echo.binary })
    const all = [[clean], null]
    expect(secrets.hideItems(all)).toBe(all)
    expect(new Secrets().hideItems([[echo]])[0]?.[0]).toBe(echo)
  })

  test('takes keys like `__proto__` for keys', () => {
    const value = JSON.parse(`{"__proto__":{"a":${JSON.stringify(token)}}}`)
    expect(JSON.stringify(secrets.hide(value))).toBe('{"__proto__":{"a":"[secret]"}}')
  })
})
