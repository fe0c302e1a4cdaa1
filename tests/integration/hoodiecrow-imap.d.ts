/** The part of an IMAP server out of a package, which has no types of its own, that tests use. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net'

  export interface Message {
    readonly uid: number
    readonly flags: readonly string[]
    readonly raw: string
  }

  export interface Mailbox {
    readonly messages: Message[]
    readonly uidvalidity: number
  }

  export interface ImapServer {
    readonly server: Server
    listen(port: number, host: string, listening: () => void): void
    close(closed: () => void): void
    getMailbox(name: string): Mailbox
    appendMessage(mailbox: string, flags: readonly string[], date: string, raw: string): unknown
  }

  export default function hoodiecrow(options: {
    readonly plugins?: readonly string[]
    readonly users?: Readonly<Record<string, { readonly password: string }>>
    readonly storage?: Readonly<Record<string, unknown>>
  }): ImapServer
}
