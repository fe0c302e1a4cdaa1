/**
 * Pages for visitors in a real browser: what people fill in arrives, with and without script, and nothing that an author
 * or a visitor wrote runs, loads or leads anywhere.
 */
import { createWorkflow, listExecutions, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import type { Browser as Chromium, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, owner, signedInBrowser, startTestServer, type TestServer } from '../integration/server-client.ts'
import { findChromium, howToInstall, launch } from './chromium.ts'

const chromium = findChromium()
if (chromium === undefined) console.warn(howToInstall)

/** Each would be noticed: a dialog, a request to somewhere else, or a refusal of the page's policy. */
const hostile = [
  '{{ 7 * 7 }}${7*7}',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  '</title></textarea></style></script><script>alert(1)</script>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<style>@import "http://evil.test/a.css"; *{background:url(http://evil.test/b)}</style>',
  '<base href="http://evil.test/"><meta http-equiv="refresh" content="0;url=http://evil.test/">',
  '<form action="http://evil.test/"><button>x</button></form>',
  '<link rel=stylesheet href="http://evil.test/c.css">',
].join('\n')

describe.skipIf(chromium === undefined)('a visitor', () => {
  let server: TestServer
  let ada: Browser
  let browser: Chromium
  const faults: string[] = []

  beforeAll(async () => {
    server = await startTestServer()
    ada = await signedInBrowser(server)
    browser = await launch(chromium ?? '')
  })
  afterAll(async () => {
    await browser.close()
    await server.remove()
  })

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    page.on('dialog', (dialog) => {
      faults.push(`a dialog said ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (line) => {
      if (line.text().includes('Content Security Policy')) faults.push(line.text())
    })
    page.on('request', (request) => {
      if (new URL(request.url()).host === 'evil.test') faults.push(`${request.url()} was asked for`)
    })
    await page.goto(`http://127.0.0.1:${server.port}${path}`)
    return page
  }

  async function publish(name: string, nodes: readonly JsonObject[]): Promise<string> {
    const connections = Object.fromEntries(
      nodes
        .slice(0, -1)
        .map((node, i) => [
          String(node['name']),
          { main: [[{ node: nodes[i + 1]?.['name'], index: 0, type: 'main' }]] },
        ]),
    )
    const placed = nodes.map((node, i) => ({ id: `n${i}`, position: [i * 200, 0], webhookId: name, ...node }))
    const document = JSON.parse(
      JSON.stringify({ name, nodes: placed, connections, settings: { executionOrder: 'v1' } }),
    )
    const { id, revision } = await ada.call(createWorkflow, { body: { document } })
    await ada.call(publishWorkflow, { params: { id }, body: { revision } })
    return id
  }

  const form = (path: string, parameters: JsonObject, options: JsonObject = {}) => ({
    name: 'Form',
    type: 'n8n-nodes-base.formTrigger',
    typeVersion: 2.5,
    parameters: { formTitle: 'Ask', ...parameters, options: { path, ...options } },
  })
  const formNode = (name: string, parameters: JsonObject) => ({
    name,
    type: 'n8n-nodes-base.form',
    typeVersion: 2.5,
    parameters,
  })
  const nothing = { name: 'N', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }
  const said = (page: Page) => page.locator('.card').innerText()

  const asked = {
    values: [
      { fieldLabel: 'Name', requiredField: true },
      {
        fieldLabel: 'Refund',
        fieldType: 'radio',
        fieldOptions: { values: [{ option: 'Card' }, { option: 'Voucher' }] },
      },
      {
        fieldLabel: 'Parts',
        fieldType: 'checkbox',
        fieldOptions: { values: [{ option: 'a' }, { option: 'b' }, { option: 'c' }] },
        limitSelection: 'exact',
        numberOfSelections: 2,
      },
      { fieldLabel: 'Photos', fieldType: 'file' },
    ],
  }

  test('is told what is missing where it is missing, and sends the rest once it is there', async () => {
    const workflow = await publish('asked', [form('asked', { formFields: asked }), nothing])
    const page = await open('/form/asked')
    await page.click('button')
    expect(await page.locator('.problem:not(:empty)').count()).toBe(2)
    expect(await page.locator('#field-0').evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true)
    await page.fill('#field-0', 'Ada')
    await page.getByLabel('Card').check()
    await page.getByLabel('Voucher').check()
    expect(await page.getByLabel('Card').isChecked()).toBe(false)
    await page.check('#field-2-0')
    await page.check('#field-2-2')
    const photo = (name: string) => ({ name, mimeType: 'image/png', buffer: Buffer.from('x') })
    await page.setInputFiles('#field-3', [photo('a.png'), photo('b.png')])
    await page.click('button')
    await page.getByRole('heading', { name: 'Sent' }).waitFor()
    // The page takes the form's place without leaving: going back does not send anything again.
    expect(new URL(page.url()).pathname).toBe('/form/asked')
    await expect
      .poll(async () => (await ada.call(listExecutions, { query: { workflow } })).executions.map((one) => one.status))
      .toEqual(['success'])
  })

  test('keeps what was filled in when it cannot be sent', async () => {
    const page = await open('/form/asked')
    await page.fill('#field-0', 'Ada')
    await page.check('#field-2-0')
    await page.check('#field-2-1')
    await page.context().setOffline(true)
    await page.click('button')
    await page.getByText('could not be sent').waitFor()
    expect(await page.inputValue('#field-0')).toBe('Ada')
    await page.context().setOffline(false)
    await page.click('button')
    await page.getByRole('heading', { name: 'Sent' }).waitFor()
  })

  test.each([true, false])('walks through all pages, with script: %s', async (javaScriptEnabled) => {
    const path = `pages-${javaScriptEnabled}`
    await publish(path, [
      form(path, { formFields: { values: [{ fieldLabel: 'Name', fieldName: 'name' }] } }),
      formNode('Two', { formFields: asked, options: { formDescription: '=Hello {{ $json.name }}' } }),
      { name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 4 } },
      formNode('End', { operation: 'completion', completionTitle: 'All done', completionMessage: 'Bye' }),
    ])
    const page = await open(`/form/${path}`, { javaScriptEnabled })
    await page.fill('#field-0', 'Ada')
    await page.click('button')
    await page.getByText('Hello Ada').waitFor()
    await page.fill('#field-0', 'x')
    await page.check('#field-2-0')
    await page.check('#field-2-1')
    await page.click('button')
    await page.getByText('This page goes on by itself.').waitFor()
    await page.getByRole('heading', { name: 'All done' }).waitFor()
    expect(await said(page)).toContain('Bye')
  })

  test('goes where the author says', async () => {
    const values = { respondWith: 'redirect', redirectUrl: '/healthz' }
    await publish('leave', [form('leave', {}, { respondWithOptions: { values } }), nothing])
    for (const javaScriptEnabled of [true, false]) {
      const page = await open('/form/leave', { javaScriptEnabled })
      await page.click('button')
      await page.waitForURL('**/healthz')
    }
  })

  test('meets nothing hostile in a form, whoever wrote it', async () => {
    const fields = ['text', 'textarea', 'dropdown', 'checkbox', 'radio', 'file', 'hiddenField', 'html'].map(
      (fieldType) => ({
        fieldType,
        fieldLabel: hostile,
        fieldName: hostile,
        placeholder: hostile,
        defaultValue: hostile,
        fieldValue: hostile,
        html: hostile,
        elementName: 'own',
        fieldOptions: { values: [{ option: hostile }] },
      }),
    )
    const words = { formTitle: hostile, formDescription: hostile, formFields: { values: fields } }
    const values = { respondWith: 'text', formSubmittedText: hostile }
    await publish('hostile', [
      form('hostile', words, { buttonLabel: hostile, customCss: hostile, respondWithOptions: { values } }),
      nothing,
    ])
    for (const javaScriptEnabled of [true, false]) {
      const page = await open(`/form/hostile?own=${encodeURIComponent(hostile)}`, { javaScriptEnabled })
      expect(await page.locator('h1').first().innerText()).toContain('<script>alert(1)</script>')
      await page.locator('button').click()
      await page.getByRole('heading', { name: 'Sent' }).waitFor()
    }
  })

  test('meets nothing hostile in an ending that says what a visitor sent', async () => {
    await publish('echo', [
      form('echo', { formFields: { values: [{ fieldLabel: 'Name', fieldName: 'name', fieldType: 'textarea' }] } }),
      formNode('End', {
        operation: 'completion',
        respondWith: 'showText',
        responseText: '=<p>Hello {{ $json.name }}</p>',
      }),
    ])
    const page = await open('/form/echo')
    await page.fill('textarea', hostile)
    await page.click('button')
    await page.getByText('Hello').waitFor()
    expect(await said(page)).toContain('{{ 7 * 7 }}')
  })

  test('cannot be reached from what a page holds', async () => {
    const page = await open('/form/asked')
    expect(await page.evaluate('window.origin')).toBe('null')
  })

  describe('who chats', () => {
    const chat = (parameters: JsonObject, options: JsonObject = {}) => ({
      name: 'Chat',
      type: '@n8n/n8n-nodes-langchain.chatTrigger',
      typeVersion: 1.3,
      parameters: { public: true, ...parameters, options },
    })
    const answers = (value: string) => ({
      name: 'Answer',
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      parameters: { assignments: { assignments: [{ id: 'a', name: 'output', type: 'string', value }] }, options: {} },
    })

    test('is answered, and reads stress, lists and links as such', async () => {
      await publish('talk', [
        chat({ initialMessages: 'Hello' }),
        answers('=**{{ $json.chatInput }}**\n\n- [x](https://example.com/)'),
      ])
      const page = await open('/webhook/talk/chat')
      await page.fill('textarea', 'Ada')
      await page.keyboard.press('Enter')
      await page.locator('.chat-message strong', { hasText: 'Ada' }).waitFor()
      expect(await page.locator('.chat-message li a').getAttribute('href')).toBe('https://example.com/')
      expect(await page.locator('.chat-message').allInnerTexts()).toMatchObject(['Hello', 'Ada', expect.any(String)])
    })

    test('reads a streamed answer, and sends files', async () => {
      const streams = {
        name: 'Answer',
        type: 'n8n-nodes-base.respondToWebhook',
        typeVersion: 1.5,
        parameters: {
          respondWith: 'text',
          responseBody: '={{ $json.files[0].fileName }}',
          options: { enableStreaming: true },
        },
      }
      await publish('stream', [chat({}, { responseMode: 'streaming', allowFileUploads: true }), streams])
      const page = await open('/webhook/stream/chat')
      await page.setInputFiles('input[type=file]', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
      await page.click('button[type=submit]')
      await page.locator('.chat-message-from-bot', { hasText: 'a.txt' }).waitFor()
    })

    test('is asked in between, and answers in words and by buttons', async () => {
      const says = (name: string, message: string, more: JsonObject = {}) => ({
        name,
        type: '@n8n/n8n-nodes-langchain.chat',
        typeVersion: 1.3,
        parameters: { message, ...more },
      })
      const approvalOptions = { values: { approvalType: 'double', approveLabel: 'Yes', disapproveLabel: 'No' } }
      const asks = { operation: 'sendAndWait', responseType: 'approval', blockUserInput: true, approvalOptions }
      await publish('shop', [
        chat({}, { responseMode: 'responseNodes' }),
        says('Greet', '=You want **{{ $json.chatInput }}**.'),
        says('Ask', 'How many?', { operation: 'sendAndWait' }),
        says('Confirm', '={{ $json.chatInput }} of them?', asks),
        says('End', '={{ $json.data.approved ? "Ordered." : "Left." }}'),
      ])
      const page = await open('/webhook/shop/chat')
      // The first answer breaks off behind its question, the others end late: who is asked waits for neither.
      await page.evaluate(() => {
        const reader = ReadableStreamDefaultReader.prototype
        const { read } = reader
        let isBroken = false
        reader.read = async function (this: ReadableStreamDefaultReader) {
          const piece = await read.call(this)
          if (!piece.done) return piece
          if (!isBroken) {
            isBroken = true
            console.debug('The line is gone.')
            throw new Error('The line is gone.')
          }
          await new Promise((resolve) => setTimeout(resolve, 1000))
          return piece
        } as typeof read
      })
      const bot = (text: string) => page.locator('.chat-message-from-bot', { hasText: text }).waitFor()
      const write = async (text: string) => {
        await page.fill('textarea', text)
        await page.keyboard.press('Enter')
      }
      const broken = page.waitForEvent('console', (message) => message.text() === 'The line is gone.')
      await write('cups')
      await bot('You want cups.')
      await bot('How many?')
      await broken
      await write('12')
      await bot('12 of them?')
      expect(await page.locator('textarea').isDisabled()).toBe(true)
      await page.getByRole('button', { name: 'Yes' }).click()
      await bot('Ordered.')
      expect(await page.locator('textarea').isDisabled()).toBe(false)
      expect(await page.getByRole('button', { name: 'Yes' }).count()).toBe(0)
      const texts = await page.locator('.chat-message').allInnerTexts()
      expect(texts.slice(-7)).toEqual(['cups', 'You want cups.', 'How many?', '12', '12 of them?', 'Yes', 'Ordered.'])

      // The execution is over: what is said now begins another one.
      await page.locator('button[type=submit][aria-disabled=false]').waitFor()
      await write('plates')
      await bot('You want plates.')
    })

    test('is still asked when the page is loaded anew, and begins anew when all is said', async () => {
      const node = (name: string, parameters: JsonObject) => ({
        name,
        type: '@n8n/n8n-nodes-langchain.chat',
        typeVersion: 1.3,
        parameters,
      })
      const asks = { operation: 'sendAndWait', message: 'A **long** or a short one?' }
      const confirms = {
        operation: 'sendAndWait',
        message: '={{ $json.chatInput }}, then. Right?',
        responseType: 'approval',
        blockUserInput: true,
        approvalOptions: { values: { approveLabel: 'Yes' } },
      }
      await publish('again', [
        chat({ initialMessages: 'Welcome' }, { responseMode: 'responseNodes', showWelcomeScreen: true }),
        node('Ask', asks),
        node('Confirm', confirms),
        node('End', { message: '={{ $json.data.approved ? "Sent." : "Left." }}' }),
      ])
      const page = await open('/webhook/again/chat')
      const bot = (text: string) => page.locator('.chat-message-from-bot', { hasText: text }).waitFor()
      const texts = () => page.locator('.chat-message').allInnerTexts()
      const write = async (text: string) => {
        await page.fill('textarea', text)
        await page.keyboard.press('Enter')
      }
      await page.locator('.chat-start button').click()
      await write('A letter')
      await bot('A long or a short one?')
      await page.reload()
      await bot('A long or a short one?')
      expect(await texts()).toEqual(['Welcome', 'A letter', 'A long or a short one?'])
      expect(await page.locator('.chat-message strong').innerText()).toBe('long')
      await write('A short one')
      await bot('A short one, then. Right?')
      await page.getByRole('button', { name: 'Yes' }).waitFor()
      await page.reload()
      await page.getByRole('button', { name: 'Yes' }).waitFor()
      expect(await page.locator('textarea').isDisabled()).toBe(true)
      await page.getByRole('button', { name: 'Yes' }).click()
      await bot('Sent.')
      expect((await texts()).slice(-4)).toEqual(['A short one', 'A short one, then. Right?', 'Yes', 'Sent.'])
      await page.reload()
      await page.locator('.chat-start button').click()
      expect(await texts()).toEqual(['Welcome'])
    })

    test('signs in where that is asked for, comes back, and is known to the workflow', async () => {
      const signIn = { authentication: 'n8nUserAuth', requireExecuteAccess: true }
      const own = {
        ...form('staff', { ...signIn, formFields: { values: [{ fieldLabel: 'Name' }] } }),
        typeVersion: 2.6,
      }
      const tells = { operation: 'completion', completionTitle: 'Done', completionMessage: '={{ $json.user.name }}' }
      await publish('staff', [own, formNode('End', tells)])
      const page = await open('/form/staff?Name=Grace')
      await page.getByLabel('Email').fill(owner.email)
      await page.getByLabel('Password', { exact: true }).fill(owner.password)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/form/staff?Name=Grace')
      expect(await page.inputValue('input[type=text]')).toBe('Grace')
      await page.click('button[type=submit]')
      await page.locator('.card', { hasText: owner.name }).waitFor()
      await publish('team', [chat({ ...signIn, includeUserInOutput: true }), answers('={{ $json.user.email }}')])
      await page.goto(`http://127.0.0.1:${server.port}/webhook/team/chat`)
      await page.fill('textarea', 'Who am I?')
      await page.keyboard.press('Enter')
      await page.locator('.chat-message-from-bot', { hasText: owner.email }).waitFor()
      await page.context().close()
    })

    test('can try again when no answer came', async () => {
      const fails = {
        name: 'Stop',
        type: 'n8n-nodes-base.stopAndError',
        typeVersion: 1,
        parameters: { errorMessage: 'no' },
      }
      await publish('fails', [chat({}), fails])
      const page = await open('/webhook/fails/chat')
      await page.fill('textarea', 'Ada')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('button', { name: 'Try again' }).waitFor()
      expect(await page.locator('.chat-message-from-user').count()).toBe(1)
    })

    test('meets nothing hostile, in what is said or in what is answered', async () => {
      const options = { title: hostile, subtitle: hostile, inputPlaceholder: hostile, customCss: hostile }
      await publish('evil', [chat({ initialMessages: hostile }, options), answers('={{ $json.chatInput }}')])
      const page = await open('/webhook/evil/chat')
      await page.fill('textarea', hostile)
      await page.click('button[type=submit]')
      await page.locator('.chat-message-from-user').waitFor()
      await expect.poll(() => page.locator('.chat-typing').count()).toBe(0)
      expect(await page.locator('.chat-message').last().innerText()).toContain('<script>alert(1)</script>')
    })

    test('sends nothing elsewhere because an answer says so', async () => {
      const asks = {
        name: 'Answer',
        type: 'n8n-nodes-base.respondToWebhook',
        typeVersion: 1.1,
        parameters: { respondWith: 'text', responseBody: '={"type":"question","url":"/rest/elsewhere/x"}\n' },
      }
      await publish('lure', [chat({ mode: 'hostedChat' }, { responseMode: 'responseNode' }), asks])
      const page = await open('/webhook/lure/chat')
      const asked: string[] = []
      page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
      for (const text of ['one', 'two']) {
        await page.fill('textarea', text)
        await page.keyboard.press('Enter')
        await page.locator('.chat-message-from-user', { hasText: text }).waitFor()
        await expect.poll(() => page.locator('.chat-typing').count()).toBe(0)
      }
      expect(asked).toEqual(['/webhook/lure/chat', '/webhook/lure/chat'])
    })
  })

  test('saw no dialog, no error, and nothing refused or asked of others', () => expect(faults).toEqual([]))
})
