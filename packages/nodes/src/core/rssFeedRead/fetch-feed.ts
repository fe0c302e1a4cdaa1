import { type HttpRequest, type HttpResponse, type JsonObject, refuse, serviceError } from '@millrace/sdk'
import { readFeed } from './read-feed.ts'

export interface FeedOptions {
  /** Names of further elements that entries shall have. */
  readonly custom?: readonly string[]
  readonly allowUnauthorizedCerts?: boolean
}

/**
 * The entries of the feed at an address.
 * @throws NodeError where there is none
 */
export async function fetchFeed(
  url: string,
  send: (request: HttpRequest) => Promise<HttpResponse>,
  { custom = [], allowUnauthorizedCerts = false }: FeedOptions = {},
): Promise<readonly JsonObject[]> {
  if (!URL.canParse(url)) {
    throw refuse(`"${url}" is no address of a feed.`, { code: 'parameter_wrong', retry: 'no' })
  }
  const headers = { accept: 'application/rss+xml' }
  const response = await send({ method: 'GET', url, headers, allowUnauthorizedCerts })
  if (response.status >= 300) {
    throw serviceError(`The server answered ${response.status} ${response.statusText}`.trim(), {
      httpCode: String(response.status),
      retry: response.status >= 500 || response.status === 429 ? 'later' : 'no',
    })
  }
  return readFeed(response.text ?? '', custom)
}
