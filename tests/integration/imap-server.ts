/** A server that keeps mails, as IMAP servers do, with one folder and one account. */
import type { AddressInfo, Socket } from 'node:net'
import hoodiecrow from 'hoodiecrow-imap'

export interface MailStore {
  readonly port: number
  /** Puts a mail into the folder. */
  deliver(raw: string): void
  /** The flags of all mails, in order. */
  flags(): readonly (readonly string[])[]
  /** Breaks off every connection. */
  cut(): void
  close(): Promise<void>
}

export const imapAccount = { user: 'ada', password: 'secret of ada' }

export async function startMailStore(): Promise<MailStore> {
  const server = hoodiecrow({
    plugins: ['ID', 'IDLE', 'UIDPLUS', 'LITERALPLUS'],
    users: { [imapAccount.user]: { password: imapAccount.password } },
    storage: { INBOX: {} },
  })
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Clients that are cut off are what some tests are about.
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.server.address() as AddressInfo).port,
    deliver: (raw) => void server.appendMessage('INBOX', [], '14-Sep-2025 21:22:28 -0300', raw),
    flags: () => server.getMailbox('INBOX').messages.map(({ flags }) => [...flags]),
    cut,
    close: () =>
      new Promise((resolve) => {
        cut()
        server.close(resolve)
      }),
  }
}

export const imapCredential = ({ port }: Pick<MailStore, 'port'>) => ({
  host: '127.0.0.1',
  port,
  secure: false,
  ...imapAccount,
})

/** A mail with a text, and a file if one is named. */
export function mail(subject: string, fileName?: string): string {
  const head = [
    'From: Ada <ada@example.com>',
    'To: ben@example.com, "Cleo, C." <cleo@example.com>',
    `Subject: ${subject}`,
    'Date: Sun, 14 Sep 2025 21:22:28 -0300',
    `Message-ID: <${subject.replaceAll(' ', '-')}@example.com>`,
    'X-Thing: one',
    'X-Thing: two',
    'MIME-Version: 1.0',
  ]
  const text = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', `Text of ${subject}`]
  if (fileName === undefined) return [...head, ...text, ''].join('\r\n')
  const file = [
    `Content-Type: text/csv; name="${fileName}"`,
    `Content-Disposition: attachment; filename="${fileName}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('a,b\n1,2\n').toString('base64'),
  ]
  const parts = [text, file].flatMap((part) => ['--edge', ...part])
  return [...head, 'Content-Type: multipart/mixed; boundary=edge', '', ...parts, '--edge--', ''].join('\r\n')
}
