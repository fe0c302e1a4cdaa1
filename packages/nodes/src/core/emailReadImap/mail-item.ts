/** A mail as an item, in each of the formats that the node knows. */
import type { BinaryData, Files, Item, JsonObject } from '@millrace/sdk'
import type { Address, Email, Mailbox } from 'postal-mime'

export interface MailFormat {
  readonly format: 'raw' | 'resolved' | 'simple'
  /** What files are called, before their number; undefined where they are left out. */
  readonly prefix: string | undefined
}

export interface FetchedMail {
  readonly uid: number
  readonly source: Uint8Array
  /** Whether the rest of it is missing, since it was larger than anything that is read. */
  readonly isCut: boolean
}

export async function mailItem(mail: FetchedMail, { format, prefix }: MailFormat, files: Files): Promise<Item> {
  const about = { attributes: { uid: mail.uid }, ...(mail.isCut && { truncated: true }) }
  if (format === 'raw') return { json: { raw: Buffer.from(mail.source).toString('base64url'), ...about } }
  const { default: PostalMime } = await import('postal-mime')
  const read = await PostalMime.parse(mail.source, { attachmentEncoding: 'arraybuffer' })
  const json = format === 'simple' ? simple(read) : resolved(read)
  const binary = prefix === undefined ? {} : await filesOf(read, prefix, files)
  return { json: { ...json, ...about }, ...(Object.keys(binary).length > 0 && { binary }) }
}

/** Headers that stand beside the text; the others are `metadata`. */
const main: ReadonlySet<string> = new Set(['from', 'to', 'cc', 'subject', 'date'])

function simple({ headers, text, html }: Email): JsonObject {
  const top: [string, string][] = []
  const rest: [string, string][] = []
  const seen = new Set<string>()
  for (const { key, value } of headers) {
    // Of a header that comes several times the first counts: the others are older ways of the mail.
    if (seen.has(key)) continue
    seen.add(key)
    ;(main.has(key) ? top : rest).push([key, value])
  }
  return {
    ...(html !== undefined && { textHtml: html }),
    ...(text !== undefined && { textPlain: text }),
    metadata: Object.fromEntries(rest),
    ...Object.fromEntries(top),
  }
}

function resolved(mail: Email): JsonObject {
  const { headerLines, text, html, subject, date, messageId, inReplyTo, references } = mail
  const lines = headerLines.toReversed().map(({ key, line }): [string, string] => [key, line])
  return {
    headers: Object.fromEntries(lines),
    ...(subject !== undefined && { subject }),
    ...(date !== undefined && { date }),
    ...withAddresses(mail),
    ...(messageId !== undefined && { messageId }),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(references !== undefined && { references }),
    ...(html !== undefined && { html }),
    ...(text !== undefined && { text, textAsHtml: asHtml(text) }),
  }
}

function withAddresses({ from, to, cc, bcc, replyTo }: Email): JsonObject {
  const all = { from: from && [from], to, cc, bcc, replyTo }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, given]) => (given === undefined ? [] : [[name, addresses(given)] as const])),
  )
}

function addresses(given: readonly Address[]): JsonObject {
  const mailboxes = given.flatMap((one): readonly Mailbox[] => (one.group === undefined ? [one] : one.group))
  const text = mailboxes.map(({ name, address }) => (name === '' ? address : `"${name}" <${address}>`)).join(', ')
  return { value: mailboxes.map(({ name, address }) => ({ address, name })), text }
}

function asHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<p>${escaped
    .trim()
    .replaceAll(/\n{2,}/g, '</p><p>')
    .replaceAll('\n', '<br/>')}</p>`
}

async function filesOf({ attachments }: Email, prefix: string, files: Files): Promise<Record<string, BinaryData>> {
  const found: [string, BinaryData][] = []
  for (const [number, { content, filename, mimeType }] of attachments.entries()) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
    const stored = await files.store(bytes, { mimeType, ...(filename !== null && { fileName: filename }) })
    found.push([`${prefix}${number}`, stored])
  }
  return Object.fromEntries(found)
}
