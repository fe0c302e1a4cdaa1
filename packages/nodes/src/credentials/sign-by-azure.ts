/** Signatures with the keys of Azure's accounts. */
import { createHmac } from 'node:crypto'
import type { SealHeaders, WireRequest } from '@millrace/sdk'
import { cannotSign, type Sign } from './signing.ts'

/** https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key */
export const signByStorageKey: Sign = (field) => ({
  seal: (request, now) => storageHeaders(request, { account: field('account'), key: field('key') }, now),
})

interface SharedKey {
  readonly account: string
  /** In base64. */
  readonly key: string
}

/** What is signed of the headers, in this order; the date is left to `x-ms-date`. */
const signedHeaders = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
]

/** @param now milliseconds since 1970 */
export function storageHeaders(request: WireRequest, { account, key }: SharedKey, now: number): SealHeaders {
  const { method, url, body } = request
  const openHeaders = {
    'x-ms-date': new Date(now).toUTCString(),
    'x-ms-version': request.headers['x-ms-version'] ?? '2021-12-02',
  }
  const headers: Readonly<Record<string, string>> = {
    ...request.headers,
    ...openHeaders,
    'content-length': body.length === 0 ? '' : String(body.length),
    date: '',
  }
  const own = Object.keys(headers).filter((name) => name.startsWith('x-ms-'))
  const text = [
    method,
    ...signedHeaders.map((name) => headers[name] ?? ''),
    ...own.toSorted(compared).map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}`),
    `/${account}${url.pathname}${parametersOf(url)}`,
  ].join('\n')
  return { headers: { authorization: `SharedKey ${account}:${mac(key, text)}` }, openHeaders }
}

function parametersOf({ searchParams }: URL): string {
  const names = new Map([...searchParams.keys()].map((name) => [name.toLowerCase(), name]))
  return [...names]
    .toSorted(([a], [b]) => compared(a, b))
    .map(([lower, name]) => `\n${lower}:${searchParams.getAll(name).toSorted(compared).join(',')}`)
    .join('')
}

/** https://learn.microsoft.com/en-us/rest/api/cosmos-db/access-control-on-cosmosdb-resources */
export const signByCosmosKey: Sign = (field) => ({
  seal: (request, now) => cosmosHeaders(request, field('key'), now),
})

/**
 * @param key the account's master key, in base64
 * @param now milliseconds since 1970
 */
export function cosmosHeaders({ method, url, headers }: WireRequest, key: string, now: number): SealHeaders {
  const date = new Date(now).toUTCString()
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  // `dbs/shop/colls` lists what is below `dbs/shop`; `dbs/shop/colls/orders` is one resource.
  const isList = parts.length % 2 === 1
  const kind = parts.at(isList ? -1 : -2) ?? ''
  const link = (isList ? parts.slice(0, -1) : parts).join('/')
  const text = `${method.toLowerCase()}\n${kind.toLowerCase()}\n${link}\n${date.toLowerCase()}\n\n`
  return {
    headers: { authorization: encodeURIComponent(`type=master&ver=1.0&sig=${mac(key, text)}`) },
    openHeaders: { 'x-ms-date': date, 'x-ms-version': headers['x-ms-version'] ?? '2018-12-31' },
  }
}

function mac(key: string, text: string): string {
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length === 0)
    throw cannotSign('The key of the credential is empty, or not in base64.', 'Copy it anew from the portal of Azure.')
  return createHmac('sha256', bytes).update(text).digest('base64')
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
