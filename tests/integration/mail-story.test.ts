/** A workflow that asks by mail and waits: what the mail holds, what its links show, and how the answer goes on. */
import { createCredential, createWorkflow, listExecutions, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MailServer, smtpCredential, startMailServer } from './mail-server.ts'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let mails: MailServer
let ada: Browser
let smtp: JsonObject

beforeAll(async () => {
  mails = await startMailServer()
  server = await startTestServer()
  ada = await signedInBrowser(server)
  const { id } = await ada.call(createCredential, {
    body: { name: 'Mail', type: 'smtp', fields: smtpCredential(mails) },
  })
  smtp = { smtp: { id, name: 'Mail' } }
})
afterAll(async () => {
  await server.remove()
  await mails.close()
})

const node = (name: string, type: string, typeVersion: number, parameters: JsonObject) => ({
  id: `${name.toLowerCase()}-id`,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  parameters,
})

const addresses = { fromEmail: 'flow@example.com', toEmail: 'ada@example.com' }

/** Starts a workflow that asks by mail, then mails the item it goes on with; answers with the links of the question. */
async function asked(path: string, parameters: JsonObject): Promise<readonly URL[]> {
  const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] })
  const document = {
    name: `Asks ${path}`,
    nodes: [
      { ...node('Hook', 'webhook', 2, { path, options: {} }), webhookId: path },
      {
        ...node('Ask', 'emailSend', 2.1, {
          ...addresses,
          operation: 'sendAndWait',
          subject: `Question ${path}`,
          message: 'Is <b>it</b> good?',
          ...parameters,
        }),
        credentials: smtp,
      },
      {
        ...node('Tell', 'emailSend', 2.1, {
          ...addresses,
          subject: `Result ${path}`,
          emailFormat: 'text',
          text: '={{ JSON.stringify($json) }}',
          options: { appendAttribution: false },
        }),
        credentials: smtp,
      },
    ],
    connections: { Hook: to('Ask'), Ask: to('Tell') },
    settings: { executionOrder: 'v1' },
  }
  const made = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
  expect((await rawRequest(server.port, 'GET', `/webhook/${path}`)).status).toBe(200)
  const mail = await arrived(`Question ${path}`)
  expect(mail.html).toContain('Is &lt;b&gt;it&lt;/b&gt; good?')
  await until(async () => (await statusOf(made.id)) === 'waiting')
  return [...(mail.html ?? '').matchAll(/href="([^"]+)"/g)].map(
    ([, address = '']) => new URL(address.replaceAll('&amp;', '&')),
  )
}

async function statusOf(workflow: string): Promise<string | undefined> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  return executions[0]?.status
}

async function arrived(subject: string) {
  await until(async () => mails.taken.some(({ mail }) => mail.subject === subject))
  const found = mails.taken.find(({ mail }) => mail.subject === subject)
  if (found === undefined) throw new Error('It did not arrive.')
  return found.mail
}

/** Waits until something is so. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 30_000 }).toBe(true)
}

const result = async (path: string): Promise<unknown> => JSON.parse((await arrived(`Result ${path}`)).text ?? '')

const visitor = { accept: 'text/html' }
const open = (url: URL, headers = {}) => rawRequest(server.port, 'GET', `${url.pathname}${url.search}`, headers)
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const submit = (url: URL, body = '', headers = {}) =>
  rawRequest(server.port, 'POST', `${url.pathname}${url.search}`, { ...form, ...headers }, body)

describe('a question by mail', () => {
  test('is approved by sending the page that its link shows, not by opening it', async () => {
    const [approve, ...others] = await asked('approve', {})
    if (approve === undefined) throw new Error('There is no link.')
    expect(others).toEqual([])
    expect(approve.search).toContain('approved=true&signature=')
    const page = await open(approve, visitor)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Question approve')
    expect(page.text).toContain('>Approve</')
    // A scanner that follows every link of a mail has approved nothing.
    await open(approve)
    expect(mails.taken.filter(({ mail }) => mail.subject === 'Result approve')).toEqual([])
    const answered = await submit(approve, '', visitor)
    expect(answered.status).toBe(200)
    expect(answered.text).toContain('Your response has been recorded')
    expect(await result('approve')).toEqual({ data: { approved: true } })
    expect((await submit(approve)).status).toBe(409)
  })

  test('is declined by its other link', async () => {
    const labels = { approvalType: 'double', approveLabel: 'Yes', disapproveLabel: 'No & never' }
    const [decline] = await asked('decline', { approvalOptions: { values: labels } })
    if (decline === undefined) throw new Error('There is no link.')
    expect((await open(decline, visitor)).text).toContain('>No &amp; never</')
    await submit(decline)
    expect(await result('decline')).toEqual({ data: { approved: false } })
  })

  test('is answered with a text, which may not be missing', async () => {
    const [respond] = await asked('text', { responseType: 'freeText', options: { responseFormTitle: 'Your turn' } })
    if (respond === undefined) throw new Error('There is no link.')
    expect((await open(respond, visitor)).text).toContain('Your turn')
    expect((await submit(respond, 'field-0=', visitor)).status).toBe(422)
    await submit(respond, 'field-0=Not+yet', visitor)
    expect(await result('text')).toEqual({ data: { text: 'Not yet' } })
  })

  test('is answered with a form', async () => {
    const elements = [{ fieldLabel: 'How many', fieldType: 'number' }, { fieldLabel: 'Why' }]
    const [respond] = await asked('form', { responseType: 'customForm', formFields: { values: elements } })
    if (respond === undefined) throw new Error('There is no link.')
    await submit(respond, 'field-0=3&field-1=Because', visitor)
    expect(await result('form')).toMatchObject({ data: { 'How many': 3, Why: 'Because' } })
  })

  test('goes on without an answer when its time is over', async () => {
    const limit = { limitType: 'afterTimeInterval', resumeAmount: 0.01, resumeUnit: 'minutes' }
    await asked('late', { options: { limitWaitTime: { values: limit } } })
    expect(await result('late')).toMatchObject({ query: {} })
  })
})
