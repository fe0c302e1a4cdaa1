/**
 * The front door: one plain HTTP server that listens before anything else is loaded.
 *
 *   F1  `/healthz` answers as soon as the port is open; `/healthz/readiness` says 200 once routes are live.
 *   F2  Requests that come earlier wait for what they need instead of failing.
 *   F3  Hooks are handled right here, without a framework: nothing is parsed, logged or allocated for them that
 *       they do not use. Everything else goes to the app, which is loaded behind the open door.
 *   F4  A foreign Host header is refused before either. Hooks are meant for strangers, so they are exempt once
 *       the server listens beyond loopback.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { problems, type HttpProblem } from './http/http-problem.ts'
import { StartError } from './start-error.ts'

export interface FrontDoorOptions {
  readonly host: string
  readonly port: number
  /** Whether hooks answer to any Host header. */
  readonly openHooks: boolean
}

export type HookListener = (request: IncomingMessage, response: ServerResponse, path: string) => void

export interface FrontDoor {
  readonly server: Server
  readonly port: number
  /** How many requests it has let in; whoever only asks how the server does is not counted. */
  readonly requests: number
  /** From now on requests are checked, hooks and the app are served. */
  serveHooks(listener: HookListener): void
  serveApp(listener: RequestListener): void
  guardHosts(accepts: (host: string | undefined) => boolean): void
  setReady(ready: boolean): void
  /** Stops taking connections and waits for open requests, at most so many milliseconds. */
  close(graceMs: number): Promise<void>
}

const hookDoors = /^\/(?:webhook|webhook-test|webhook-waiting|form|form-test|form-waiting)(?:\/|$)/

/**
 * Opens the port.
 * @throws StartError `port_taken`, `port_forbidden`, `host_unknown`
 */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const hooks = new Gate<HookListener>()
  const app = new Gate<RequestListener>()
  const hosts = new Gate<(host: string | undefined) => boolean>()
  let ready = false
  let requests = 0

  function admit(request: IncomingMessage, response: ServerResponse, path: string, isHook: boolean): void {
    requests += 1
    const accepts = hosts.value
    if (accepts && !(isHook && options.openHooks) && !accepts(request.headers.host)) {
      refuse(response, problems.foreignHost(request.headers.host ?? ''))
    } else if (isHook) hooks.pass((listener) => listener(request, response, path))
    else app.pass((listener) => listener(request, response))
  }

  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 15_000, requestTimeout: 300_000, keepAliveTimeout: 72_000 },
    (request, response) => {
      const url = request.url ?? '/'
      if (url.length > 8192) {
        response.writeHead(414).end()
        return
      }
      const mark = url.indexOf('?')
      const path = mark === -1 ? url : url.slice(0, mark)
      if (path === '/healthz') json(response, 200, healthy)
      else if (path === '/healthz/readiness') json(response, ready ? 200 : 503, ready ? healthy : notReady)
      else {
        const isHook = hookDoors.test(path)
        hosts.pass(() => admit(request, response, path, isHook))
      }
    },
  )
  const port = await listen(server, options)

  return {
    server,
    port,
    get requests() {
      return requests
    },
    serveHooks: (listener) => hooks.open(listener),
    serveApp: (listener) => app.open(listener),
    guardHosts: (accepts) => hosts.open(accepts),
    setReady(value) {
      ready = value
    },
    close: (graceMs) => close(server, graceMs),
  }
}

/** Something that is there later: who comes before it waits. */
class Gate<T> {
  value: T | undefined
  #waiting: ((value: T) => void)[] = []

  open(value: T): void {
    this.value = value
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go(value)
  }

  pass(go: (value: T) => void): void {
    if (this.value === undefined) this.#waiting.push(go)
    else go(this.value)
  }
}

const healthy = '{"status":"ok"}'
const notReady = '{"status":"starting"}'

function json(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(text)
}

function refuse(response: ServerResponse, { status, problem, headers }: HttpProblem): void {
  json(response, status, JSON.stringify(problem), headers)
}

function listen(server: Server, { host, port }: FrontDoorOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, () => resolve(addressOf(server).port))
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new StartError('start_failed', 'The server has no port.')
  return address
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(
        'port_taken',
        `Port ${port} is taken by another program. Stop it, or choose another port with MILLRACE_PORT.`,
        error,
      )
    case 'EACCES':
      return new StartError(
        'port_forbidden',
        `Port ${port} may only be opened by an administrator. Choose one above 1023 with MILLRACE_PORT.`,
        error,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError('host_unknown', `This machine has no address "${host}". Change MILLRACE_HOST.`, error)
    default:
      return error
  }
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
