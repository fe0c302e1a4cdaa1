/** Sends mails by SMTP, and asks people for an answer by mail. */
import * as m from '@millrace/sdk'
import type { Attachment } from 'nodemailer'
import { resumeAnswer } from '../sendAndWait/resume-answer.ts'
import { answerInput } from '../sendAndWait/wait-input.ts'
import { answerLinks, waitForAnswer } from '../sendAndWait/wait-for-answer.ts'
import { bytesOf, fileOf } from '../values/file-of.ts'
import { type MailText, question, withAttribution } from './mail-text.ts'
import { sendMail } from './send-mail.ts'

const addresses = {
  fromEmail: m.text('From', { required: true, placeholder: 'Ada <ada@example.com>' }),
  toEmail: m.text('To', { required: true, placeholder: 'info@example.com, Ben <ben@example.com>' }),
}
const ccEmail = m.text('Cc', { placeholder: 'cc@example.com' })
const bccEmail = m.text('Bcc', { placeholder: 'bcc@example.com' })
const text = m.text('Text', { rows: 5 })
const html = m.text('HTML', { rows: 5 })
const allowUnauthorizedCerts = m.flag('Accept any certificate', {
  help: 'Not safe: whoever is in between can read along.',
})
const replyTo = m.text('Reply to', { placeholder: 'info@example.com' })
const fileNames = { placeholder: 'data, invoice', help: 'Fields of the input that hold files, with commas.' }

const bodies = {
  text: m.variant('Text', { text }),
  html: m.variant('HTML', { html }),
  both: m.variant('Both', { text, html }),
}

const sendFirst = m.operation({
  until: 1,
  input: {
    ...addresses,
    ccEmail,
    bccEmail,
    subject: m.text('Subject'),
    text,
    html,
    attachments: m.text('Attachments', fileNames),
    options: m.collection('Options', { allowUnauthorizedCerts, replyTo }),
  },
  per: 'item',
  effect: 'append',
  run: async ({ attachments, options, ...given }, { item, context }) => {
    const mail = {
      ...headersOf({ ...given, replyTo: options.replyTo }),
      ...(given.text !== '' && { text: given.text }),
      ...(given.html !== '' && { html: given.html }),
      attachments: await attached(item, attachments, 'attachment', context),
    }
    return { json: await sendMail(mail, trustOf(options), context) }
  },
})

const send = m.operation({
  name: 'Send',
  since: 2,
  input: {
    ...addresses,
    subject: m.text('Subject'),
    emailFormat: m.oneOf(
      m.since(2.1, m.variants('Format', bodies, { default: 'html' })),
      m.until(2, m.variants('Format', bodies, { default: 'text' })),
    ),
    options: m.collection('Options', {
      appendAttribution: m.flag('Name the maker below the mail', { default: true }),
      attachments: m.text('Files shown in the HTML', {
        ...fileNames,
        help: 'Fields of the input that hold files, with commas; the HTML shows one by <img src="cid:field">.',
      }),
      fileAttachments: m.text('Files attached', fileNames),
      ccEmail,
      bccEmail,
      allowUnauthorizedCerts,
      replyTo,
    }),
  },
  per: 'item',
  effect: 'append',
  run: async ({ options, ...given }, { item, context }) => {
    const written: MailText = {
      ...(given.emailFormat !== 'html' && { text: given.text }),
      ...(given.emailFormat !== 'text' && { html: given.html }),
    }
    const { ccEmail: cc, bccEmail: bcc, replyTo: reply } = options
    const mail = {
      ...headersOf({ ...given, ccEmail: cc, bccEmail: bcc, replyTo: reply }),
      ...(options.appendAttribution === false ? written : withAttribution(written)),
      attachments: [
        ...(await attached(item, options.attachments ?? '', 'inline', context)),
        ...(await attached(item, options.fileAttachments ?? '', 'attachment', context)),
      ],
    }
    return { json: await sendMail(mail, trustOf(options), context) }
  },
})

const sendAndWait = m.operation({
  name: 'Send and wait for an answer',
  since: 2,
  input: {
    ...addresses,
    subject: m.text('Subject', { required: true }),
    message: m.text('Message', { required: true, rows: 4 }),
    ...answerInput,
  },
  per: 'list',
  effect: 'append',
  run: async (given, { context, items }) => {
    const { entry } = context
    if (entry.by === 'webhook') return entry.items
    if (entry.by === 'time') return items()
    const { subject, message } = given
    const written = question(message, answerLinks(given, context))
    const mail = {
      ...headersOf(given),
      ...(given.options?.appendAttribution === false ? written : withAttribution(written)),
    }
    await sendMail(mail, trustOf({}), context)
    return waitForAnswer(given, { title: subject, text: message }, context)
  },
})

interface Headers {
  readonly fromEmail: string
  readonly toEmail: string
  readonly subject: string
  readonly ccEmail?: string | undefined
  readonly bccEmail?: string | undefined
  readonly replyTo?: string | undefined
}

function headersOf({ fromEmail, toEmail, subject, ccEmail: cc, bccEmail: bcc, replyTo: reply }: Headers) {
  return {
    from: fromEmail,
    to: toEmail,
    subject,
    ...(cc && { cc }),
    ...(bcc && { bcc }),
    ...(reply && { replyTo: reply }),
  }
}

function trustOf(options: { readonly allowUnauthorizedCerts?: boolean | undefined }) {
  return { allowUnauthorizedCerts: options.allowUnauthorizedCerts === true }
}

/** Files of an item by their names, each with its name as its address within the mail. */
async function attached(
  item: m.Item,
  names: string,
  contentDisposition: 'inline' | 'attachment',
  context: m.RunContext,
): Promise<Attachment[]> {
  const found: Attachment[] = []
  for (const name of names.split(',').map((one) => one.trim())) {
    if (name === '') continue
    const { fileName, mimeType } = fileOf(item, name)
    found.push({
      filename: fileName ?? name,
      contentType: mimeType,
      content: Buffer.from(await bytesOf(item, name, context)),
      cid: name,
      contentDisposition,
    })
  }
  return found
}

export const emailSend = m.defineNode({
  type: 'emailSend',
  name: 'Send Email',
  about: 'Sends a mail by SMTP, with files, or asks somebody and waits for the answer.',
  icon: 'lucide:mail',
  category: 'web',
  aliases: ['mail', 'smtp', 'message', 'newsletter', 'notify', 'approve', 'human in the loop'],
  versions: [1, 2, 2.1],
  credentials: ['smtp'],
  summary: [{ text: 'To {toEmail}' }],
  resourceProperty: { hidden: true },
  operation: sendFirst,
  operations: { 'email.send': send, 'email.sendAndWait': sendAndWait },
  resume: resumeAnswer,
})
