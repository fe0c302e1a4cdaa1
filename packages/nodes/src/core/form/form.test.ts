import type { Json, JsonObject, RunContext, WebhookRequest } from '@millrace/sdk'
import { placed, runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { form } from './form.node.ts'

const formFields = { values: [{ fieldLabel: 'Colour' }] }
const trigger = {
  name: 'Start',
  type: 'formTrigger',
  rawParameters: {
    formTitle: '=Hello {{ $json.name }}',
    options: { buttonLabel: 'Go', customCss: '.card {}', appendAttribution: false },
  },
}
const behindTrigger: Partial<RunContext> = {
  parents: () => [trigger],
  evaluate: (text) => (text.includes('formQueryParameters') ? { Colour: 'red' } : 'Hello Ada'),
}

async function run(parameters: JsonObject, context: Partial<RunContext> = behindTrigger) {
  const { outcome } = await runNode(form, { version: 2.5, parameters, context })
  return outcome
}

function request(about: Partial<WebhookRequest>): WebhookRequest {
  const url = 'http://localhost/form-waiting/1'
  const nothing = { path: '1', headers: {}, params: {}, body: undefined, files: {} }
  const query = { signature: 's+/' }
  return { method: 'POST', ...nothing, query, url, test: false, address: '127.0.0.1', ...about }
}

/** How its address answers once it has kept something. */
async function receive(kept: JsonObject, about: Partial<WebhookRequest>) {
  if (!form.resume) throw new Error('A form has an address.')
  return form.resume.receive(placed(form, {}, { parameters: kept }), request(about))
}

async function keptBy(parameters: JsonObject, context?: Partial<RunContext>): Promise<JsonObject> {
  const outcome = await run(parameters, context)
  if (outcome.kind === 'wait' && outcome.for.by === 'form') return outcome.for.answer
  throw new Error('It does not wait for a form.')
}

describe('a further page', () => {
  test('waits at the form address, and shows itself there with what the trigger says', async () => {
    const kept = await keptBy({ formFields })
    expect(await receive(kept, { method: 'GET' })).toMatchObject({
      refuse: {
        status: 200,
        body: {
          page: {
            title: 'Hello Ada',
            button: 'Go',
            css: '.card {}',
            attribution: false,
            fields: [{ label: 'Colour', value: 'red' }],
          },
        },
      },
    })
  })

  test('says what it says itself', async () => {
    const options = { formTitle: 'Second', formDescription: 'More', buttonLabel: 'On' }
    expect(await receive(await keptBy({ formFields, options }), { method: 'GET' })).toMatchObject({
      refuse: { body: { page: { title: 'Second', markup: 'More', button: 'On' } } },
    })
  })

  test('shows itself where no form trigger began', async () => {
    const kept = await keptBy({ formFields }, { parents: () => [] })
    expect(await receive(kept, { method: 'GET' })).toMatchObject({
      refuse: { body: { page: { title: '', attribution: true } } },
    })
  })

  test('takes what comes, and sends the visitor back to its address', async () => {
    const kept = await keptBy({ formFields })
    expect(await receive(kept, { body: { 'field-0': 'blue' } })).toMatchObject({
      start: [[{ json: { Colour: 'blue', formMode: 'production' } }]],
    })
    const accepted = await form.resume?.accepted(placed(form, {}, { parameters: kept }), request({}))
    const url = 'http://localhost/form-waiting/1?signature=s%2B%2F'
    expect(accepted).toMatchObject({
      body: { value: { formWaitingUrl: url } },
      visitor: { kind: 'leave', url },
    })
  })

  test('goes on with what came', async () => {
    const items = [{ json: { Colour: 'blue' } }]
    const { json } = await runNode(form, { version: 2.5, parameters: { formFields }, entry: { by: 'form', items } })
    expect(json).toEqual([{ Colour: 'blue' }])
  })

  test('reads elements that are written as JSON, and says what is wrong with them', async () => {
    const written = (jsonOutput: Json) => keptBy({ defineForm: 'json', jsonOutput })
    const kept = await written('[{ "fieldLabel": "A" }]')
    expect(await receive(kept, { method: 'GET' })).toMatchObject({
      refuse: { body: { page: { fields: [{ label: 'A' }] } } },
    })
    await expect(written('{ "fieldLabel": "A" }')).rejects.toThrow('The elements of the form are no list.')
    await expect(written('[')).rejects.toThrow('The elements of the form are no JSON')
  })

  test('waits no longer than it says', async () => {
    const outcome = await run({ formFields, limitWaitTime: true, resumeAmount: 2, resumeUnit: 'hours' })
    expect(outcome).toMatchObject({ for: { until: Date.UTC(2024, 0, 1, 2) } })
  })
})

describe('an ending', () => {
  const ending = async (parameters: JsonObject, items: JsonObject[] = [{}]) => {
    const { outcome, outputs } = await runNode(form, {
      version: 2.5,
      parameters: { operation: 'completion', ...parameters },
      items,
      context: behindTrigger,
    })
    expect(outputs).toEqual([[]])
    return outcome.kind === 'items' ? receive(outcome.ending ?? {}, { method: 'GET' }) : undefined
  }

  test('is a page in the words of its author', async () => {
    const words = { completionTitle: 'Done', completionMessage: 'Bye', options: { formTitle: 'Tab' } }
    expect(await ending(words)).toMatchObject({
      refuse: { body: { page: { kind: 'end', title: 'Tab', heading: 'Done', markup: 'Bye' } } },
    })
  })

  test('is another address, or a page of its author alone', async () => {
    expect(await ending({ respondWith: 'redirect', redirectUrl: 'https://example.com' })).toMatchObject({
      refuse: { body: { page: { kind: 'leave', url: 'https://example.com' } } },
    })
    expect(await ending({ respondWith: 'showText', responseText: '<b>x</b>' })).toMatchObject({
      refuse: { body: { page: { kind: 'end', title: 'Hello Ada', heading: '', markup: '<b>x</b>' } } },
    })
  })

  test('offers a file of its input, and fails where there is none', async () => {
    const file = { mimeType: 'text/plain', fileName: 'a.txt', data: 'QQ==' }
    const item = { json: {}, binary: { data: file } }
    const parameters = { operation: 'completion', respondWith: 'returnBinary', completionTitle: 'Here' }
    const { outcome } = await runNode(form, { version: 2.5, parameters, items: [item], context: behindTrigger })
    const kept = outcome.kind === 'items' ? (outcome.ending ?? {}) : {}
    expect(await receive(kept, { method: 'GET' })).toMatchObject({ refuse: { body: { page: { files: [file] } } } })
    await expect(ending({ respondWith: 'returnBinary' })).rejects.toThrow('There is no file in “data”.')
  })
})
