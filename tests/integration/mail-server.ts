/** A server that takes mails, as SMTP servers do: with a login, encrypted only where it is told to be, and what it got kept to look at. */
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'

export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  readonly secure: boolean
  readonly raw: string
  readonly mail: Email
}

export interface MailServer {
  readonly port: number
  readonly taken: readonly TakenMail[]
  close(): Promise<void>
}

export const account = { user: 'ada', password: 'secret of ada' }

/** Who may not be written to, and why. */
const refusals: Readonly<Record<string, number>> = { 'nobody@example.com': 550, 'later@example.com': 450 }

export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const taken: TakenMail[] = []
  const keep = callbackify(async (stream: Readable, { envelope, user, secure }: SMTPServerSession) => {
    const bytes = await buffer(stream)
    const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
    const to = envelope.rcptTo.map(({ address }) => address)
    const mail = await PostalMime.parse(bytes)
    taken.push({ from, to, user: typeof user === 'string' ? user : undefined, secure, raw: bytes.toString(), mail })
  })
  const server = new SMTPServer({
    onAuth: (auth, _session, callback) => {
      const isRight = auth.username === account.user && auth.password === account.password
      callback(isRight ? null : new Error('Wrong user or password'), isRight ? { user: auth.username } : undefined)
    },
    onRcptTo: ({ address }, _session, callback) => {
      const responseCode = refusals[address]
      callback(responseCode === undefined ? null : Object.assign(new Error('No such mailbox'), { responseCode }))
    },
    onData: (stream, session, callback) => keep(stream, session, callback),
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    ...options,
  })
  // Clients that give up in the middle are what some tests are about.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The fields of a credential for it. */
export function smtpCredential(server: Pick<MailServer, 'port'>, more: object = {}) {
  return { host: '127.0.0.1', port: server.port, secure: false, ...account, ...more }
}
