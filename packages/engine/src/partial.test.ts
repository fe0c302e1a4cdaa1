import type { JsonObject } from '@millrace/sdk'
import { expect, test } from 'vitest'
import type { EarlierRun } from './ports.ts'
import { drawing } from './testing/documents.ts'
import { testCatalog } from './testing/nodes.ts'
import { runWorkflow } from './testing/run-workflow.ts'

const chain = ['Start', 'A', 'B', 'C', 'End'] as const

const ran = (node: string, source: string | undefined): EarlierRun => ({
  node,
  run: 0,
  status: 'success',
  source: source === undefined ? [] : [{ node: source, output: 0, run: 0 }],
  outputs: [[{ json: { from: `the earlier ${node}` } }]],
})

/** Runs a chain up to its end, reusing earlier runs; tells what ran anew and what came out. */
async function play(dirty: readonly string[], more: JsonObject = {}) {
  const nodes = Object.fromEntries(chain.map((name) => [name, { type: name === 'Start' ? 'start' : 'pass' }]))
  const run = await runWorkflow(
    drawing(
      nodes,
      chain.slice(1).map((name, index) => `${chain[index]} > ${name}`),
      more,
    ),
    {
      catalog: testCatalog(),
      partial: {
        destination: { node: 'End', mode: 'inclusive' },
        runs: chain.slice(0, -1).map((name, index) => ran(name, chain[index - 1])),
        dirty,
      },
    },
  )
  const anew = run.runs.filter(({ node, taken }) => !taken && node !== 'Start').map(({ node }) => node)
  return { anew, out: run.outputs[0]?.map(({ json }) => json.from) }
}

test('what is good is taken over, and the destination always runs', async () => {
  expect(await play([])).toEqual({ anew: ['End'], out: ['the earlier C'] })
})

test('what changed runs again, with everything behind it', async () => {
  expect(await play(['B'])).toEqual({ anew: ['B', 'C', 'End'], out: ['the earlier A'] })
})

test('a pinned node does not run: where it changed, what lies behind it does, with what is pinned', async () => {
  const pins = { pinData: { B: [{ json: { from: 'the pin' } }] } }
  expect(await play([], pins)).toEqual({ anew: ['End'], out: ['the earlier C'] })
  expect(await play(['B'], pins)).toEqual({ anew: ['C', 'End'], out: ['the pin'] })
})
