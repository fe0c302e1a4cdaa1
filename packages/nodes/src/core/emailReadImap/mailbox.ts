/** A folder of mails on an IMAP server, as far as the trigger needs one. */
import * as m from '@millrace/sdk'
import type { ImapFlow, SearchObject } from 'imapflow'
import { certificateRefused } from '../values/certificate-refused.ts'
import { serverName } from '../values/server-name.ts'
import { imapFields } from './imap.credential.ts'
import type { FetchedMail } from './mail-item.ts'

const credential = 'imap'
/** What of a mail is read at most, in bytes. */
const mostBytes = 128 * 1024 * 1024

export interface Mailbox {
  /** Numbers of mails hold for this only: a folder that was made anew has another. */
  readonly validity: string
  /** The numbers of the mails that all searches mean and that lie after one, ascending. */
  find(searches: readonly SearchObject[], after: number): Promise<readonly number[]>
  fetch(uid: number): Promise<FetchedMail | undefined>
  markSeen(uid: number): Promise<void>
  /** Until something may have come since the last search, or so many milliseconds. */
  news(milliseconds: number): Promise<void>
}

/**
 * Opens a folder for as long as `use` takes.
 * @throws NodeError where the server cannot be reached, does not let in, or has no such folder
 */
export function withMailbox(
  folder: string,
  trust: { readonly allowUnauthorizedCerts: boolean; readonly readOnly: boolean },
  context: m.WatchContext,
  use: (mailbox: Mailbox) => Promise<void>,
): Promise<void> {
  return context.credential(credential, async (secret) => {
    const { user, password, host, port, secure, allowUnauthorizedCerts } = m.read(imapFields, secret, 1)
    const address = await context.network.addressOf({ host, port, credential })
    const imapflow = await import('imapflow')
    const client = new imapflow.ImapFlow({
      host: address,
      port,
      secure,
      ...serverName(host),
      auth: { user, pass: password },
      tls: { rejectUnauthorized: !(allowUnauthorizedCerts || trust.allowUnauthorizedCerts) },
      logger: false,
      clientInfo: { name: 'Millrace' },
      autoIdleDelay: 1000,
    })
    // Its failures come out of whatever is being done; what comes in between ends the connection.
    let failure: Error | undefined
    client.on('error', (error: Error) => {
      failure = error
    })
    const cancel = () => client.close()
    // What was stopped while the driver was loaded is not begun.
    context.signal.throwIfAborted()
    context.signal.addEventListener('abort', cancel, { once: true })
    try {
      await client.connect()
      const opened = await client.mailboxOpen(folder, { readOnly: trust.readOnly })
      await use(mailboxOf(client, String(opened.uidValidity)))
      await client.logout()
    } catch (thrown) {
      context.signal.throwIfAborted()
      throw failureOf(failure ?? thrown, host, folder)
    } finally {
      context.signal.removeEventListener('abort', cancel)
      client.close()
    }
  })
}

function mailboxOf(client: ImapFlow, validity: string): Mailbox {
  /** Mails were announced since the last search began: also while those it found were read. */
  let announced = false
  client.on('exists', () => {
    announced = true
  })
  return {
    validity,
    async find(searches, after) {
      announced = false
      let found: ReadonlySet<number> | undefined
      for (const search of searches) {
        const uids = (await client.search({ uid: `${after + 1}:*`, ...search }, { uid: true })) || []
        const all = found
        found = new Set(all === undefined ? uids : uids.filter((uid) => all.has(uid)))
      }
      // A range up to `*` has the last mail in it, whatever its number.
      return [...(found ?? [])].filter((uid) => uid > after).toSorted((a, b) => a - b)
    },
    async fetch(uid) {
      const query = { size: true, source: { start: 0, maxLength: mostBytes } }
      const found = await client.fetchOne(String(uid), query, { uid: true })
      if (!found || found.source === undefined) return undefined
      return {
        uid,
        source: found.source,
        isCut: (found.size ?? 0) > found.source.length && found.source.length >= mostBytes,
      }
    },
    async markSeen(uid) {
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
    },
    news(milliseconds) {
      if (announced) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const over = () => {
          clearTimeout(timer)
          client.off('exists', came)
          client.off('close', lost)
        }
        const came = () => {
          over()
          resolve()
        }
        const lost = () => {
          over()
          reject(new Error('The connection was closed.'))
        }
        const timer = setTimeout(came, milliseconds)
        client.on('exists', came)
        client.on('close', lost)
        if (!client.usable) lost()
      })
    },
  }
}

function failureOf(thrown: unknown, host: string, folder: string): m.NodeError {
  if (thrown instanceof m.NodeError) return thrown
  const untrusted = certificateRefused(
    thrown,
    host,
    'Let the credential accept any certificate if you trust the network.',
  )
  if (untrusted !== undefined) return untrusted
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const response = thrown instanceof Error && 'responseText' in thrown ? String(thrown.responseText) : said
  const refused = thrown instanceof Error && 'authenticationFailed' in thrown && thrown.authenticationFailed === true
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
  return m.serviceError(`The folder “${folder}” of ${host} cannot be read: ${response}`, {
    code: refused ? 'login_refused' : 'imap_failed',
    httpCode: code,
    retry: refused ? 'no' : 'later',
    ...(refused && { hint: 'Check user and password in the credential; some services want a password for apps.' }),
    cause: thrown,
  })
}
