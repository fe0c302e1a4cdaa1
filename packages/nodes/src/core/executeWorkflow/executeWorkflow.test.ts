import type { Json, JsonObject, WorkflowCallResult } from '@millrace/sdk'
import { answer, memoryMachine, runNode, type NodeRun } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { executeWorkflow } from './executeWorkflow.node.ts'

const items = [{ n: 1 }, { n: 2 }]
const byId = { workflowId: { __rl: true, mode: 'id', value: 'w1' } }

function ended(...json: JsonObject[]): WorkflowCallResult {
  return { ok: true, executionId: 'e', outputs: [json.map((one) => ({ json: one }))] }
}

const failed: WorkflowCallResult = {
  ok: false,
  message: 'No.',
  error: { code: 'x', name: 'NodeApiError', node: 'Fetch', httpCode: '404' },
}

function afterCalls(results: readonly WorkflowCallResult[], run: NodeRun = {}) {
  return runNode(executeWorkflow, { items, parameters: byId, entry: { by: 'call', results }, ...run })
}

describe('calling', () => {
  test('hands all items to one call, or each to its own, one after the other', async () => {
    const once = await runNode(executeWorkflow, { items, parameters: byId })
    expect(once.outcome).toMatchObject({ kind: 'call', wait: true, calls: [{ workflow: { id: 'w1' } }] })
    expect(once.outcome.kind === 'call' && once.outcome.calls[0]?.items.map(({ json }) => json)).toEqual(items)

    const each = { parameters: { ...byId, mode: 'each' } }
    const first = await runNode(executeWorkflow, { items, ...each })
    expect(first.outcome).toMatchObject({ calls: [{ items: [{ json: { n: 1 } }], itemIndex: 0 }] })
    const second = await afterCalls([ended({ a: 1 })], each)
    expect(second.outcome).toMatchObject({ calls: [{ items: [{ json: { n: 2 } }], itemIndex: 1 }] })
  })

  test('says what has failed so far, so that the engine can end it there', async () => {
    const { outcome } = await afterCalls([failed], { parameters: { ...byId, mode: 'each' } })
    expect(outcome).toMatchObject({ kind: 'call', failed: { message: 'No.', node: 'Fetch', httpCode: '404' } })
  })

  test('without waiting makes all calls at once and goes on with what came', async () => {
    const parameters = { ...byId, mode: 'each', options: { waitForSubWorkflow: false } }
    const { outcome } = await runNode(executeWorkflow, { items, parameters })
    expect(outcome).toMatchObject({ wait: false, calls: [{ itemIndex: 0 }, { itemIndex: 1 }] })
    const { json } = await afterCalls([ended(), ended()], { parameters })
    expect(json).toEqual(items)
    await expect(afterCalls([failed, failed], { parameters })).rejects.toThrow('No.')
  })

  test('finds the workflow by an id of any form, in the node, in a file, or at an address', async () => {
    const machine = memoryMachine(new Map([['/data/w.json', '{ "nodes": [], "connections": {} }']]))
    const workflow = async (parameters: JsonObject, version = 1.3, http?: NodeRun['http']) => {
      const around = { ...(http && { http }), context: { machine } }
      const { outcome } = await runNode(executeWorkflow, { items, parameters, version, ...around })
      return outcome.kind === 'call' ? outcome.calls[0]?.workflow : undefined
    }
    expect(await workflow({ workflowId: 'w2' }, 1)).toEqual({ id: 'w2' })
    const document: Json = { nodes: [], connections: {} }
    expect(await workflow({ source: 'parameter', workflowJson: JSON.stringify(document) })).toEqual({ document })
    expect(await workflow({ source: 'url', workflowUrl: 'http://x.test/w' }, 1.1, () => answer(document))).toEqual({
      document,
    })
    await expect(workflow({ source: 'parameter', workflowJson: '{' })).rejects.toThrow('no valid JSON')
    expect(await workflow({ source: 'localFile', workflowPath: '/data/w.json' }, 1)).toEqual({ document })
    await expect(workflow({ source: 'localFile', workflowPath: '/w.json' }, 1)).rejects.toThrow('no file "/w.json"')
    await expect(workflow({})).rejects.toThrow('No workflow is chosen.')
  })
})

