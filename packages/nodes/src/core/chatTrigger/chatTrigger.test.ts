import type { JsonObject, Received, WebhookRequest } from '@millrace/sdk'
import { placed } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { chatTrigger } from './chatTrigger.node.ts'

const trigger = chatTrigger.trigger?.by === 'webhook' ? chatTrigger.trigger.webhook : undefined
if (!trigger) throw new Error('A chat starts executions by webhook.')

function at(stored: JsonObject = {}, version = 1.3) {
  const node = { id: 'a', name: 'Chat', type: 'ai.chatTrigger', version, webhookId: 'hook' }
  return placed(chatTrigger, { public: true, ...stored }, { node })
}

function request(about: Partial<WebhookRequest>): WebhookRequest {
  const url = 'http://localhost/webhook/hook/chat'
  const nothing = { path: 'hook/chat', headers: {}, params: {}, query: {}, body: undefined, files: {} }
  return { method: 'POST', ...nothing, url, test: false, address: '127.0.0.1', ...about }
}

const item = (received: Received) => ('start' in received ? received.start[0]?.[0] : undefined)
const page = (received: Received) =>
  'refuse' in received && received.refuse.body.kind === 'page' ? received.refuse.body.page : undefined

describe('its address', () => {
  test('answers in the mode of its options, or as the list of chats needs it', () => {
    const mode = (stored: JsonObject, version?: number) => trigger.hooks(at(stored, version))[0]?.responseMode
    expect(mode({})).toBe('lastNode')
    expect(mode({ availableInChat: true })).toBe('streaming')
    expect(mode({ mode: 'webhook', options: { responseMode: 'responseNode' } })).toBe('responseNode')
    expect(mode({ options: { responseMode: 'responseNodes' } })).toBe('streaming')
    expect(trigger.hooks(at())).toMatchObject([{ path: 'hook/chat', methods: ['GET', 'POST'], door: 'webhook' }])
  })

  test('opens to the origins and people it names', () => {
    const options = { allowedOrigins: 'https://shop.test' }
    expect(trigger.hooks(at({ authentication: 'basicAuth', options }))).toMatchObject([
      {
        allowedOrigins: 'https://shop.test',
        authentication: { kind: 'basic', credentialType: 'httpBasicAuth', realm: 'Webhook hook', wrongStatus: 403 },
      },
    ])
    const tried = { ...at({ authentication: 'basicAuth' }), manual: true }
    expect(trigger.hooks(tried)).toMatchObject([{ authentication: { kind: 'none' } }])
    expect(trigger.hooks(at({ authentication: 'n8nUserAuth' }))).toMatchObject([
      { authentication: { kind: 'user', ofProject: false } },
    ])
  })

  test('is closed until it is public, but for its author', async () => {
    for (const method of ['GET', 'POST']) {
      expect(await trigger.receive(at({ public: false }), request({ method }))).toMatchObject({
        refuse: { status: 404 },
      })
    }
    const tried = await trigger.receive(at({ public: false }), request({ body: { chatInput: 'a' }, test: true }))
    expect(item(tried)?.json).toEqual({ chatInput: 'a' })
  })
})

describe('its page', () => {
  const look = async (stored: JsonObject) => page(await trigger.receive(at(stored), request({ method: 'GET' })))

  test('says what its author says, and its presets else', async () => {
    expect(await look({ initialMessages: 'One\n\n Two' })).toMatchObject({
      kind: 'chat',
      title: 'Hi there! 👋',
      greetings: ['One', ' Two'],
      placeholder: 'Type your question..',
      remembers: false,
    })
    const options = { title: 'Help', subtitle: '', showWelcomeScreen: true, allowFileUploads: true }
    expect(await look({ options })).toMatchObject({
      title: 'Help',
      subtitle: '',
      start: 'New Conversation',
      accept: '*',
    })
  })

  test('is not there for a chat on somebody’s own page', async () => {
    expect(await trigger.receive(at({ mode: 'webhook' }), request({ method: 'GET' }))).toMatchObject({
      refuse: { status: 404 },
    })
  })
})

describe('a message', () => {
  const file = { mimeType: 'text/plain', fileName: 'a.txt', fileExtension: 'txt', fileSize: '1 B', data: 'QQ==' }
  const files = { data0: file }

  test('is handed on as it was sent', async () => {
    const body = { action: 'sendMessage', sessionId: 's', chatInput: 'a', metadata: { user: 1 } }
    expect(item(await trigger.receive(at(), request({ body })))).toEqual({ json: body })
    expect(item(await trigger.receive(at(), request({})))).toEqual({ json: {} })
    expect(item(await trigger.receive(at(), request({ body: ['a'] })))).toEqual({ json: {} })
  })

  test('brings files where they may be sent, also to a page of somebody’s own', async () => {
    const body = { chatInput: 'a' }
    for (const mode of ['hostedChat', 'webhook']) {
      const received = await trigger.receive(
        at({ mode, options: { allowFileUploads: true } }),
        request({ body, files }),
      )
      expect(item(received)).toEqual({
        json: {
          chatInput: 'a',
          files: [
            {
              fileName: 'a.txt',
              fileSize: '1 B',
              fileType: 'text',
              mimeType: 'text/plain',
              fileExtension: 'txt',
              binaryKey: 'data0',
            },
          ],
        },
        binary: files,
      })
    }
    expect(item(await trigger.receive(at(), request({ body, files })))).toEqual({ json: body })
  })

  test.each([
    ['*', true],
    ['', true],
    ['image/*, text/plain', true],
    ['.TXT', true],
    ['image/*', false],
    ['application/pdf,image/png', false],
  ])('brings files of the kinds “%s”', async (allowedFilesMimeTypes, taken) => {
    const options = { allowFileUploads: true, allowedFilesMimeTypes }
    const received = await trigger.receive(at({ options }), request({ files }))
    expect(received).toMatchObject(taken ? { start: [[{ binary: files }]] } : { refuse: { status: 415 } })
  })
})

test('earlier messages are none, unless the workflow knows them', async () => {
  const body = { action: 'loadPreviousSession', sessionId: 's' }
  for (const loadPreviousSession of ['notSupported', 'memory']) {
    const received = await trigger.receive(at({ options: { loadPreviousSession } }), request({ body }))
    expect(received).toMatchObject({ refuse: { body: { value: { data: [] } } } })
  }
  const asked = await trigger.receive(at({ options: { loadPreviousSession: 'manually' } }), request({ body }))
  expect(item(asked)).toEqual({ json: body })
})

test('the answer is the first item that came out', async () => {
  expect(await trigger.answer(at(), [{ json: { output: 'a' } }, { json: {} }])).toMatchObject({
    body: { value: { output: 'a' } },
  })
})
