import { type Item, type JsonObject, type TriggerContext, type WebhookRequest, withDefaults } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { answerOfLastNode } from './webhook-answer.ts'
import { webhook } from './webhook.node.ts'

const trigger = webhook.trigger?.by === 'webhook' ? webhook.trigger.webhook : undefined
if (!trigger) throw new Error('Webhook starts executions by webhook.')

function placed(
  stored: JsonObject,
  version = 2.1,
  parameter: TriggerContext['parameter'] = () => undefined,
): TriggerContext {
  const parameters = withDefaults(webhook.description, stored, version)
  return {
    node: { id: 'a', name: 'Webhook', type: 'webhook', version },
    workflow: { id: 'w', name: 'W', active: true },
    parameters,
    rawParameters: parameters,
    parameter,
    zone: 'UTC',
    manual: false,
    now: () => new Date(0),
  }
}

const request: WebhookRequest = {
  method: 'POST',
  path: 'in',
  headers: {},
  params: {},
  query: {},
  body: undefined,
  files: {},
  url: 'http://localhost/webhook/in',
  test: false,
  address: '127.0.0.1',
}

describe('listening', () => {
  test('takes several methods, and gives each an output of its own', async () => {
    const context = placed({ multipleMethods: true, httpMethod: ['GET', 'POST'], path: '/in/' })
    expect(trigger.hooks(context)[0]).toMatchObject({ methods: ['GET', 'POST'], path: 'in' })
    const received = await trigger.receive(context, request)
    expect('start' in received && received.start.map((items) => items?.length ?? null)).toEqual([null, 1])
  })

  test('names the credential its authentication needs', () => {
    const [hook] = trigger.hooks(placed({ authentication: 'headerAuth', path: 'in' }))
    expect(hook?.authentication).toEqual({ kind: 'header', credentialType: 'httpHeaderAuth' })
  })
})

describe('receiving', () => {
  test('an unparsed body is an empty object, but in version 1 and beside a raw body it is not there', async () => {
    const body = async (options: JsonObject, version: number) => {
      const received = await trigger.receive(placed({ options, httpMethod: 'POST' }, version), request)
      return 'start' in received ? received.start[0]?.[0]?.json['body'] : 'refused'
    }
    expect(await body({}, 2)).toEqual({})
    expect(await body({}, 1)).toBeUndefined()
    expect(await body({ rawBody: true }, 2)).toBeUndefined()
    expect(await body({ binaryData: true }, 1)).toEqual({})
  })

  test('runs only if the condition is true; a plain text is no condition', async () => {
    const run = async (onlyRunIf: string, value: unknown) =>
      'start' in
      (await trigger.receive(
        placed({ options: { onlyRunIf } }, 2.1, () => value),
        request,
      ))
    expect(await run('={{ $json.go }}', true)).toBe(true)
    expect(await run('={{ $json.go }}', 'yes')).toBe(false)
    expect(await run('false', undefined)).toBe(true)
  })
})

describe('answering', () => {
  const items: readonly Item[] = [{ json: { a: { b: [1] }, text: 'é' } }, { json: { n: 2 } }]
  const plain = {
    data: 'firstEntryJson',
    status: 200,
    headers: {},
    property: undefined,
    contentType: undefined,
    binaryProperty: 'data',
  } as const

  test('with the first item, a member of it, or all of them', () => {
    expect(answerOfLastNode(items, plain).body).toEqual({ kind: 'json', value: items[0]?.json })
    expect(answerOfLastNode(items, { ...plain, property: 'a.b' }).body).toEqual({ kind: 'json', value: [1] })
    expect(answerOfLastNode(items, { ...plain, data: 'allEntries' }).body).toMatchObject({ value: [{}, { n: 2 }] })
  })

  test('says so when nothing came out', () => {
    expect(() => answerOfLastNode([], plain)).toThrow('No item to return was found')
    expect(() => answerOfLastNode(items, { ...plain, data: 'firstEntryBinary' })).toThrow(
      'No binary data was found to return',
    )
    expect(answerOfLastNode([], { ...plain, data: 'noData' }).body).toEqual({ kind: 'none' })
  })
})
