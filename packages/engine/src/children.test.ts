import type { Item, Json } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { filesBack, withFiles } from './children.ts'
import { memoryBlobs } from './local/memory.ts'
import { drawing } from './testing/documents.ts'
import { testCatalog } from './testing/nodes.ts'
import { runWorkflow } from './testing/run-workflow.ts'

const items = [{ json: { n: 1 } }, { json: { n: 2, fail: true } }, { json: { n: 3 } }]

function child(settings: Record<string, Json> = {}): Json {
  return drawing(
    { Called: { type: 'called' }, Told: { type: 'sink' }, Fail: { type: 'fail' } },
    ['Called > Told', 'Told > Fail'],
    { settings },
  )
}

async function calling(settings: Record<string, Json>, called: Json = child()) {
  const told: Item['json'][] = []
  const run = await runWorkflow(
    drawing({ Start: { type: 'start' }, Call: { type: 'callEach', parameters: { workflow: 'child' }, settings } }, [
      'Start > Call',
    ]),
    {
      catalog: testCatalog((item) => told.push(item.json)),
      items,
      mode: 'trigger',
      others: [{ id: 'child', document: called, published: true }],
    },
  )
  return { told: told.map(({ n }) => n), status: run.status, outputs: run.outputs, error: run.error }
}

describe('workflows called one after the other', () => {
  test('are called no more after one that failed', async () => {
    const { told, status, error } = await calling({})
    expect(status).toBe('error')
    expect(told).toEqual([1, 2])
    expect(error?.message).toBe('failed at 0')
  })

  test('are all called where the node is told to continue', async () => {
    const { told, status, outputs } = await calling({ onError: 'continueRegularOutput' })
    expect(status).toBe('success')
    expect(told).toEqual([1, 2, 3])
    expect(outputs[0]?.map((item) => item.json)).toEqual([{ n: 1 }, { error: 'failed at 0' }, { n: 3 }])
  })
})

describe('who may call', () => {
  test('is what the called workflow says', async () => {
    const policy = (callerPolicy: string, callerIds = '') => calling({}, child({ callerPolicy, callerIds }))
    expect((await policy('none')).told).toEqual([])
    expect((await policy('workflowsFromAList', 'a, b')).told).toEqual([])
    expect((await policy('workflowsFromAList', 'a, workflow')).told).toEqual([1, 2])
  })
})

describe('files', () => {
  test('go along as copies that belong to each execution', async () => {
    const blobs = memoryBlobs()
    const id = await blobs.put('caller', new TextEncoder().encode('hello'))
    const item: Item = { json: {}, binary: { a: { mimeType: 'text/plain', id }, b: { mimeType: 'text/plain', id } } }
    const [job] = await withFiles(blobs, 'caller', [
      {
        execution: 'called',
        workflow: 'w',
        version: 'draft',
        mode: 'integrated',
        trigger: '',
        outputs: [[item, { json: { n: 1 } }]],
        rootId: 'caller',
        pinData: false,
      },
    ])
    const given = job?.outputs[0]?.[0]
    expect(given?.binary?.['a']?.id).toBe(given?.binary?.['b']?.id)
    expect(new TextDecoder().decode(await blobs.get('called', given?.binary?.['a']?.id ?? ''))).toBe('hello')

    const outputs = [[given ?? item]]
    const [result] = await filesBack(blobs, 'caller', [{ ok: true, executionId: 'called', outputs }])
    const back = result?.ok ? result.outputs[0]?.[0]?.binary?.['a']?.id : undefined
    expect(new TextDecoder().decode(await blobs.get('caller', back ?? ''))).toBe('hello')
  })

  test('that a caller cannot read itself stay what they are, and readable to nobody', async () => {
    const blobs = memoryBlobs()
    const id = await blobs.put('stranger', new TextEncoder().encode('secret'))
    const outputs = [[{ json: {}, binary: { a: { mimeType: 'text/plain', id } } }]]
    const [result] = await filesBack(blobs, 'caller', [{ ok: true, executionId: 'called', outputs }])
    expect(result).toEqual({ ok: true, executionId: 'called', outputs })
    await expect(blobs.get('caller', id)).rejects.toThrow('no file')
  })
})
