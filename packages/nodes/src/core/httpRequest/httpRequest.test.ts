import type { HttpResponse } from '@millrace/sdk'
import { answer, runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { httpRequest } from './httpRequest.node.ts'

const url = 'https://api.example/things'
const json = (text: string): Partial<HttpResponse> => ({ headers: { 'content-type': 'application/json' }, text })

describe('what is sent', () => {
  test('query, headers and body as the parameters say, values with their types', async () => {
    const { requests } = await runNode(httpRequest, {
      parameters: {
        method: 'POST',
        url,
        sendQuery: true,
        queryParameters: {
          parameters: [
            { name: 'a', value: 1 },
            { name: 'a', value: 2 },
          ],
        },
        sendHeaders: true,
        headerParameters: {
          parameters: [
            { name: 'X-Note', value: 'two\nlines' },
            { name: '', value: 'not sent' },
          ],
        },
        sendBody: true,
        bodyParameters: {
          parameters: [
            { name: 'n', value: 5 },
            { name: 'list', value: [1, 2] },
          ],
        },
      },
      http: () => answer({ ok: true }),
    })
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url,
      query: { a: [1, 2] },
      headers: { 'X-Note': 'twolines' },
      body: { kind: 'json', value: { n: 5, list: [1, 2] } },
      redirects: { follow: true },
    })
  })

  test.each([
    [4.2, { a: 3, b: 'x' }],
    [4.3, { a: [1, 2, 3], b: 'x' }],
  ])('in version %s a repeated name of the query gives %j', async (version, query) => {
    const pairs = [1, [2], 3].map((value) => ({ name: 'a', value }))
    const queryParameters = { parameters: [...pairs, { name: 'b', value: 'x' }] }
    const parameters = { url, sendQuery: true, queryParameters }
    const { requests } = await runNode(httpRequest, { version, parameters, http: () => answer({}) })
    expect(requests[0]?.query).toEqual(query)
  })

  test.each([
    [1, {}, true],
    [4.3, {}, true],
    [4.3, { sendCredentialsOnCrossOriginRedirect: false }, false],
    [4.4, {}, false],
    [4.4, { sendCredentialsOnCrossOriginRedirect: true }, true],
  ])(
    'in version %s with %j a credential goes along to another origin: %s',
    async (version, options, keepCredential) => {
      const { requests } = await runNode(httpRequest, { version, parameters: { url, options }, http: () => answer({}) })
      expect(requests[0]).toMatchObject({ redirects: { keepCredential }, anyAddress: true })
    },
  )

  test('a form with lists and objects in brackets', async () => {
    const { requests } = await runNode(httpRequest, {
      parameters: {
        method: 'POST',
        url,
        sendBody: true,
        contentType: 'form-urlencoded',
        bodyParameters: { parameters: [{ name: 'o', value: { k: [1, null] } }] },
      },
      http: () => answer({}),
    })
    expect(requests[0]?.body).toEqual({
      kind: 'form',
      fields: [
        ['o[k][0]', '1'],
        ['o[k][1]', ''],
      ],
    })
  })

  test('nothing, where the address is none or a credential is missing', async () => {
    const bad = await runNode(httpRequest, { parameters: { url: 'example.test' } })
    expect(bad.requests).toEqual([])
    expect(bad.outputs[0]?.[0]?.error).toMatchObject({ code: 'url_invalid', itemIndex: 0 })
    const unsigned = await runNode(httpRequest, {
      parameters: { url, authentication: 'genericCredentialType', genericAuthType: 'httpBasicAuth' },
    })
    expect(unsigned.outputs[0]?.[0]?.error).toMatchObject({ code: 'credential_missing' })
  })

  test('version 3 follows redirects only when asked, version 1 sends what it is told as JSON', async () => {
    const { requests: third } = await runNode(httpRequest, { version: 3, parameters: { url }, http: () => answer({}) })
    expect(third[0]?.redirects).toMatchObject({ follow: false })
    const { requests: first } = await runNode(httpRequest, {
      version: 1,
      parameters: { requestMethod: 'PUT', url, jsonParameters: true, bodyParametersJson: '{"a":[1]}' },
      http: () => answer({}),
    })
    expect(first[0]).toMatchObject({ method: 'PUT', body: { kind: 'json', value: { a: [1] } } })
  })
})

