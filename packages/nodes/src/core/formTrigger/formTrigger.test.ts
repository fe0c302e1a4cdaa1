import type { JsonObject, Received, WebhookRequest } from '@millrace/sdk'
import { placed } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { formTrigger } from './formTrigger.node.ts'

const trigger = formTrigger.trigger?.by === 'webhook' ? formTrigger.trigger.webhook : undefined
if (!trigger) throw new Error('A form starts executions by webhook.')

const browser = { accept: 'text/html,application/xhtml+xml' }
const formFields = { values: [{ fieldLabel: 'Name', requiredField: true }] }

function at(version: number, stored: JsonObject = {}) {
  const node = { id: 'a', name: 'Form', type: 'formTrigger', version, webhookId: 'hook' }
  return placed(formTrigger, { formTitle: 'T', formFields, ...stored }, { node, zone: 'Europe/Paris' })
}

function request(about: Partial<WebhookRequest>): WebhookRequest {
  const url = 'http://localhost/form/hook'
  const nothing = { path: 'hook', headers: {}, params: {}, query: {}, body: undefined, files: {} }
  return { method: 'POST', ...nothing, url, test: false, address: '127.0.0.1', ...about }
}

const started = (received: Received) => ('start' in received ? received.start[0]?.[0]?.json : undefined)
const page = (received: Received) =>
  'refuse' in received && received.refuse.body.kind === 'page' ? received.refuse.body.page : undefined

describe('its address', () => {
  test('is a webhook’s in version 1, and a form’s later', () => {
    expect(trigger.hooks(at(1, { path: '/ask/' }))).toMatchObject([{ door: 'webhook', path: 'ask/n8n-form' }])
    expect(trigger.hooks(at(2.1, { path: 'ask' }))).toMatchObject([{ door: 'form', path: 'ask' }])
    expect(trigger.hooks(at(2.5, { options: { path: 'ask' } }))).toMatchObject([{ door: 'form', path: 'ask' }])
    expect(trigger.hooks(at(2.5))).toMatchObject([{ path: 'hook', methods: ['GET', 'POST'], forVisitors: true }])
  })

  test('is closed as its options say', () => {
    const options = { ipWhitelist: '192.0.2.1, 10.0.0.0/8', ignoreBots: true }
    expect(trigger.hooks(at(2.5, { authentication: 'basicAuth', options }))).toMatchObject([
      {
        authentication: { kind: 'basic', credentialType: 'httpBasicAuth' },
        allowedAddresses: ['192.0.2.1', '10.0.0.0/8'],
        ignoreBots: true,
      },
    ])
  })

  test('asks for people who signed in, or of them those of the project', () => {
    const door = (stored: JsonObject) => trigger.hooks(at(2.6, { authentication: 'n8nUserAuth', ...stored }))[0]
    expect(door({})?.authentication).toEqual({ kind: 'user', ofProject: false })
    expect(door({ requireExecuteAccess: true })?.authentication).toEqual({ kind: 'user', ofProject: true })
  })
})

describe('whoever goes there', () => {
  test('sees the form, preset by the address', async () => {
    const received = await trigger.receive(at(2.5), request({ method: 'GET', query: { Name: 'Ada' } }))
    expect(page(received)).toMatchObject({ kind: 'form', title: 'T', button: 'Send', fields: [{ value: 'Ada' }] })
  })

  test('is told what is wrong, and finds the rest as it was', async () => {
    const fields = { values: [...formFields.values, { fieldLabel: 'Note' }] }
    const body = { 'field-0': '', 'field-1': 'kept' }
    const received = await trigger.receive(at(2.5, { formFields: fields }), request({ headers: browser, body }))
    expect(page(received)).toMatchObject({ problems: [{ field: 0 }], fields: [{ value: '' }, { value: 'kept' }] })
    expect(received).toMatchObject({ refuse: { status: 422 } })
  })
})

describe('a submission', () => {
  test('of a program is taken as it is', async () => {
    const received = await trigger.receive(at(2.5), request({ body: {} }))
    expect(started(received)).toMatchObject({ Name: null, formMode: 'production' })
  })

  test('says when it came, in the zone of the workflow or in UTC', async () => {
    const time = async (version: number, options: JsonObject) =>
      started(await trigger.receive(at(version, { options }), request({})))?.['submittedAt']
    expect(await time(2.5, {})).toBe('2024-01-01T01:00:00.000+01:00')
    expect(await time(2, {})).toBe('2024-01-01T00:00:00.000Z')
    expect(await time(2.5, { useWorkflowTimezone: false })).toBe('2024-01-01T00:00:00.000Z')
  })

  test('hands on what the address said, and the headers where they are wanted', async () => {
    const json = async (options: JsonObject) =>
      started(await trigger.receive(at(2.5, { options }), request({ query: { utm: '1' }, headers: { a: 'b' } })))
    expect(await json({})).toMatchObject({ formQueryParameters: { utm: '1' } })
    expect(await json({})).not.toHaveProperty('headers')
    expect(await json({ showHeaders: true })).toMatchObject({ headers: { a: 'b' } })
  })
})

test('the visitor reads that it has arrived, or goes where the author says', async () => {
  const visitor = async (options: JsonObject) => (await trigger.accepted(at(2.5, { options }), request({}))).visitor
  expect(await visitor({})).toMatchObject({ kind: 'end', markup: 'Your response has been recorded', tone: 'good' })
  const text = { respondWithOptions: { values: { respondWith: 'text', formSubmittedText: 'Thanks' } } }
  expect(await visitor(text)).toMatchObject({ markup: 'Thanks' })
  const redirect = { respondWithOptions: { values: { respondWith: 'redirect', redirectUrl: 'https://example.com' } } }
  expect(await visitor(redirect)).toEqual({ kind: 'leave', title: 'T', url: 'https://example.com' })
})
