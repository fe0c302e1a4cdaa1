/** Forms as people and programs meet them: who may see them, where they lead, and what is left when all is over. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  createApiKey,
  createCredential,
  createWorkflow,
  listExecutions,
  publishWorkflow,
  signIn,
  startListening,
} from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, owner, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

const asVisitor = { accept: 'text/html' }
const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
const required = { values: [{ fieldLabel: 'Name', requiredField: true }] }

interface Placed {
  readonly name: string
  readonly type: string
  readonly parameters: JsonObject
  readonly credentials?: JsonObject
}

const end = (parameters: JsonObject = {}): Placed => ({
  name: 'End',
  type: 'form',
  parameters: { operation: 'completion', completionTitle: 'All done', ...parameters },
})

function documentOf(
  path: string,
  form: JsonObject,
  behind: readonly Placed[],
  credentials?: JsonObject,
  version = 2.5,
) {
  const { options, ...parameters } = form
  const trigger: Placed = {
    name: 'Form',
    type: 'formTrigger',
    parameters: {
      formTitle: 'Ask',
      formFields: required,
      ...parameters,
      options: { path, ...(options as JsonObject) },
    },
    ...(credentials && { credentials }),
  }
  const nodes = [trigger, ...behind]
  return {
    name: `Form ${path}`,
    nodes: nodes.map(({ type, ...node }, i) => ({
      id: node.name.toLowerCase(),
      type: `n8n-nodes-base.${type}`,
      typeVersion: type === 'wait' ? 1.1 : type === 'noOp' || type === 'stopAndError' ? 1 : version,
      position: [i * 200, 0],
      webhookId: `${path}-${node.name}`,
      ...node,
    })),
    connections: Object.fromEntries(
      nodes
        .slice(0, -1)
        .map(({ name }, i) => [name, { main: [[{ node: nodes[i + 1]?.name ?? '', type: 'main', index: 0 }]] }]),
    ),
    settings: { executionOrder: 'v1' },
  }
}

async function publish(document: JsonObject): Promise<string> {
  const { id, revision } = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
  return id
}

const look = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  rawRequest(server.port, 'GET', path, headers)
const send = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  rawRequest(server.port, 'POST', path, { ...asForm, ...headers }, body)

/** Submits as a program; answers with the address of what comes next. */
async function goOn(path: string): Promise<string> {
  const { text } = await send(path, 'field-0=Ada')
  const url = new URL(JSON.parse(text).formWaitingUrl)
  return `${url.pathname}${url.search}`
}

async function until(path: string, words: string): Promise<string> {
  for (let i = 0; i < 100; i++) {
    const { text } = await look(path)
    if (text.includes(words)) return text
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`It never said “${words}”.`)
}

