import { describe, expect, test } from 'vitest'
import { readOldRequest, readRequest } from './read-request.ts'

const url = 'https://a.b/c'
const sent = (options: object) => readRequest({ url, ...options }).request
const bodyOf = (options: object) => sent(options).body

describe('a request as code describes it', () => {
  test('has a method, an address and what goes with them', () => {
    expect(
      sent({ method: 'post', qs: { q: 'x', list: [1, 2] }, headers: { 'X-N': 5, gone: null }, timeout: 500 }),
    ).toEqual({
      method: 'POST',
      url,
      query: { q: 'x', list: [1, 2] },
      arrayFormat: 'indices',
      headers: { 'X-N': '5' },
      redirects: { follow: true, max: 5 },
      timeoutMs: 500,
    })
    expect(sent({ disableFollowRedirect: true, skipSslCertificateValidation: true, timeout: 0 })).toMatchObject({
      redirects: { follow: false },
      allowUnauthorizedCerts: true,
    })
    expect(sent({ timeout: 0 }).timeoutMs).toBeUndefined()
  })

  test.each([
    ['/v1/x', 'https://api.b/', 'https://api.b/v1/x'],
    ['v1', 'https://api.b/base', 'https://api.b/base/v1'],
    ['https://other.b', 'https://api.b', 'https://other.b'],
    [undefined, 'https://api.b', 'https://api.b'],
  ])('joins %s to its base', (path, baseURL, whole) => {
    expect(readRequest({ url: path, baseURL }).request.url).toBe(whole)
  })

  test('asks for JSON where it wants JSON, and signs with a name and password of its own', () => {
    expect(sent({ json: true, auth: { username: 'u', password: 'p' } }).headers).toEqual({
      accept: 'application/json',
      authorization: 'Basic dTpw',
    })
    const own = { Accept: 'text/csv', Authorization: 'Bearer t' }
    expect(sent({ json: true, auth: { username: 'u' }, headers: own }).headers).toEqual(own)
  })

  test('writes lists in a query as it is told', () => {
    expect(sent({ qs: { a: ['b', 'c'] }, arrayFormat: 'comma' })).toMatchObject({ query: { a: 'b,c' } })
    expect(sent({ arrayFormat: 'brackets' }).arrayFormat).toBe('brackets')
    expect(sent({ arrayFormat: 'sideways' }).arrayFormat).toBe('indices')
  })

  test('takes the parts of a form as the sandbox hands them over', () => {
    const bodyParts = [
      { name: 'a', value: '1' },
      { name: 'f', value: Buffer.from('hi'), fileName: 'a.txt', contentType: 'text/plain' },
      { name: 'b', value: Buffer.from('hi'), fileName: 'blob', contentType: '' },
    ]
    expect(bodyOf({ bodyParts })).toEqual({
      kind: 'multipart',
      parts: [
        { name: 'a', value: '1' },
        { name: 'f', file: { mimeType: 'text/plain', data: 'aGk=', fileName: 'a.txt' } },
        { name: 'b', file: { mimeType: 'application/octet-stream', data: 'aGk=', fileName: 'blob' } },
      ],
    })
  })

  test.each([
    [{}, undefined],
    [{ body: null }, undefined],
    [{ body: { a: [1] } }, { kind: 'json', value: { a: [1] } }],
    [{ body: [1, 2] }, { kind: 'json', value: [1, 2] }],
    [{ body: 5 }, { kind: 'json', value: 5 }],
    [{ body: 'a=1' }, { kind: 'text', text: 'a=1', type: 'application/x-www-form-urlencoded' }],
    [
      { body: '{}', json: true },
      { kind: 'text', text: '{}', type: 'application/json' },
    ],
    [{ body: Buffer.from('hi') }, { kind: 'file', file: { mimeType: 'application/octet-stream', data: 'aGk=' } }],
  ])('%j has the body %j', (options, body) => {
    expect(bodyOf(options)).toEqual(body)
  })

  test('is a form where its type says so', () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }
    expect(bodyOf({ headers, body: { a: 1, list: ['x', 'y'], deep: { b: null } } })).toEqual({
      kind: 'form',
      fields: [
        ['a', '1'],
        ['list[]', 'x'],
        ['list[]', 'y'],
        ['deep[b]', ''],
      ],
    })
  })

  test('is a form with files where its type says so, whose boundary is not the code’s', () => {
    const file = { value: Buffer.from('hi'), options: { filename: 'a.txt', contentType: 'text/plain' } }
    const request = sent({ headers: { 'content-type': 'multipart/form-data' }, body: { a: 1, file } })
    expect(request.headers).toEqual({})
    expect(request.body).toEqual({
      kind: 'multipart',
      parts: [
        { name: 'a', value: '1' },
        { name: 'file', file: { mimeType: 'text/plain', data: 'aGk=', fileName: 'a.txt' } },
      ],
    })
  })

  test.each([
    [undefined],
    ['https://a.b'],
    [{}],
    [{ url: 5 }],
    [{ url, method: ['GET'] }],
    [{ url, qs: 'a=1' }],
    [{ url, headers: ['a'] }],
    [{ url, timeout: 'soon' }],
    [{ url, timeout: -1 }],
  ])('%j is refused', (options) => {
    expect(() => readRequest(options)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })
})

describe('the older way', () => {
  test('takes the address first or inside', () => {
    expect(readOldRequest(url, { method: 'PUT' }).request).toMatchObject({ url, method: 'PUT' })
    expect(readOldRequest({ uri: url }, undefined).request.url).toBe(url)
  })

  test('has words of its own for what is wanted', () => {
    expect(readOldRequest({ url, resolveWithFullResponse: true, simple: false }, undefined)).toMatchObject({
      full: true,
      anyStatus: true,
      as: 'text',
    })
    expect(readOldRequest({ url, followRedirect: false, rejectUnauthorized: false }, undefined).request).toMatchObject({
      redirects: { follow: false },
      allowUnauthorizedCerts: true,
    })
  })

  test('sends a form', () => {
    const { request } = readOldRequest({ url, method: 'POST', form: { a: 'b c' } }, undefined)
    expect(request).toMatchObject({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: { kind: 'form', fields: [['a', 'b c']] },
    })
  })
})
