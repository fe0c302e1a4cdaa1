import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { BinaryData, HttpRequest, WireRequest } from '@millrace/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { type ClosableDialer, createDialer } from './dialer.ts'
import type { FileDoor } from '../ports.ts'

const open: { close(): unknown }[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function dialer(mode: 'open' | 'guarded' = 'open', maxBytes?: number): ClosableDialer {
  const made = createDialer({ policy: { mode }, ...(maxBytes === undefined ? undefined : { maxBytes }) })
  open.push(made)
  return made
}

const stored: { bytes: Uint8Array; about: object }[] = []
const files: FileDoor = {
  store: async (bytes, about): Promise<BinaryData> => {
    stored.push({ bytes, about })
    return { mimeType: about.mimeType ?? 'application/octet-stream', id: 'file-1' }
  },
  read: async () => Buffer.from('file content'),
}

const limits = { signal: new AbortController().signal }

const send = (request: HttpRequest, by = dialer()) => by.send(request, limits, files)

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

describe('an address for a driver', () => {
  const target = (host: string) => ({ host, port: 25 })

  it.each(['127.0.0.1', ' 127.0.0.1 ', 'localhost', '0x7f.1', '[::1]'])('of %j is one to connect to', async (host) => {
    expect(await dialer().addressOf(target(host), {})).toMatch(/^(127\.0\.0\.1|::1)$/)
    await expect(dialer('guarded').addressOf(target(host), {})).rejects.toMatchObject({
      code: 'network',
      details: { httpCode: 'ECONNREFUSED', hint: expect.stringContaining('MILLRACE_OUTBOUND_ALLOW') },
    })
  })

  it('is refused where it is closed, unknown, or not for the credential', async () => {
    await expect(dialer().addressOf(target('169.254.169.254'), {})).rejects.toMatchObject({ code: 'network' })
    await expect(dialer().addressOf(target('no-such-host.invalid'), {})).rejects.toMatchObject({ code: 'network' })
    const allowedHosts = [['mail.example.com', '*.example.org']]
    await expect(dialer().addressOf(target('127.0.0.1'), { allowedHosts })).rejects.toMatchObject({
      code: 'host_not_allowed',
    })
    expect(await dialer().addressOf(target('127.0.0.1'), { allowedHosts: [['127.0.0.1']] })).toBe('127.0.0.1')
  })
})

describe('the dialer', () => {
  it('sends what is described: query behind the URL’s own, lower-case headers, a JSON body', async () => {
    const seen: Record<string, unknown> = {}
    const url = await serve(async (request, response) => {
      Object.assign(seen, { url: request.url, raw: request.rawHeaders, body: await textOf(request) })
      response.end('ok')
    })
    await send({
      method: 'post',
      url: `${url}/path?own=1`,
      query: { list: ['a', 'b'], nothing: null, left: undefined, deep: { k: 'v w' } },
      headers: { 'X-Mixed': 'one\r\ntwo' },
      body: { kind: 'json', value: { a: 1 } },
    })
    expect(seen.url).toBe('/path?own=1&list=a&list=b&nothing=&deep%5Bk%5D=v%20w')
    expect(seen.raw).toEqual(expect.arrayContaining(['x-mixed', 'onetwo', 'content-type', 'application/json']))
    expect(seen.body).toBe('{"a":1}')
  })

  it('writes the fields of a form so that every service reads them', async () => {
    const bodies: string[] = []
    const url = await serve(async (request, response) => {
      bodies.push(await textOf(request))
      response.end()
    })
    const fields = [
      ['a b', 'x y+z'],
      ['é', '&='],
    ] as const
    await send({ method: 'POST', url, body: { kind: 'form', fields } })
    expect(bodies).toEqual(['a%20b=x%20y%2Bz&%C3%A9=%26%3D'])
  })

  it('unpacks answers and decodes their character set', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.setHeader('content-type', 'text/plain; charset=iso-8859-1')
      response.end(gzipSync(Buffer.from('café', 'latin1')))
    })
    expect((await send({ method: 'GET', url })).text).toBe('café')
  })

  it('follows redirects as new requests and drops credentials when the origin changes', async () => {
    const heard: string[] = []
    const other = await serve((request, response) => {
      heard.push(`${request.method} ${request.headers.authorization ?? 'none'} ${request.headers['x-kept']}`)
      response.end('there')
    })
    const url = await serve((_request, response) => {
      response.writeHead(302, { location: `${other}/next` }).end()
    })
    const answer = await send({
      method: 'POST',
      url,
      headers: { authorization: 'secret', 'x-kept': 'yes' },
      body: { kind: 'text', text: 'x', type: 'text/plain' },
      redirects: { follow: true, max: 3 },
    })
    expect(answer).toMatchObject({ status: 200, text: 'there', url: `${other}/next` })
    expect(heard).toEqual(['GET none yes'])
  })

  it.each([
    [true, 'GET signed key none'],
    [false, 'GET none  none'],
  ])('takes what a credential added to another origin only where it is meant to go along: %s', async (keep, told) => {
    const heard: string[] = []
    const other = await serve(({ method, headers }, response) => {
      heard.push([method, headers.authorization ?? 'none', headers['x-key'], headers.cookie ?? 'none'].join(' '))
      response.end()
    })
    const url = await serve((_request, response) => response.writeHead(302, { location: other }).end())
    await send({
      method: 'GET',
      url,
      headers: { cookie: 'own' },
      signedHeaders: { Authorization: 'signed', 'X-Key': 'key' },
      redirects: { follow: true, max: 3, keepCredential: keep },
    })
    expect(heard).toEqual([told])
  })

  it('has a request signed whole as it goes out, anew after a redirect, and not for another origin', async () => {
    const heard: string[] = []
    const other = await serve(({ headers }, response) => {
      heard.push(`other ${String(headers['x-seal'] ?? 'none')} ${String(headers['x-kept'])}`)
      response.end()
    })
    const url = await serve(({ url: path, headers }, response) => {
      heard.push(`${String(path)} ${String(headers['x-seal'])}`)
      response.writeHead(307, { location: path === '/a?b=1' ? '/c' : other }).end()
    })
    const seal = ({ method, url: to, headers, body }: WireRequest) => ({
      headers: {
        'x-seal': [method, to.pathname + to.search, headers['x-kept'], Buffer.from(body).toString()].join(';'),
      },
    })
    await dialer().send(
      {
        method: 'POST',
        url: `${url}/a?b=1`,
        headers: { 'X-Kept': 'yes' },
        body: { kind: 'json', value: { n: 1 } },
        redirects: { follow: true, max: 3, keepCredential: true },
      },
      { ...limits, seal },
      files,
    )
    expect(heard).toEqual(['/a?b=1 POST;/a?b=1;yes;{"n":1}', '/c POST;/c;yes;{"n":1}', 'other none yes'])
  })

  it('stops a circle of redirects', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/' }).end())
    const circle = send({ method: 'GET', url, redirects: { follow: true, max: 3 } })
    await expect(circle).rejects.toMatchObject({ details: { httpCode: 'ERR_FR_TOO_MANY_REDIRECTS' } })
  })

  it('stores an answer as a file where it is one', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="a.png"' })
      response.end('png')
    })
    const answer = await send({ method: 'GET', url, expect: 'auto' })
    expect(answer.file).toEqual({ mimeType: 'image/png', id: 'file-1' })
    expect(stored.at(-1)?.about).toEqual({ fileName: 'a.png', mimeType: 'image/png' })
  })

  it.each([
    ['application/x-ndjson', '{"a":1}\n{"a":2}', 'text'],
    ['application/x-own', Buffer.from([0, 1, 2]), 'file'],
    ['image/svg+xml', '<svg/>', 'file'],
    ['application/vnd.api+json', '{}', 'text'],
  ])('tells text from files where it is asked to: %s', async (type, body, kind) => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(body))
    const answer = await send({ method: 'GET', url, expect: 'auto' })
    expect(answer.file === undefined ? 'text' : 'file').toBe(kind)
  })

  it('gives up after the request’s own limit of time', async () => {
    const url = await serve(() => {})
    await expect(send({ method: 'GET', url, timeoutMs: 50 })).rejects.toMatchObject({
      details: { httpCode: 'ECONNABORTED' },
    })
  })

  it('stops reading an answer that is too large, packed or not', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(1_000_000)))
    })
    await expect(send({ method: 'GET', url }, dialer('open', 10_000))).rejects.toMatchObject({
      details: { httpCode: 'ERR_TOO_LARGE' },
    })
  })

  it.each(['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]'])(
    'does not reach the machine itself by %s when guarded, and says so as if nothing was there',
    async (host) => {
      const url = new URL(await serve((_request, response) => response.end('secret')))
      const refused = send({ method: 'GET', url: `http://${host}:${url.port}/` }, dialer('guarded'))
      await expect(refused).rejects.toMatchObject({ details: { httpCode: 'ECONNREFUSED' } })
    },
  )

  it('closes private addresses to what comes out of a sandbox, even beside connections that are open', async () => {
    const url = await serve((_request, response) => response.end('local'))
    const by = dialer('open')
    const request = { method: 'GET', url }
    expect((await by.send(request, limits, files)).text).toBe('local')
    await expect(by.send(request, { ...limits, guarded: true }, files)).rejects.toMatchObject({
      details: { httpCode: 'ECONNREFUSED', hint: expect.stringContaining('MILLRACE_OUTBOUND_ALLOW') },
    })
    const viaProxy = by.send({ ...request, proxy: url }, { ...limits, guarded: true }, files)
    await expect(viaProxy).rejects.toMatchObject({ code: 'outbound_refused' })
    expect((await by.send(request, limits, files)).text).toBe('local')
  })

  it('checks every hop: a redirect inside does not lead out of the rule', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    )
    const hop = send({ method: 'GET', url, redirects: { follow: true, max: 3 } })
    await expect(hop).rejects.toMatchObject({ details: { httpCode: 'ECONNREFUSED' } })
  })
})

