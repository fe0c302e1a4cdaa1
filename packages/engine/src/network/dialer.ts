/**
 * The one way out to the network. It resolves names itself, connects to the address it checked, follows
 * redirects as new requests, and reads answers within limits on time and size.
 */
import { createHash } from 'node:crypto'
import { lookup as resolveName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import {
  type HttpRequest,
  type HttpResponse,
  type NodeError,
  refuse,
  serviceError,
  type StreamedResponse,
  type TlsIdentity,
} from '@millrace/sdk'
import { Agent, buildConnector, type Dispatcher, ProxyAgent, request as send } from 'undici'
import { answerOf } from './http-answer.ts'
import { type Hop, redirected, sealed } from './http-hop.ts'
import { bodyOf, headersOf, urlOf } from './http-request.ts'
import { mayConnect, type OutboundPolicy } from './outbound.ts'
import type { Dialer, Endpoint, FileDoor, SendLimits } from '../ports.ts'

export interface DialerOptions {
  readonly policy: OutboundPolicy
  /** The longest a request may take, and the largest answer, unpacked, in bytes. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  /** The server's own proxy, from its settings. */
  readonly proxy?: string
}

const TIMEOUT = 300_000
const MAX_BYTES = 1024 ** 3
const REDIRECTS = 5

export interface ClosableDialer extends Dialer {
  close(): Promise<void>
}

export function createDialer(options: DialerOptions): ClosableDialer {
  return new GuardedDialer(options)
}

class GuardedDialer implements ClosableDialer {
  private readonly options: DialerOptions
  private readonly dispatchers = new Map<string, Dispatcher>()

  constructor(options: DialerOptions) {
    this.options = options
  }

  async close(): Promise<void> {
    await Promise.all([...this.dispatchers.values()].map((dispatcher) => dispatcher.close()))
  }

  async send(request: HttpRequest, limits: SendLimits, files: FileDoor): Promise<HttpResponse> {
    const timeoutMs = this.timeoutOf(request)
    const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(timeoutMs)])
    const { response, hop, sending } = await this.answered({ request, limits, files, signal, timeoutMs })
    return this.read(response, hop, sending)
  }

  async stream(request: HttpRequest, limits: SendLimits, files: FileDoor): Promise<StreamedResponse> {
    const timeoutMs = this.timeoutOf(request)
    const late = new AbortController()
    // Only the beginning of the answer has to come in time: it may go on for ever.
    const timer = setTimeout(() => late.abort(new DOMException('No answer came.', 'TimeoutError')), timeoutMs)
    const signal = AbortSignal.any([limits.signal, late.signal])
    try {
      const { response } = await this.answered({ request, limits, files, signal, timeoutMs })
      const { statusCode: status, body, headers } = response
      return { status, contentType: String(headers['content-type'] ?? ''), chunks: body }
    } finally {
      clearTimeout(timer)
    }
  }

  private timeoutOf({ timeoutMs = Infinity }: HttpRequest): number {
    return Math.min(timeoutMs, this.options.timeoutMs ?? TIMEOUT)
  }

  /** Sends a request and follows its redirects to the beginning of the answer. */
  private async answered({ request, limits, files, signal, timeoutMs }: Asking): Promise<Answered> {
    const { policy } = this.options
    const sending: Sending = {
      request,
      files,
      signal,
      timeoutMs,
      policy: limits.guarded ? { ...policy, mode: 'guarded' } : policy,
      tls: limits.tls,
      seal: limits.seal,
      origin: urlOf(request).origin,
    }
    const follow = request.redirects?.follow ?? false
    const max = Math.min(request.redirects?.max ?? REDIRECTS, 21)
    let hop = await firstHop(sending)
    for (let hops = 0; ; hops++) {
      for (const allowed of limits.allowedHosts ?? []) checkHost(hop.url.hostname, allowed)
      const response = await this.hop(sealed(hop, sending), sending)
      const next = follow ? redirected(hop, response, sending.request) : undefined
      if (next === undefined) return { response, hop, sending }
      await response.body.dump()
      if (hops >= max) {
        throw serviceError(`The service redirected more than ${max} times.`, { httpCode: 'ERR_FR_TOO_MANY_REDIRECTS' })
      }
      hop = next
    }
  }

  async addressOf({ host, port }: Endpoint, { allowedHosts = [] }: Pick<SendLimits, 'allowedHosts'>): Promise<string> {
    const { policy } = this.options
    const bare = host.trim().replace(/^\[|\]$/g, '')
    for (const allowed of allowedHosts) checkHost(bare, allowed)
    try {
      return await guardedAddress(policy, bare, port)
    } catch (failure) {
      throw this.unreachable(failure, `${bare}:${port}`, policy)
    }
  }

  private async hop(hop: Hop, sending: Sending): Promise<Dispatcher.ResponseData> {
    try {
      return await send(hop.url, {
        method: hop.method,
        headers: { ...hop.headers },
        body: hop.body ?? null,
        signal: sending.signal,
        dispatcher: this.dispatcher(hop, sending),
        headersTimeout: 0,
        bodyTimeout: 0,
      })
    } catch (failure) {
      throw this.networkError(failure, hop.url, sending)
    }
  }

  private async read(response: Dispatcher.ResponseData, hop: Hop, sending: Sending): Promise<HttpResponse> {
    const { request, files } = sending
    try {
      const bytes = await readBytes(response, this.options.maxBytes ?? MAX_BYTES)
      return await answerOf(response, bytes, hop.url.href, request.expect ?? 'text', files)
    } catch (failure) {
      throw this.networkError(failure, hop.url, sending)
    }
  }

  /** One pool of connections per way of connecting; addresses are checked as each connection is made. */
  private dispatcher({ url }: Hop, { request, policy, tls, origin }: Sending): Dispatcher {
    const { proxy, allowUnauthorizedCerts = false } = request
    if (proxy !== undefined && policy.mode === 'guarded') {
      throw refuse('A proxy of the request’s own is not allowed here.', {
        code: 'outbound_refused',
        hint: 'Set the proxy in the server’s settings, or let the server be open (MILLRACE_OUTBOUND=open).',
        retry: 'no',
      })
    }
    const through = proxy ?? this.options.proxy
    const trust = { rejectUnauthorized: !allowUnauthorizedCerts, ...(url.origin === origin && tls) }
    const key = `${policy.mode} ${through ?? ''} ${keyOf(trust)}`
    const known = this.dispatchers.get(key)
    if (known !== undefined) return known
    const made =
      through === undefined
        ? new Agent({ connect: guardedConnector(policy, trust) })
        : new ProxyAgent({ uri: through, requestTls: trust })
    this.dispatchers.set(key, made)
    return made
  }

  /** Why no answer came, with the network's code. Refused, closed and filtered read the same. */
  private networkError(failure: unknown, url: URL, { signal, timeoutMs, policy }: Sending): NodeError | Error {
    if (failure instanceof Error && 'details' in failure) return failure
    if (signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError') {
      return serviceError(`No answer came from ${url.host} within ${timeoutMs} ms.`, {
        httpCode: 'ECONNABORTED',
        code: 'timed_out',
        cause: failure,
      })
    }
    if (signal.aborted && signal.reason instanceof Error) return signal.reason
    return this.unreachable(failure, url.host, policy)
  }

  private unreachable(failure: unknown, host: string, policy: OutboundPolicy): NodeError {
    const code = codeOf(failure)
    const isClosed = policy.mode === 'guarded' && code === 'ECONNREFUSED'
    return serviceError(`Could not get an answer from ${host} (${code}).`, {
      httpCode: code,
      code: 'network',
      ...(isClosed && { hint: this.options.policy.mode === 'open' ? CODE_HINT : HINT }),
      cause: failure,
    })
  }
}