describe('a form', () => {
  test('is a page under a policy that no header of a workflow could give', async () => {
    await publish(documentOf('plain', {}, [{ name: 'N', type: 'noOp', parameters: {} }]))
    const { status, headers, text } = await look('/form/plain')
    expect(status).toBe(200)
    expect(text).toContain('<h1>Ask</h1>')
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' })
    expect(headers['content-security-policy']).toMatch(/^sandbox .*default-src 'none'/)
    expect(headers['content-security-policy']).not.toContain('allow-same-origin')
  })

  test('asks people to sign in, and takes what is sent with the pass of their page only', async () => {
    const id = await publish(
      documentOf('staff', { authentication: 'n8nUserAuth', options: { showHeaders: true } }, [], undefined, 2.6),
    )
    const asked = await look('/form/staff?Name=Grace', asVisitor)
    expect(asked).toMatchObject({ status: 302, headers: { location: '/signin?to=%2Fform%2Fstaff%3FName%3DGrace' } })
    expect((await send('/form/staff', 'field-0=Eve')).status).toBe(401)
    const body = JSON.stringify({ email: owner.email, password: owner.password })
    const session = await rawRequest(
      server.port,
      signIn.method,
      signIn.path,
      { 'content-type': 'application/json' },
      body,
    )
    const cookie = `theirs=1; ${session.headers['set-cookie']?.[0]?.split(';')[0]}`
    const page = await look('/form/staff?Name=Grace', { ...asVisitor, cookie })
    expect(page.status).toBe(200)
    const action = /action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await send('/form/staff', 'field-0=Eve', { cookie })).status).toBe(401)
    expect((await send(`/form/staff${action}x`, 'field-0=Eve')).status).toBe(401)
    expect((await send(`/form/staff${action}`, 'field-0=Grace', { cookie })).status).toBe(200)
    const { text: key } = await ada.call(createApiKey, { body: { name: 'reader' } })
    const all = `/api/v1/executions?workflowId=${id}&includeData=true`
    const { text: told } = await look(all, { 'x-n8n-api-key': key })
    expect(told.match(/"formMode"/g)).toHaveLength(1)
    expect(told).toContain(`"email":"${owner.email}"`)
    expect(told).toContain('"formQueryParameters":{"Name":"Grace"}')
    expect(told).toContain('theirs=1')
    expect(told).not.toContain('session_token')
  })

  test('tells a visitor what is missing, and takes what a program sends', async () => {
    const id = await publish(documentOf('missing', {}, [{ name: 'N', type: 'noOp', parameters: {} }]))
    const refused = await send('/form/missing', 'field-0=', asVisitor)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('Fill this in.')
    expect((await ada.call(listExecutions, { query: { workflow: id } })).executions).toEqual([])
    expect(await send('/form/missing', 'field-0=')).toMatchObject({ status: 200, text: '{"status":200}' })
    const taken = await send('/form/missing', 'field-0=Ada', asVisitor)
    expect(taken.text).toContain('Your response has been recorded')
  })

  test('takes several files of a field, and keeps none of what it refuses', async () => {
    const formFields = { values: [...required.values, { fieldLabel: 'Files', fieldName: 'f', fieldType: 'file' }] }
    const names = { respondWith: 'showText', responseText: '={{ Object.keys($binary).join() }} {{ $json.f.length }}' }
    await publish(documentOf('files', { formFields }, [end(names)]))
    const body = (name: string) => {
      const part = (about: string, value: string) =>
        `--X\r\ncontent-disposition: form-data; ${about}\r\n\r\n${value}\r\n`
      const file = (fileName: string) => part(`name="field-1"; filename="${fileName}"`, 'x'.repeat(10_000))
      return `${part('name="field-0"', name)}${file('a.txt')}${file('b.txt')}--X--\r\n`
    }
    const headers = { 'content-type': 'multipart/form-data; boundary=X' }
    const files = () =>
      readdirSync(join(server.home, 'binary'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const before = files().length
    expect((await send('/form/files', body(''), { ...headers, ...asVisitor })).status).toBe(422)
    expect(files()).toHaveLength(before)
    const { text } = await send('/form/files', body('Ada'), headers)
    const { pathname, search } = new URL(JSON.parse(text).formWaitingUrl)
    await until(`${pathname}${search}`, 'f_0,f_1 2')
    expect(files()).toHaveLength(before + 2)
  })

  test('that is not there is a page as well', async () => {
    expect(await look('/form/nowhere')).toMatchObject({ status: 404, text: expect.stringContaining('not here') })
  })

  test('asks who comes to sign in, without a word to programs', async () => {
    const fields = { user: 'ada', password: 'wheel' }
    const { id } = await ada.call(createCredential, { body: { name: 'Basic', type: 'httpBasicAuth', fields } })
    const credentials = { httpBasicAuth: { id, name: 'Basic' } }
    const behind = [{ name: 'N', type: 'noOp', parameters: {} }]
    await publish(documentOf('closed', { authentication: 'basicAuth' }, behind, credentials))
    const authorization = `Basic ${Buffer.from('ada:wheel').toString('base64')}`
    const wrong = { authorization: `Basic ${Buffer.from('ada:mill').toString('base64')}` }
    for (const headers of [{}, wrong]) {
      const { status, text, headers: said } = await look('/form/closed', headers)
      expect({ status, text }).toEqual({ status: 401, text: '' })
      expect(said['www-authenticate']).toMatch(/^Basic /)
      expect((await send('/form/closed', 'field-0=Ada', headers)).status).toBe(401)
    }
    expect((await look('/form/closed', asVisitor)).text).toContain('Sign in')
    const page = await look('/form/closed', { authorization })
    expect(page.text).toContain('<h1>Ask</h1>')
    // Our script could not send what the browser sends by itself.
    expect(page.text).not.toContain('data-in-place>')
    expect((await send('/form/closed', 'field-0=Ada', { authorization })).status).toBe(200)
  })

  test('whose workflow fails tells a visitor in words, and a program as ever', async () => {
    const fails = { name: 'Stop', type: 'stopAndError', parameters: { errorMessage: 'secret' } }
    await publish(documentOf('fails', { responseMode: 'lastNode' }, [fails]))
    expect(await send('/form/fails', 'field-0=Ada')).toMatchObject({ status: 500, text: expect.stringContaining('{') })
    const told = await send('/form/fails', 'field-0=Ada', asVisitor)
    expect(told.text).toContain('<h1 tabindex="-1">Something went wrong</h1>')
    expect(told.text).not.toContain('secret')
  })
})

test('a wait for a form is found at the address for calls too', async () => {
  const told = { name: 'Two', type: 'form', parameters: { formFields: required } }
  await publish(documentOf('called', {}, [told]))
  const path = await goOn('/form/called')
  await until(path, 'Name')
  const call = path.replace('/form-waiting/', '/webhook-waiting/')
  expect(await look(call)).toMatchObject({
    status: 307,
    headers: { location: expect.stringMatching(path.replace(/[?]/g, '[?]')) },
  })
  expect((await look(call.replace(/[?].*/, ''))).status).toBe(401)
})