describe('what a credential says of connections', () => {
  it('is asked at every hop: a redirect to a host that is not named is not followed', async () => {
    const elsewhere = await serve((_, response) => response.end('secret taken'))
    const url = await serve((_, response) => response.writeHead(302, { location: elsewhere }).end())
    const local = url.replace('127.0.0.1', 'localhost')
    const follow = { method: 'GET', url: local, redirects: { follow: true, max: 5 } }
    const within = (...allowedHosts: string[][]) => dialer().send(follow, { ...limits, allowedHosts }, files)
    await expect(within(['localhost'])).rejects.toThrow('may not be used with 127.0.0.1')
    await expect(within(['127.0.0.1', 'localhost'], ['127.0.0.1'])).rejects.toThrow('may not be used with localhost')
    expect((await within(['127.0.0.1', 'localhost'])).text).toBe('secret taken')
  })

  it('shows the client’s certificate to the request’s own origin and to no other', async () => {
    const made = certificates()
    const seen: string[] = []
    const secure = async (name: string, answer: (response: ServerResponse) => void) => {
      const options = { key: made.serverKey, cert: made.serverCert, ca: made.ca, requestCert: true }
      const server = createSecureServer({ ...options, rejectUnauthorized: false }, (request, response) => {
        seen.push(`${name} ${(request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody'}`)
        answer(response)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      open.push(server)
      return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    }
    const other = await secure('other', (response) => response.end('there'))
    const url = await secure('own', (response) => response.writeHead(302, { location: other }).end())
    const tls = { ca: made.ca, cert: made.clientCert, key: made.clientKey }
    const by = dialer()
    const go = (request: Partial<HttpRequest>, more: object) =>
      by.send({ method: 'GET', url, ...request }, { ...limits, ...more }, files)
    await go({}, { tls })
    await expect(go({}, {})).rejects.toThrow('Could not get an answer')
    await go({ allowUnauthorizedCerts: true, redirects: { follow: true, max: 5 } }, { tls })
    expect(seen).toEqual(['own client', 'own client', 'other nobody'])
  })
})

/** An authority of our own for one test, and what it vouches for. */
function certificates() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tls-'))
  try {
    const at = (name: string) => join(folder, name)
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    const authority = ['-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem']
    openssl('req', '-x509', ...key, ...authority)
    const read = (name: string) => readFileSync(at(name), 'utf8')
    const vouched = (name: string) => {
      openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`)
      writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1')
      const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names']
      openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`)
      return [read(`${name}.key`), read(`${name}.pem`)] as const
    }
    const [serverKey, serverCert] = vouched('server')
    const [clientKey, clientCert] = vouched('client')
    return { ca: read('ca.pem'), serverKey, serverCert, clientKey, clientCert }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