const HINT = 'Private addresses are closed here; the settings MILLRACE_OUTBOUND and MILLRACE_OUTBOUND_ALLOW open them.'
const CODE_HINT = 'Private addresses are closed to code; the setting MILLRACE_OUTBOUND_ALLOW opens those it names.'

interface Asking extends Pick<Sending, 'request' | 'files' | 'signal' | 'timeoutMs'> {
  readonly limits: SendLimits
}

/** Where a request ended, and the answer that begins there. */
interface Answered {
  readonly response: Dispatcher.ResponseData
  readonly hop: Hop
  readonly sending: Sending
}

/** One request on its way, with what holds for each of its hops. */
interface Sending {
  readonly request: HttpRequest
  readonly files: FileDoor
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly policy: OutboundPolicy
  readonly tls: TlsIdentity | undefined
  readonly seal: SendLimits['seal']
  /** Where the request was meant to go: a redirect elsewhere is not shown the client's certificate. */
  readonly origin: string
}

/** Tells pools of connections apart by who the client is on them, without holding the secret. */
function keyOf({ rejectUnauthorized, ...identity }: TlsTrust): string {
  const text = JSON.stringify(identity)
  return `${rejectUnauthorized} ${text === '{}' ? '' : createHash('sha256').update(text).digest('base64')}`
}

