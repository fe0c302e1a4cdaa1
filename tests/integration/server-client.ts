/** A server of a test on a free port, and a person's browser as far as HTTP goes: cookies, origin, session token. */
import { mkdtempSync, rmSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, createOwner, signIn } from '@millrace/api'
import { readConfig, type RunningServer, startServer } from '@millrace/server'

export interface TestServer extends RunningServer {
  readonly home: string
  readonly said: readonly string[]
  /** Stops and starts it again over the same home, at another time if told so. */
  restart(now?: () => number): Promise<TestServer>
  /** Stops it and removes its home. */
  remove(): Promise<void>
}

export async function startTestServer(
  settings: Readonly<Record<string, string>> = {},
  home = mkdtempSync(join(tmpdir(), 'millrace-server-')),
  now?: () => number,
): Promise<TestServer> {
  const said: string[] = []
  const config = readConfig({ MILLRACE_HOME: home, MILLRACE_PORT: '0', MILLRACE_LOG: 'error', ...settings })
  const server = await startServer(config, { say: (line) => said.push(line), ...(now && { now }) })
  return {
    ...server,
    home,
    said,
    async restart(later) {
      await server.close(1000)
      return startTestServer(settings, home, later)
    },
    async remove() {
      await server.close(0)
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export interface Browser extends Client {
  readonly cookie: () => string
  readonly csrf: () => string | null
}

export const owner = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }

/** A browser at the server's own pages. */
export function openBrowser(server: Pick<RunningServer, 'port'>): Browser {
  const base = `http://127.0.0.1:${server.port}`
  let cookie = ''
  let csrf: string | null = null
  const client = createClient({
    baseUrl: base,
    csrf: () => csrf,
    fetch: async (url, init) => {
      const headers = new Headers(init.headers)
      headers.set('origin', base)
      if (cookie !== '') headers.set('cookie', cookie)
      const response = await fetch(url, { ...init, headers })
      const set = response.headers.getSetCookie()
      if (set.length > 0) cookie = set.map((one) => one.split(';')[0] ?? '').join('; ')
      const said: unknown = await response
        .clone()
        .json()
        .catch(() => undefined)
      if (typeof said === 'object' && said !== null && 'csrf' in said && typeof said.csrf === 'string') csrf = said.csrf
      return response
    },
  })
  return { ...client, cookie: () => cookie, csrf: () => csrf }
}

/** A browser whose person made the server theirs, or signed in when it has an owner. */
export async function signedInBrowser(server: Pick<RunningServer, 'port'>, known = false): Promise<Browser> {
  const browser = openBrowser(server)
  if (known) await browser.call(signIn, { body: { email: owner.email, password: owner.password } })
  else await browser.call(createOwner, { body: owner })
  return browser
}

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** A request with exactly these headers: `fetch` would not send a foreign Host. */
export function rawRequest(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | Buffer,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
