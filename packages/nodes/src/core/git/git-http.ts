/** Git's requests, sent as every other request of a node: through the one dialer, with its rules and limits. */
import type { HttpRequest, RunContext } from '@millrace/sdk'
import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git'

const redirects = { follow: true, max: 5 }

export function gitHttp(context: RunContext, itemIndex: number): HttpClient {
  return {
    async request({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
      const { Authorization, ...others } = headers
      const response = await context.http.send(
        {
          method,
          url,
          headers: others,
          ...(Authorization !== undefined && { signedHeaders: { Authorization } }),
          ...(body !== undefined && { body: await fileBody(body, headers['content-type'], context) }),
          redirects,
          expect: 'file',
        },
        itemIndex,
      )
      return {
        url: response.url,
        method,
        statusCode: response.status,
        statusMessage: response.statusText,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : value.join(', '),
          ]),
        ),
        body: response.file === undefined ? noBytes() : bytesOf(context.files.chunks(response.file)),
      }
    },
  }
}

async function fileBody(
  body: AsyncIterable<Uint8Array>,
  type = 'application/octet-stream',
  context: RunContext,
): Promise<NonNullable<HttpRequest['body']>> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return { kind: 'file', file: await context.files.store(Buffer.concat(pieces), { mimeType: type }), type }
}

async function* noBytes(): AsyncGenerator<Uint8Array, void> {}

async function* bytesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  yield* chunks
}