interface TlsTrust extends TlsIdentity {
  readonly rejectUnauthorized: boolean
}

async function firstHop({ request, files }: Pick<Sending, 'request' | 'files'>): Promise<Hop> {
  const url = urlOf(request)
  const body = await bodyOf(request.body, files)
  return { url, method: request.method.toUpperCase(), headers: headersOf(request, body?.type), body: body?.bytes }
}

class Refused extends Error {
  readonly code = 'ECONNREFUSED'
}

/** Connects to addresses that may be connected to, whether written into the URL or found by name. */
function guardedConnector(policy: OutboundPolicy, trust: TlsTrust): buildConnector.connector {
  const byPort = new Map<number, buildConnector.connector>()
  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !mayConnect(policy, host, port)) return callback(new Refused(), null)
    let connector = byPort.get(port)
    if (connector === undefined) {
      connector = buildConnector({ lookup: guardedLookup(policy, port), ...trust })
      byPort.set(port, connector)
    }
    connector(options, callback)
  }
}

/** Resolves a name and gives its addresses if all of them may be connected to. */
function guardedLookup(policy: OutboundPolicy, port: number): LookupFunction {
  return (host, options, callback) => {
    resolveName(host, { all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || first === undefined) return callback(error ?? new Refused(), '', 4)
      // One closed address among several is enough to distrust the name.
      if (!addresses.every(({ address }) => mayConnect(policy, address, port))) return callback(new Refused(), '', 4)
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/**
 * An address of a host, written or found by name, if all of them may be connected to. Drivers try one only, and more
 * services listen on IPv4 than on IPv6.
 */
function guardedAddress(policy: OutboundPolicy, host: string, port: number): Promise<string> {
  if (isIP(host) !== 0) return mayConnect(policy, host, port) ? Promise.resolve(host) : Promise.reject(new Refused())
  return new Promise((resolve, reject) => {
    guardedLookup(policy, port)(host, { all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : []
      const chosen = addresses.find(({ family }) => family === 4) ?? addresses[0]
      if (error || chosen === undefined) reject(error ?? new Refused())
      else resolve(chosen.address)
    })
  })
}

function checkHost(hostname: string, allowed: readonly string[]): void {
  const host = hostname.toLowerCase()
  const isAllowed = allowed.some(
    (one) => one === '*' || one.toLowerCase() === host || (one.startsWith('*.') && host.endsWith(one.slice(1))),
  )
  if (isAllowed) return
  throw refuse(`The credential may not be used with ${host}.`, {
    code: 'host_not_allowed',
    hint: 'Add the host to the credential’s allowed hosts.',
    retry: 'no',
  })
}

/** The answer's bytes, unpacked, up to the limit. */
async function readBytes({ headers, body }: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer> {
  const encoding = String(headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase()
  const unpack = unpackers.get(encoding)
  const packed = limited(body, maxBytes)
  if (unpack === undefined) return buffer(packed)
  const stream = unpack()
  Readable.from(packed)
    .on('error', (error) => stream.destroy(error))
    .pipe(stream)
  return buffer(limited(stream, maxBytes))
}

const unpackers: ReadonlyMap<string, () => NodeJS.ReadWriteStream & Readable> = new Map<
  string,
  () => NodeJS.ReadWriteStream & Readable
>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
])

async function* limited(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBytes) {
      throw serviceError(`The answer is larger than ${maxBytes} bytes.`, { httpCode: 'ERR_TOO_LARGE', retry: 'no' })
    }
    yield chunk
  }
}

function codeOf(failure: unknown): string {
  for (let one = failure; one instanceof Error; one = one.cause) {
    if (one instanceof AggregateError && one.errors.length > 0) return codeOf(one.errors[0])
    if ('code' in one && typeof one.code === 'string' && !one.code.startsWith('UND_ERR')) return one.code
    if ('code' in one && one.code === 'UND_ERR_SOCKET') return 'ECONNRESET'
    if ('code' in one && one.code === 'UND_ERR_CONNECT_TIMEOUT') return 'ETIMEDOUT'
    if (!('cause' in one) || one.cause === undefined)
      return 'code' in one && typeof one.code === 'string' ? one.code : 'ENETWORK'
  }
  return 'ENETWORK'
}