describe('fields of the called workflow', () => {
  const schema = [
    { id: 'name', type: 'string' },
    { id: 'count', type: 'number' },
    { id: 'gone', type: 'string', removed: true },
  ]
  const given = async (value: JsonObject, more: JsonObject = {}) => {
    const parameters = { ...byId, workflowInputs: { mappingMode: 'defineBelow', value, schema, ...more } }
    const { outcome } = await runNode(executeWorkflow, { items: [{ n: 1 }], parameters })
    return outcome.kind === 'call' ? outcome.calls[0]?.items[0]?.json : undefined
  }

  test('are what is mapped and nothing else', async () => {
    expect(await given({ name: 'a', count: 5, gone: 'x', other: 1 })).toEqual({ name: 'a', count: 5 })
  })

  test('take values of their type only, or converted where that is wanted', async () => {
    await expect(given({ count: '5' })).rejects.toMatchObject({
      message: 'The field "count" of the called workflow is of type number, but got "5".',
      details: { reach: 'node', itemIndex: 0 },
    })
    expect(
      await given({ count: '5', name: { k: 1 } }, { attemptToConvertTypes: true, convertFieldsToString: true }),
    ).toEqual({
      name: '{"k":1}',
      count: 5,
    })
    await expect(given({ count: 'many' }, { attemptToConvertTypes: true })).rejects.toMatchObject({
      details: { reach: 'node', itemIndex: 0 },
    })
    expect(await given({ count: null })).toEqual({ count: null })
  })
})

describe('what comes back', () => {
  test('is linked by place, else as the called workflow linked it, else to all items', async () => {
    const links = async (...json: JsonObject[]) => {
      const { outputs } = await afterCalls([ended(...json)])
      return outputs[0]?.map((item) => item.pairedItem)
    }
    expect(await links({}, {})).toEqual([{ item: 0 }, { item: 1 }])
    expect(await links({})).toEqual([[{ item: 0 }, { item: 1 }]])
    const own = { ok: true, executionId: 'e', outputs: [[{ json: {}, pairedItem: 1 }]] } as const
    const { outputs } = await afterCalls([own])
    expect(outputs[0]?.[0]?.pairedItem).toBe(1)
  })

  test('lies on the outputs of the last node; nothing at all is an empty list', async () => {
    const two = { ok: true, executionId: 'e', outputs: [[], [{ json: { b: 1 } }]] } as const
    expect((await afterCalls([two])).outputs.map((output) => output?.length)).toEqual([0, 1])
    expect((await afterCalls([{ ok: true, executionId: 'e', outputs: [] }])).outputs).toEqual([[]])
  })

  test('a failed call is a failed item, with the failure of the node that failed', async () => {
    const { outputs } = await afterCalls([failed])
    expect(outputs).toMatchObject([
      [{ json: { error: 'No.' }, pairedItem: [{ item: 0 }, { item: 1 }], error: { node: 'Fetch' } }],
    ])
  })

  test('the failure of an item lies in its place; before version 1.3 on an output of its own', async () => {
    const shape = async (version: number) => {
      const run = { parameters: { ...byId, mode: 'each' }, version }
      const { outputs } = await afterCalls([ended({ a: 1 }), failed], run)
      return outputs.map((output) => output?.map((item) => [Object.keys(item.json)[0], item.pairedItem]))
    }
    expect(await shape(1.3)).toEqual([
      [
        ['a', { item: 0 }],
        ['error', { item: 1 }],
      ],
    ])
    expect(await shape(1.2)).toEqual([[['a', { item: 0 }]], [['error', { item: 1 }]]])
  })
})
