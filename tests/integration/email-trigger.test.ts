/** Email Trigger against a real IMAP server, within a real server: no mail is lost, and none comes twice. */
import { createCredential, createWorkflow, runWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { imapCredential, mail, type MailStore, startMailStore } from './imap-server.ts'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { startTlsFront } from './tls-front.ts'
import { begun, published, startingAt, wait } from './trigger-story.ts'

let server: TestServer
let ada: Browser
let mails: MailStore
let imap: JsonObject

beforeEach(async () => {
  mails = await startMailStore()
  server = await startTestServer()
  ada = await signedInBrowser(server)
  const body = { name: 'Mail', type: 'imap', fields: imapCredential(mails) }
  const { id } = await ada.call(createCredential, { body })
  imap = { imap: { id, name: 'Mail' } }
})
afterEach(async () => {
  await server.remove()
  await mails.close()
})

const drawn = (parameters: JsonObject, typeVersion = 2.2) =>
  startingAt('emailReadImap', parameters, { typeVersion, credentials: imap })

const publish = (parameters: JsonObject) => published(ada, drawn(parameters))

/** The first item of each. */
const firstOf = async (workflow: string) => (await begun(ada, workflow)).map(([item]) => item)

async function subjects(of: string): Promise<unknown[]> {
  return (await firstOf(of)).map((item) => item?.json['subject'])
}

test('begins an execution for each mail there is and each that comes, and marks it as read', async () => {
  mails.deliver(mail('first'))
  mails.deliver(mail('second'))
  const id = await publish({})
  await expect.poll(() => subjects(id), wait).toEqual(['first', 'second'])
  mails.deliver(mail('third'))
  await expect.poll(() => subjects(id), wait).toEqual(['first', 'second', 'third'])
  await expect.poll(() => mails.flags(), wait).toEqual([['\\Seen'], ['\\Seen'], ['\\Seen']])
  const [item] = await firstOf(id)
  expect(item?.json).toMatchObject({
    from: 'Ada <ada@example.com>',
    to: 'ben@example.com, "Cleo, C." <cleo@example.com>',
    textPlain: expect.stringContaining('Text of first'),
    metadata: { 'x-thing': 'one', 'message-id': '<first@example.com>' },
    attributes: { uid: expect.any(Number) },
  })
})

test('takes each mail once where it marks none, over lost connections and restarts of the server', async () => {
  mails.deliver(mail('first'))
  const id = await publish({ postProcessAction: 'nothing', options: { customEmailConfig: '["ALL"]' } })
  await expect.poll(() => subjects(id), wait).toEqual(['first'])
  mails.cut()
  mails.deliver(mail('second'))
  await expect.poll(() => subjects(id), wait).toEqual(['first', 'second'])
  await server.close(0)
  mails.deliver(mail('third'))
  server = await startTestServer({}, server.home)
  ada = await signedInBrowser(server, true)
  await expect.poll(() => subjects(id), wait).toEqual(['first', 'second', 'third'])
  mails.deliver(mail('fourth'))
  await expect.poll(() => subjects(id), wait).toEqual(['first', 'second', 'third', 'fourth'])
  expect(mails.flags().flat()).toEqual([])
})

test('hands on files, and mails in other formats', async () => {
  mails.deliver(mail('with file', 'table.csv'))
  const nothing = { postProcessAction: 'nothing' }
  const simple = await publish({ ...nothing, downloadAttachments: true, dataPropertyAttachmentsPrefixName: 'f' })
  const resolved = await publish({ ...nothing, format: 'resolved' })
  const raw = await publish({ ...nothing, format: 'raw' })
  for (const id of [simple, resolved, raw]) await expect.poll(() => firstOf(id), wait).toHaveLength(1)
  expect((await firstOf(simple))[0]).toMatchObject({
    binary: { f0: { fileName: 'table.csv', mimeType: 'text/csv', bytes: 8 } },
  })
  expect((await firstOf(resolved))[0]).toMatchObject({
    json: {
      subject: 'with file',
      from: { value: [{ address: 'ada@example.com', name: 'Ada' }], text: '"Ada" <ada@example.com>' },
      to: { value: [{ address: 'ben@example.com' }, { address: 'cleo@example.com', name: 'Cleo, C.' }] },
      messageId: '<with-file@example.com>',
      text: expect.stringContaining('Text of with file'),
      date: expect.stringContaining('2025-09-15'),
    },
    binary: { attachment_0: { fileName: 'table.csv' } },
  })
  const text = Buffer.from(String((await firstOf(raw))[0]?.json['raw']), 'base64url').toString()
  expect(text).toBe(mail('with file', 'table.csv'))
})

test('takes only what its rules mean', async () => {
  for (const subject of ['an invoice', 'a letter', 'another invoice']) mails.deliver(mail(subject))
  const rules = ['UNSEEN', ['SUBJECT', 'invoice'], ['!SUBJECT', 'another']]
  const id = await publish({ options: { customEmailConfig: JSON.stringify(rules) } })
  await expect.poll(() => subjects(id), wait).toEqual(['an invoice'])
})

test('by hand gives the newest mail and leaves everything as it is', async () => {
  mails.deliver(mail('older'))
  mails.deliver(mail('newest', 'table.csv'))
  const document = drawn({ downloadAttachments: true })
  const { id } = await ada.call(createWorkflow, { body: { document } })
  await ada.call(runWorkflow, { params: { id }, body: { document } })
  await expect.poll(() => subjects(id), wait).toEqual(['newest'])
  expect((await firstOf(id))[0]?.binary).toMatchObject({ attachment_0: { bytes: 8 } })
  expect(mails.flags().flat()).toEqual([])
})

test('reads over an encrypted connection, from a server whose certificate can be trusted or need not be', async () => {
  mails.deliver(mail('sealed'))
  const front = await startTlsFront(mails.port, 'at once')
  try {
    const withFields = async (more: JsonObject) => {
      const fields = { ...imapCredential(front), secure: true, ...more }
      const { id } = await ada.call(createCredential, { body: { name: 'Sealed', type: 'imap', fields } })
      const document = startingAt(
        'emailReadImap',
        {},
        { typeVersion: 2.2, credentials: { imap: { id, name: 'Sealed' } } },
      )
      const { id: workflow } = await ada.call(createWorkflow, { body: { document } })
      return { workflow, ran: ada.call(runWorkflow, { params: { id: workflow }, body: { document } }) }
    }
    const open = await withFields({ allowUnauthorizedCerts: true })
    await open.ran
    await expect.poll(() => subjects(open.workflow), wait).toEqual(['sealed'])
    const strict = await withFields({})
    await expect(strict.ran).rejects.toThrow('is not trusted')
    expect(front.encrypted()).toBeGreaterThan(0)
  } finally {
    await front.close()
  }
})