describe('what an answer becomes', () => {
  test('a file that came packed is called after its field, unless the answer names it', async () => {
    const file = { mimeType: 'application/json', fileName: 'things', fileExtension: 'json', directory: url, id: 'f' }
    const packed = { 'content-encoding': 'gzip' }
    const answers = [
      { file, headers: packed },
      { file, headers: { ...packed, 'content-disposition': 'attachment; filename=things' } },
    ]
    const { outputs } = await runNode(httpRequest, {
      items: [{}, {}],
      parameters: { url, options: { response: { response: { responseFormat: 'file', outputPropertyName: 'out' } } } },
      http: () => answers.shift() ?? {},
    })
    expect(outputs[0]?.map(({ binary }) => [binary?.out?.fileName, binary?.out?.directory])).toEqual([
      ['out.json', undefined],
      ['things', url],
    ])
  })

  test('an empty answer that should be JSON fails the node: since version 3 without naming an item', async () => {
    const read = { response: { response: { responseFormat: 'json' } } }
    const empty = () => json('')
    const now = runNode(httpRequest, { parameters: { url, options: read }, http: empty })
    await expect(now).rejects.toMatchObject({ details: { code: 'answer_no_json' } })
    await expect(now).rejects.not.toHaveProperty('details.itemIndex')
    const first = runNode(httpRequest, { version: 1, parameters: { url }, http: () => json('{') })
    await expect(first).rejects.toMatchObject({ details: { code: 'answer_no_json', itemIndex: 0 } })
  })

  test('a list becomes items, text a field, nothing an empty item', async () => {
    const answers = [json('[{"n":1},{"n":2}]'), { headers: { 'content-type': 'text/csv' }, text: 'a,b' }, { text: '' }]
    const { outputs } = await runNode(httpRequest, {
      items: [{}, {}, {}],
      parameters: { url },
      http: () => answers.shift() ?? {},
    })
    expect(outputs[0]?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
      [{ n: 1 }, { item: 0 }],
      [{ n: 2 }, { item: 0 }],
      [{ data: 'a,b' }, { item: 1 }],
      [{}, { item: 2 }],
    ])
  })

  test('a failed request is its item, with status and the words of the server; the others are sent all the same', async () => {
    const { outputs, requests } = await runNode(httpRequest, {
      items: [{ a: 1 }, { a: 2 }],
      parameters: (item) => ({ url: `${url}/${String(item.json['a'])}` }),
      http: (request) => (request.url.endsWith('1') ? answer({ error: { message: 'no' } }, 404) : answer({ ok: 1 })),
    })
    expect(requests).toHaveLength(2)
    expect(outputs[0]?.[0]).toMatchObject({
      json: { error: { name: 'AxiosError', status: 404, code: 'ERR_BAD_REQUEST' } },
      error: { name: 'NodeApiError', description: 'no', httpCode: '404', itemIndex: 0 },
    })
    expect(outputs[0]?.[1]?.json).toEqual({ ok: 1 })
  })

  test('with everything about it: body, headers, status, and no status is an error', async () => {
    const { json: items } = await runNode(httpRequest, {
      parameters: { url, options: { response: { response: { fullResponse: true, neverError: true } } } },
      http: () => ({ ...answer({ no: true }, 418), statusText: "I'm a Teapot" }),
    })
    expect(items[0]).toMatchObject({ body: { no: true }, statusCode: 418, statusMessage: "I'm a Teapot" })
  })
})

test('pages follow a parameter until they are enough, and stop at answers that never change', async () => {
  const pages = (limit: object) => ({
    url,
    options: {
      pagination: {
        pagination: {
          paginationCompleteWhen: 'other',
          completeExpression: '',
          parameters: { parameters: [{ type: 'qs', name: 'page', value: 'x' }] },
          ...limit,
        },
      },
    },
  })
  const { requests } = await runNode(httpRequest, {
    parameters: pages({ limitPagesFetched: true, maxRequests: 2 }),
    http: () => answer({ same: 1 }),
  })
  expect(requests.map((one) => one.query)).toEqual([{ page: 'x' }, { page: 'x' }])
  const endless = await runNode(httpRequest, { parameters: pages({}), http: () => answer({ same: 1 }) })
  expect(endless.outputs[0]?.[0]?.error?.code).toBe('pagination_endless')
  expect(endless.requests).toHaveLength(5)
})
