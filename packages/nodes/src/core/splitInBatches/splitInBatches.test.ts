import type { Item, JsonObject } from '@millrace/sdk'
import { runNode, type NodeRun } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { splitInBatches } from './splitInBatches.node.ts'

const five = [0, 1, 2, 3, 4].map((n) => ({ n }))

/** Enters the loop again and again, `work` being its body, until it says it is done. */
async function whole(work: (batch: readonly Item[]) => readonly Item[], run: NodeRun = {}) {
  const batches: JsonObject[][] = []
  const earlier: (readonly Item[])[] = []
  let state: JsonObject = {}
  let items: readonly Item[] = (run.items ?? five).map((json) => ({ json: json as JsonObject }))
  for (let entries = 0; entries < 20; entries++) {
    const { outcome } = await runNode(splitInBatches, { ...run, items, state, earlier })
    if (outcome.kind !== 'items') throw new Error('A loop gives items.')
    state = outcome.state ?? {}
    const [done, batch] = outcome.outputs
    if (state['done'] === true) return { batches, done: done ?? [], state }
    batches.push((batch ?? []).map((item) => item.json))
    earlier.push(items)
    items = work(batch ?? [])
  }
  throw new Error('The loop never ends.')
}

describe('Loop Over Items', () => {
  test('gives batches of the first input, then all that came back', async () => {
    const { batches, done } = await whole(
      (batch) => batch.map(({ json }) => ({ json: { out: Number(json['n']) * 10 } })),
      {
        parameters: { batchSize: 2 },
      },
    )
    expect(batches).toEqual([[{ n: 0 }, { n: 1 }], [{ n: 2 }, { n: 3 }], [{ n: 4 }]])
    expect(done.map((item) => item.json)).toEqual([0, 10, 20, 30, 40].map((out) => ({ out })))
  })

  test('hands the first batch on as it is, and links later ones to the run they came from', async () => {
    const inputs = [five.map((json) => ({ json }))]
    const first = await runNode(splitInBatches, { inputs, parameters: { batchSize: 2 } })
    expect(first.outputs[1]?.[1]).toBe(inputs[0]?.[1])

    const state = first.outcome.kind === 'items' ? (first.outcome.state ?? {}) : {}
    const second = await runNode(splitInBatches, { earlier: [five], state, parameters: { batchSize: 2 } })
    expect(second.outputs[1]?.map((item) => item.pairedItem)).toEqual([
      { item: 2, sourceOverwrite: { previousNode: 'Before', previousNodeOutput: 0, previousNodeRun: 0 } },
      { item: 3, sourceOverwrite: { previousNode: 'Before', previousNodeOutput: 0, previousNodeRun: 0 } },
    ])
  })

  test('lets expressions see how far it is', async () => {
    const first = await runNode(splitInBatches, { items: five, parameters: { batchSize: 5 } })
    expect(first.outcome).toMatchObject({
      state: { currentRunIndex: 0, maxRunIndex: 1, noItemsLeft: true, done: false },
    })
    const { state } = await whole((batch) => batch, { parameters: { batchSize: 2 } })
    expect(state).toMatchObject({ currentRunIndex: 3, maxRunIndex: 3, noItemsLeft: true, done: true })
  })

  test('entered again after its end, adds what came to the old results', async () => {
    const state = { firstRun: 0, given: 1, currentRunIndex: 1, maxRunIndex: 1, noItemsLeft: true, done: true }
    const { json } = await runNode(splitInBatches, { earlier: [[{ n: 0 }], [{ n: 1 }]], items: [{ n: 2 }], state })
    expect(json).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('starts anew where it is told to, and only by true', async () => {
    const state = { firstRun: 0, given: 1, currentRunIndex: 0, maxRunIndex: 2, noItemsLeft: false, done: false }
    const again = { earlier: [[{ n: 0 }, { n: 1 }]], items: [{ n: 7 }], state }
    const anew = await runNode(splitInBatches, { ...again, parameters: { options: { reset: true } } })
    expect(anew.outputs[1]?.map((item) => item.json)).toEqual([{ n: 7 }])
    const on = await runNode(splitInBatches, { ...again, parameters: { options: { reset: 'yes' } } })
    expect(on.outputs[1]?.map((item) => item.json)).toEqual([{ n: 1 }])
  })

  test('ends where a batch would hold nothing', async () => {
    for (const batchSize of [0, -1, 'many']) {
      const { outputs } = await runNode(splitInBatches, { items: five, parameters: { batchSize } })
      expect(outputs).toEqual([[], []])
    }
  })
})

describe('older versions', () => {
  test('version 2 has its outputs the other way round, version 1 only the batch', async () => {
    const parameters = { batchSize: 2 }
    const second = await runNode(splitInBatches, { items: five, parameters, version: 2 })
    expect(second.outputs.map((items) => items?.length)).toEqual([2, 0])
    const first = await runNode(splitInBatches, { items: five, parameters, version: 1 })
    expect(first.outputs.map((items) => items?.length)).toEqual([2])
  })

  test('version 1 gives nothing at the end', async () => {
    const state = { firstRun: 0, given: 1, currentRunIndex: 0, maxRunIndex: 1, noItemsLeft: true, done: false }
    const { outputs } = await runNode(splitInBatches, { earlier: [[{ n: 0 }]], state, version: 1 })
    expect(outputs).toEqual([null])
  })
})
