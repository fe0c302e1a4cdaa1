/** Encryption in front of a server that has none: from the beginning, or once an LDAP client asks for it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'

export interface TlsFront {
  readonly port: number
  /** What vouches for its certificate, which is for 127.0.0.1, in PEM. */
  readonly authority: string
  /** How many connections became encrypted. */
  encrypted(): number
  close(): Promise<void>
}

export async function startTlsFront(behind: number, begins: 'at once' | 'ldap asks'): Promise<TlsFront> {
  const { authority, key, cert } = certificate()
  const sockets = new Set<Socket>()
  let encrypted = 0
  const join = (socket: Socket) => {
    const plain = connect(behind, '127.0.0.1')
    sockets.add(plain)
    // Whoever does not trust the certificate breaks off: that is what some tests are about.
    for (const [one, other] of [
      [socket, plain],
      [plain, socket],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
      one.pipe(other)
    }
  }
  const server: Server =
    begins === 'at once'
      ? createTlsServer({ key, cert }, (socket) => {
          encrypted += 1
          join(socket)
        })
      : createServer((socket) => {
          socket.once('data', (asked: Buffer) => {
            socket.write(granted(asked))
            const secure = new TLSSocket(socket, { isServer: true, key, cert })
            secure.once('secure', () => (encrypted += 1))
            join(secure)
          })
        })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    authority,
    encrypted: () => encrypted,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

const START_TLS = '1.3.6.1.4.1.1466.20037'

/** The answer to StartTLS (RFC 4511, section 4.14): an extended response with the number of the request. */
function granted(asked: Buffer): Buffer {
  if (!asked.includes(START_TLS)) throw new Error('The client asked for something else than encryption first.')
  return Buffer.from([0x30, 12, 0x02, 1, asked[4] ?? 0, 0x78, 7, 0x0a, 1, 0, 0x04, 0, 0x04, 0])
}

/** An authority of our own, and a certificate for this machine that it vouches for. */
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tls-front-'))
  try {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl('req', '-x509', ...made, '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', ...made, '-subj', '/CN=server', '-keyout', 'server.key', '-out', 'server.csr')
    writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1')
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names']
    openssl('x509', '-req', '-in', 'server.csr', ...by, '-out', 'server.pem')
    return { authority: read('ca.pem'), key: read('server.key'), cert: read('server.pem') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
