import type { Json, JsonObject, Received, WebhookRequest } from '@millrace/sdk'
import { type NodeRun, placed, runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { chat } from './chat.node.ts'
import { resumeChat } from './resume-chat.ts'

const items = [{ chatInput: 'cups' }]

async function run(parameters: JsonObject, more: Partial<NodeRun> = {}) {
  const said: Json[] = []
  const context = { ...more.context, stream: (piece: Json) => void said.push(piece) }
  const ran = await runNode(chat, { items, parameters: { message: 'Hello', ...parameters }, ...more, context })
  return { ...ran, said }
}

test('says something, and hands its items on', async () => {
  const { json, said } = await run({})
  expect(json).toEqual(items)
  expect(said).toMatchObject([{ type: 'begin' }, { type: 'item', content: 'Hello' }, { type: 'end' }])
})

test('asks, and waits at an address that the page is told', async () => {
  const { outcome, said } = await run({ operation: 'sendAndWait' })
  expect(outcome).toMatchObject({ kind: 'wait', for: { by: 'webhook', methods: ['POST'] } })
  expect(said.at(-1)).toEqual({ type: 'question', url: expect.stringContaining('/webhook-waiting/1/node') })
})

test('its first version waits unless told otherwise', async () => {
  expect((await run({}, { version: 1 })).outcome.kind).toBe('wait')
  expect((await run({ waitUserReply: false }, { version: 1 })).outcome.kind).toBe('items')
})

test('an approval has a button for each answer, declining first', async () => {
  const approval = { operation: 'sendAndWait', responseType: 'approval' }
  const buttonsOf = async (more: JsonObject) => {
    const { said } = await run({ ...approval, ...more })
    return said.at(-1)
  }
  expect(await buttonsOf({})).toMatchObject({ buttons: [{ label: 'Approve' }], onlyButtons: false })
  const values = { approvalType: 'double', approveLabel: 'Yes', disapproveLabel: 'No' }
  expect(await buttonsOf({ blockUserInput: true, approvalOptions: { values } })).toMatchObject({
    buttons: [
      { label: 'No', url: expect.stringContaining('approved=false') },
      { label: 'Yes', url: expect.stringContaining('approved=true') },
    ],
    onlyButtons: true,
  })
})

test('waits no longer than it is told, and goes on with its items then', async () => {
  const limitWaitTime = { values: { limitType: 'afterTimeInterval', resumeAmount: 2, resumeUnit: 'minutes' } }
  const parameters = { operation: 'sendAndWait', options: { limitWaitTime } }
  const now = () => new Date('2024-01-01T00:00:00Z')
  const { outcome } = await run(parameters, { context: { now } })
  expect(outcome).toMatchObject({ for: { until: now().getTime() + 120_000 } })
  expect((await run(parameters, { entry: { by: 'time' } })).json).toEqual(items)
})

test('goes on with what was answered', async () => {
  const answered = [{ json: { chatInput: '12' } }]
  const { json, said } = await run({ operation: 'sendAndWait' }, { entry: { by: 'webhook', items: answered } })
  expect(json).toEqual([{ chatInput: '12' }])
  expect(said).toEqual([])
})

test('an answer is a message, or whether a button approved', async () => {
  const url = 'http://localhost/webhook-waiting/1/a'
  const body = { action: 'sendMessage', sessionId: 's', chatInput: 'Yes' }
  const request = (query: JsonObject): WebhookRequest => ({
    method: 'POST',
    path: 'a',
    headers: {},
    params: {},
    query,
    body,
    files: {},
    url,
    test: false,
    address: '127.0.0.1',
  })
  const answer = async (asks: string, query: JsonObject = {}) => {
    const received: Received = await resumeChat.receive({ ...placed(chat), parameters: { asks } }, request(query))
    return 'start' in received ? received.start[0]?.[0]?.json : undefined
  }
  expect(await answer('freeTextChat')).toEqual(body)
  expect(await answer('approval', { approved: 'true' })).toEqual({ data: { approved: true } })
  expect(await answer('approval', { approved: 'false' })).toEqual({ data: { approved: false } })
  expect(await answer('approval')).toEqual({ data: { approved: false, chatInput: 'Yes' } })
})
