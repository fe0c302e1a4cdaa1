/** Send Email against a real SMTP server. */
import type { Item, JsonObject } from '@millrace/sdk'
import { afterEach, describe, expect, test } from 'vitest'
import { type MailServer, smtpCredential, startMailServer } from './mail-server.ts'
import { file, runPlaced } from './placed-node.ts'

const open: MailServer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function serve(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...options)
  open.push(server)
  return server
}

interface Sending {
  readonly parameters?: JsonObject
  readonly version?: number
  readonly item?: Item
  readonly smtp?: JsonObject
}

function send(server: MailServer, { parameters = {}, version = 2.1, item = { json: {} }, smtp }: Sending = {}) {
  return runPlaced('emailSend', {
    version,
    items: [item],
    parameters: { fromEmail: 'Ada <ada@example.com>', toEmail: 'ben@example.com', subject: 'Hello', ...parameters },
    credentials: { smtp: { ...smtpCredential(server), ...smtp } },
  })
}

describe('a mail', () => {
  test('arrives with its text, its HTML and its addresses, and the node hands on what the server said', async () => {
    const server = await serve()
    const { json } = await send(server, {
      parameters: {
        emailFormat: 'both',
        text: 'Grüße 🌊',
        html: '<b>Grüße</b>',
        options: {
          appendAttribution: false,
          ccEmail: 'Cleo <cleo@example.com>, dan@example.com',
          bccEmail: 'eve@example.com',
          replyTo: 'reply@example.com',
        },
      },
    })
    expect(json[0]).toMatchObject({
      accepted: ['ben@example.com', 'cleo@example.com', 'dan@example.com', 'eve@example.com'],
      rejected: [],
      envelope: { from: 'ada@example.com' },
      messageId: expect.stringMatching(/^<.+@example\.com>$/),
      response: expect.stringMatching(/^250 /),
    })
    const [taken] = server.taken
    if (taken === undefined) throw new Error('Nothing arrived.')
    const { mail, user, raw } = taken
    expect(user).toBe('ada')
    expect(raw).not.toContain('eve@example.com')
    expect(mail).toMatchObject({
      from: { name: 'Ada', address: 'ada@example.com' },
      subject: 'Hello',
      cc: [{ address: 'cleo@example.com' }, { address: 'dan@example.com' }],
      replyTo: [{ address: 'reply@example.com' }],
    })
    expect(mail.text?.trim()).toBe('Grüße 🌊')
    expect(mail.html?.trim()).toBe('<b>Grüße</b>')
  })

  test.each([
    [2.1, {}, { html: true, text: false }],
    [2, {}, { html: false, text: true }],
    [2, { emailFormat: 'both' }, { html: true, text: true }],
  ])('has in version %d with %j the parts %j', async (version, parameters, parts) => {
    const server = await serve()
    await send(server, { version, parameters: { text: 'T', html: 'H', ...parameters } })
    const mail = server.taken[0]?.mail
    const made = 'Sent with Millrace'
    expect(server.taken[0]?.raw.includes('text/html')).toBe(parts.html)
    if (parts.html) expect(mail?.html).toContain(made)
    if (parts.text) expect(mail?.text).toBe(`T\n\n-- \n${made}\n`)
  })

  test('carries files: shown in its HTML, or attached', async () => {
    const server = await serve()
    const item = {
      json: {},
      binary: { logo: file('<svg/>', 'logo.svg', 'image/svg+xml'), bill: file('1 €', 'Rechnung März.txt') },
    }
    await send(server, {
      item,
      parameters: { html: '<img src="cid:logo">', options: { attachments: 'logo', fileAttachments: ' bill , ' } },
    })
    const [logo, bill] = server.taken[0]?.mail.attachments ?? []
    expect(logo).toMatchObject({
      filename: 'logo.svg',
      mimeType: 'image/svg+xml',
      disposition: 'inline',
      contentId: '<logo>',
    })
    expect(bill).toMatchObject({ filename: 'Rechnung März.txt', disposition: 'attachment' })
    expect(Buffer.from(bill?.content as ArrayBuffer).toString()).toBe('1 €')
  })

  test('of the first version has both texts, files and no line below', async () => {
    const server = await serve()
    await send(server, {
      version: 1,
      item: { json: {}, binary: { data: file('x', 'x.txt') } },
      parameters: {
        text: 'T',
        html: '<i>H</i>',
        ccEmail: 'c@example.com',
        attachments: 'data',
        options: { replyTo: 'r@example.com' },
      },
    })
    expect(server.taken[0]).toMatchObject({
      to: ['ben@example.com', 'c@example.com'],
      mail: { text: 'T\n', html: '<i>H</i>\n', attachments: [{ filename: 'x.txt' }] },
    })
  })

  test('has no header but its own, whatever stands in its fields', async () => {
    const server = await serve()
    await send(server, { parameters: { subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nbody', html: 'x' } })
    expect(server.taken[0]?.to).toEqual(['ben@example.com'])
    expect(server.taken[0]?.mail.subject).toContain('Bcc: eve@example.com')
  })
})

describe('a connection', () => {
  test('is encrypted where the server offers it, and not where the credential says so', async () => {
    const server = await serve({ disabledCommands: [] })
    await send(server, { parameters: { options: { allowUnauthorizedCerts: true } } })
    expect(server.taken[0]?.secure).toBe(true)
    await expect(send(server)).rejects.toMatchObject({ name: 'NodeApiError' })
    await send(server, { smtp: { disableStartTls: true } })
    expect(server.taken[1]?.secure).toBe(false)
  })

  test('is encrypted from the beginning where the credential says so', async () => {
    const server = await serve({ secure: true })
    await send(server, { parameters: { options: { allowUnauthorizedCerts: true } }, smtp: { secure: true } })
    expect(server.taken[0]?.secure).toBe(true)
    const unencrypted = await serve()
    await expect(send(unencrypted, { smtp: { secure: true } })).rejects.toMatchObject({
      details: { hint: expect.stringContaining('port 465') },
    })
  })

  test('needs no login where the credential has none', async () => {
    const server = await serve({ authOptional: true })
    await send(server, { smtp: { user: '', password: '' } })
    expect(server.taken).toMatchObject([{ user: undefined }])
  })
})

describe('a mail that is refused', () => {
  test('says whether trying again can help', async () => {
    const server = await serve()
    await expect(send(server, { parameters: { toEmail: 'nobody@example.com' } })).rejects.toMatchObject({
      code: 'mail_refused',
      details: { httpCode: '550', retry: 'no' },
    })
    await expect(send(server, { parameters: { toEmail: 'later@example.com' } })).rejects.toMatchObject({
      details: { httpCode: '450', retry: 'later' },
    })
    await expect(send(server, { smtp: { password: 'wrong' } })).rejects.toMatchObject({
      code: 'login_refused',
      message: expect.not.stringContaining('wrong'),
      details: { retry: 'no' },
    })
    await server.close()
    open.length = 0
    await expect(send(server)).rejects.toMatchObject({ details: { httpCode: 'ESOCKET', retry: 'later' } })
  })

  test('is one whose file is missing, or whose server may not be reached', async () => {
    const server = await serve()
    await expect(send(server, { parameters: { options: { fileAttachments: 'none' } } })).rejects.toMatchObject({
      code: 'file_missing',
    })
    expect(server.taken).toEqual([])
  })
})