describe('further pages', () => {
  const second = { name: 'Two', type: 'form', parameters: { formFields: { values: [{ fieldLabel: 'Colour' }] } } }

  test('are where the first one leads, for visitors and for programs', async () => {
    await publish(documentOf('pages', {}, [second, end()]))
    const led = await send('/form/pages', 'field-0=Ada', asVisitor)
    expect(led.text).toMatch(/<meta http-equiv="refresh" content="0; url=[^"]*\/form-waiting\/[^"]*">/)
    const path = await goOn('/form/pages')
    const page = await until(path, 'Colour')
    expect(page).toContain('<title>Ask</title>')
    expect((await send(path, 'field-0=red', asVisitor)).text).toContain('form-waiting')
    await until(path, 'All done')
    expect((await send(path, 'field-0=again')).text).toContain('All done')
  })

  test('open to their signature alone', async () => {
    const path = await goOn('/form/pages')
    for (const other of [path.replace(/\?.*/, ''), path.replace(/=.../, '=aaa')]) {
      expect(await look(other)).toMatchObject({ status: 401, text: expect.stringContaining('does not work') })
    }
    expect(await look('/form-waiting/nobody')).toMatchObject({ status: 404, text: expect.stringContaining('not here') })
  })

  test('say that something goes on while it does, and look again', async () => {
    const wait = { name: 'Wait', type: 'wait', parameters: { amount: 4, unit: 'seconds' } }
    await publish(documentOf('slow', {}, [wait, end()]))
    const path = await goOn('/form/slow')
    expect(await look(path)).toMatchObject({ status: 202, headers: { refresh: '2' } })
    await until(path, 'All done')
  })

  test('say so when the workflow has failed, or ended without a word', async () => {
    const fails = { name: 'Stop', type: 'stopAndError', parameters: { errorMessage: 'no' } }
    await publish(documentOf('broken', {}, [fails, end()]))
    await until(await goOn('/form/broken'), 'Something went wrong')
    await publish(documentOf('wordless', {}, [second]))
    const path = await goOn('/form/wordless')
    await until(path, 'Colour')
    await send(path, 'field-0=red')
    await until(path, 'Everything you sent has arrived.')
  })

  test('show how it ended though nothing of the execution is kept, and after a restart where it is', async () => {
    const unkept = { ...documentOf('unkept', {}, [end()]), settings: { saveDataSuccessExecution: 'none' } }
    await publish(unkept)
    await until(await goOn('/form/unkept'), 'All done')
    await publish(documentOf('kept', {}, [end()]))
    const path = await goOn('/form/kept')
    await until(path, 'All done')
    server = await server.restart()
    ada = await signedInBrowser(server, true)
    await until(path, 'All done')
  })

  test('hand out a file, as something to keep and not to show', async () => {
    const formFields = { values: [{ fieldLabel: 'File', fieldName: 'f', fieldType: 'file', multipleFiles: false }] }
    const returned = end({ respondWith: 'returnBinary', inputDataFieldName: 'f' })
    await publish(documentOf('file', { formFields }, [returned]))
    const bytes = '<script>alert(1)</script>'.repeat(1000)
    const part = 'content-disposition: form-data; name="field-0"; filename="a b.html"\r\ncontent-type: text/html'
    const body = `--X\r\n${part}\r\n\r\n${bytes}\r\n--X--\r\n`
    const headers = { 'content-type': 'multipart/form-data; boundary=X' }
    const { text } = await send('/form/file', body, headers)
    const { pathname, search } = new URL(JSON.parse(text).formWaitingUrl)
    await until(`${pathname}${search}`, '&amp;file=0')
    const file = await look(`${pathname}${search}&file=0`)
    expect(file.text).toBe(bytes)
    expect(file.headers['content-disposition']).toBe("attachment; filename*=UTF-8''a%20b.html")
    expect(file.headers['content-security-policy']).toMatch(/^sandbox/)
    expect((await look(`${pathname}${search}&file=7`)).text).toContain('All done')
  })
})

test('a form is tried at its test address, once, from what the editor shows', async () => {
  const document = documentOf('tried', {}, [end()])
  const { id } = await ada.call(createWorkflow, { body: { document } })
  const { hooks } = await ada.call(startListening, { params: { id }, body: { document, node: 'form' } })
  expect(hooks[0]?.testUrl).toMatch(/\/form-test\/tried$/)
  expect((await look('/form-test/tried')).text).toContain('A test of this form.')
  const path = await goOn('/form-test/tried')
  await until(path, 'All done')
  expect((await look('/form-test/tried')).status).toBe(404)
  const { executions } = await ada.call(listExecutions, { query: { workflow: id } })
  expect(executions).toMatchObject([{ mode: 'manual', status: 'success' }])
})
