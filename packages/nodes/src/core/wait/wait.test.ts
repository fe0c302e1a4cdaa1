import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { waitNode } from './wait.node.ts'

// Time stands still in tests of nodes.
const now = Date.UTC(2024, 0, 1)
const items = [{ n: 1 }, { n: 2 }]

async function waits(parameters: JsonObject, version = 1.1, zone = 'UTC') {
  const { outcome } = await runNode(waitNode, { items, parameters, version, context: { zone } })
  return outcome.kind === 'wait' ? outcome.for : 'goes on'
}

describe('for a time', () => {
  test('waits as long as it says, by the presets of its version', async () => {
    expect(await waits({})).toEqual({ by: 'time', until: now + 5_000 })
    expect(await waits({}, 1)).toEqual({ by: 'time', until: now + 3_600_000 })
    expect(await waits({ amount: 1.5, unit: 'minutes' })).toEqual({ by: 'time', until: now + 90_000 })
  })

  test('waits until a moment, which is meant in the zone of the workflow', async () => {
    const until = (dateTime: string, zone?: string) => waits({ resume: 'specificTime', dateTime }, 1.1, zone)
    expect(await until('2024-01-02T00:00:00Z')).toEqual({ by: 'time', until: now + 86_400_000 })
    expect(await until('2024-01-01T00:00:00', 'America/New_York')).toEqual({ by: 'time', until: now + 5 * 3_600_000 })
  })

  test('goes on at once where the moment has passed, or no time is to pass', async () => {
    expect(await waits({ resume: 'specificTime', dateTime: '2023-12-31' })).toBe('goes on')
    expect(await waits({ amount: 0 })).toBe('goes on')
  })

  test('refuses what is no time to come', async () => {
    await expect(waits({ amount: -1 })).rejects.toMatchObject({
      message: 'It cannot wait -1 seconds: the amount must be 0 or more.',
      details: { reach: 'node' },
    })
    await expect(waits({ resume: 'specificTime', dateTime: 'bad' })).rejects.toThrow('"bad" is no moment to wait for.')
  })

  test('hands its items on afterwards', async () => {
    const inputs = [items.map((json) => ({ json }))]
    const { outputs } = await runNode(waitNode, { inputs, entry: { by: 'time' } })
    expect(outputs[0]?.[1]).toBe(inputs[0]?.[1])
  })
})

describe('for a call', () => {
  test('listens at its address, with the parameters as they are now', async () => {
    const options = { webhookSuffix: '/abc' }
    expect(await waits({ resume: 'webhook', httpMethod: 'POST', responseCode: 202, options })).toMatchObject({
      by: 'webhook',
      methods: ['POST'],
      suffix: 'abc',
      answer: { responseCode: 202, responseMode: 'onReceived', incomingAuthentication: 'none' },
    })
    expect(await waits({ resume: 'webhook' })).not.toHaveProperty('until')
  })

  test('waits for it no longer than it says', async () => {
    const limited = { resume: 'webhook', limitWaitTime: true }
    expect(await waits({ ...limited, resumeAmount: 2, resumeUnit: 'days' })).toMatchObject({ until: now + 172_800_000 })
    const at = { limitType: 'atSpecifiedTime', maxDateAndTime: '2024-01-02T00:00:00Z' }
    expect(await waits({ ...limited, ...at })).toMatchObject({ until: now + 86_400_000 })
    await expect(waits({ ...limited, limitType: 'atSpecifiedTime' })).rejects.toThrow('no moment')
  })

  test('goes on with what came instead of its items', async () => {
    const called = [{ json: { body: { approved: true } } }]
    const { json } = await runNode(waitNode, {
      items,
      parameters: { resume: 'webhook' },
      entry: { by: 'webhook', items: called },
    })
    expect(json).toEqual([{ body: { approved: true } }])
  })
})

test('a form is shown and taken at one address', async () => {
  const parameters = { resume: 'form', formTitle: 'Approve', formFields: { values: [{ fieldLabel: 'Name' }] } }
  expect(await waits(parameters)).toMatchObject({
    by: 'form',
    methods: ['GET', 'POST'],
    answer: { formTitle: 'Approve', formFields: { values: [{ fieldLabel: 'Name' }] } },
  })
})
