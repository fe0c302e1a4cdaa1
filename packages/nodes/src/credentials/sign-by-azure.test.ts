import { expect, test } from 'vitest'
import { cosmosHeaders, storageHeaders } from './sign-by-azure.ts'

const empty = new Uint8Array()

// https://learn.microsoft.com/en-us/rest/api/cosmos-db/access-control-on-cosmosdb-resources
test('a database is asked for as Azure’s example is', () => {
  const key = 'dsZQi3KtZmCv1ljt3VNWNm7sQUF1y5rJfC6kv5JiwvW0EndXdDku/dkKBp8/ufDToSxLzR4y+O/0H/t4bQtVNw=='
  const request = {
    method: 'GET',
    url: new URL('https://a.documents.azure.com/dbs/ToDoList'),
    headers: {},
    body: empty,
  }
  expect(cosmosHeaders(request, key, Date.UTC(2017, 3, 27, 0, 51, 12))).toEqual({
    headers: {
      authorization: 'type%3Dmaster%26ver%3D1.0%26sig%3Dc09PEVJrgp2uQRkr934kFbTqhByc7TVr3OHyqlu%2Bc%2Bc%3D',
    },
    openHeaders: { 'x-ms-date': 'Thu, 27 Apr 2017 00:51:12 GMT', 'x-ms-version': '2018-12-31' },
  })
})

test('a list is signed for what it is below', () => {
  const key = 'ZmFrZS1zaGFyZWQta2V5LTAxMjM0NTY3ODlhYmNkZWY='
  const url = new URL('https://acmecosmos.documents.azure.com/dbs/sampledb/colls')
  const now = Date.UTC(2025, 0, 15, 12)
  expect(cosmosHeaders({ method: 'POST', url, headers: {}, body: empty }, key, now).headers).toEqual({
    authorization: 'type%3Dmaster%26ver%3D1.0%26sig%3DPmCVTQJX0%2FVoJfN2mn0%2BQdZ33AwNpjYCBuBATL0J%2F0I%3D',
  })
})

test('a file is stored under the signature that the service works out too', () => {
  const shared = { account: 'acmestorage', key: 'ZmFrZS1zaGFyZWQta2V5LTAxMjM0NTY3ODlhYmNkZWY=' }
  const request = {
    method: 'PUT',
    url: new URL('https://acmestorage.blob.core.windows.net/123/sample_blobCreate'),
    headers: {
      'content-type': 'text/plain',
      'x-ms-encryption-context': 'sample_encryptionContext',
      'x-ms-encryption-scope': 'sample_encryptionScope',
      'x-ms-expiry-option': 'Absolute',
      'x-ms-expiry-time': 'Mon, 03 Feb 2025 04:05:06 -0500',
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-blob-content-disposition': 'attachment; filename="hello.txt"',
    },
    body: Buffer.from('hello'),
  }
  expect(storageHeaders(request, shared, Date.UTC(2025, 0, 15, 12))).toEqual({
    headers: { authorization: 'SharedKey acmestorage:FZFMIOkyJBgiToYpWAkX+vBcIoVEx4U6QQ9jM5ds3WA=' },
    openHeaders: { 'x-ms-date': 'Wed, 15 Jan 2025 12:00:00 GMT', 'x-ms-version': '2021-12-02' },
  })
})

test('a key that is none is refused', () => {
  const request = { method: 'GET', url: new URL('https://a.documents.azure.com/dbs'), headers: {}, body: empty }
  expect(() => cosmosHeaders(request, '', 0)).toThrow('not in base64')
})
