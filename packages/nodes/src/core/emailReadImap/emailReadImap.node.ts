/**
 * Begins an execution for every mail that comes into a folder.
 *
 *   E1  A mail is marked as read, and counted as seen, once its execution is on disk: none is lost.
 *   E2  Each has a key out of its number, so one that was begun but not counted yet begins nothing again.
 *   E3  A number counts within its folder and for as long as the server keeps it: a folder that was made anew begins
 *       anew, but only with mails that the rules mean.
 *   E4  Somebody who tries the node gets the newest mail, and nothing is marked or counted.
 */
import * as m from '@millrace/sdk'
import { type MailFormat, mailItem } from './mail-item.ts'
import { type Mailbox, withMailbox } from './mailbox.ts'
import { searchesFor } from './search-rules.ts'

const prefix = m.text('Prefix of file fields', { default: 'attachment_', help: 'A number follows: attachment_0.' })
const reconnect = (label: string) => m.number(label, { default: 60 })

const input = {
  mailbox: m.text('Folder', { default: 'INBOX' }),
  postProcessAction: m.choice('Afterwards', { read: 'Mark as read', nothing: 'Leave it as it is' }),
  downloadAttachments: m.when(m.is('format', 'simple'), m.flag('With files')),
  format: m.choice(
    'Format',
    { raw: 'The mail as it was sent', resolved: 'All there is, taken apart', simple: 'Text, addresses and subject' },
    { default: 'simple' },
  ),
  dataPropertyAttachmentsPrefixName: m.oneOf(
    m.when(m.is('format', 'resolved'), prefix),
    m.when(m.all(m.is('format', 'simple'), m.is('downloadAttachments', true)), prefix),
  ),
  options: m.collection('Options', {
    customEmailConfig: m.text('Which mails', {
      default: '["UNSEEN"]',
      placeholder: '["UNSEEN", ["SUBJECT", "invoice"]]',
      help: 'A list of rules that must all hold, in the words of IMAP.',
    }),
    allowUnauthorizedCerts: m.until(1, m.flag('Accept any certificate')),
    forceReconnect: m.oneOf(
      m.until(1, reconnect('Connect anew after (minutes)')),
      m.since(2, reconnect('Connect anew after so many minutes')),
    ),
    trackLastMessageId: m.since(2, m.when(m.isNot('@version', 2), m.flag('Only new mails', { default: true }))),
  }),
}

type Given = m.Read<typeof input>

/** How long it waits for the server to tell of a mail before it looks by itself, in milliseconds. */
const lookEvery = 300_000
/** What a timer can wait at most. */
const longestWait = 2 ** 31 - 1

async function watch(context: m.WatchContext): Promise<void> {
  const { version } = context.node
  const given = m.read(input, context.parameters, version)
  const { options, mailbox: folder, postProcessAction } = given
  const searches = searchesFor(options.customEmailConfig ?? '["UNSEEN"]')
  const marks = postProcessAction === 'read' && !context.manual
  const trust = { allowUnauthorizedCerts: options.allowUnauthorizedCerts === true, readOnly: !marks }
  const until = context.now().getTime() + Math.min((options.forceReconnect || 60) * 60_000, longestWait)
  await withMailbox(folder, trust, context, async (mailbox) => {
    if (context.manual) return tryNewest(mailbox, searches, given, context)
    const seen = `imap ${context.node.id} ${folder} ${mailbox.validity}`
    const tracks = version < 2.1 || options.trackLastMessageId !== false
    for (;;) {
      const after = tracks ? ((await context.tables.raise(seen, 0)) ?? 0) : 0
      for (const uid of await mailbox.find(searches, after)) {
        context.signal.throwIfAborted()
        await take(mailbox, uid, given, context, `${seen} ${uid}`)
        if (marks) await mailbox.markSeen(uid)
        if (tracks) await context.tables.raise(seen, uid)
      }
      const left = until - context.now().getTime()
      if (left <= 0) return
      await mailbox.news(Math.min(left, lookEvery))
    }
  })
}

/** Begins an execution with a mail; one that is gone by now begins none. */
function take(mailbox: Mailbox, uid: number, given: Given, context: m.WatchContext, key?: string): Promise<void> {
  return context.begin(async (files) => {
    const mail = await mailbox.fetch(uid)
    return mail === undefined ? [] : [await mailItem(mail, formatOf(given), files)]
  }, key)
}

async function tryNewest(
  mailbox: Mailbox,
  searches: ReturnType<typeof searchesFor>,
  given: Given,
  context: m.WatchContext,
): Promise<void> {
  for (;;) {
    const newest = (await mailbox.find(searches, 0)).at(-1)
    if (newest !== undefined) return take(mailbox, newest, given, context)
    await mailbox.news(lookEvery)
  }
}

function formatOf({ format, downloadAttachments, dataPropertyAttachmentsPrefixName }: Given): MailFormat {
  const wanted = format === 'resolved' || downloadAttachments === true
  return { format, prefix: wanted ? (dataPropertyAttachmentsPrefixName ?? 'attachment_') : undefined }
}

export const emailReadImap = m.defineNode({
  type: 'emailReadImap',
  name: 'Email Trigger (IMAP)',
  about: 'Starts the workflow for every mail that comes into a folder.',
  icon: 'lucide:inbox',
  category: 'trigger',
  aliases: ['mail', 'inbox', 'imap', 'receive', 'gmail', 'outlook'],
  versions: [1, 2, 2.1, 2.2],
  summary: [{ text: '{mailbox}' }],
  credentials: ['imap'],
  input,
  trigger: { by: 'watch', watch: { watch } },
})
