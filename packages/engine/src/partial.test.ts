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

/** Runs a chain up to its end, reusing earlier runs of these nodes; tells what ran anew and what came out. */
async function play(dirty: readonly string[], more: JsonObject = {}, reused: readonly string[] = chain.slice(0, -1)) {
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
        runs: reused.map((name, index) => ran(name, reused[index - 1])),
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

test('a pinned node in front of the destination gives its items once, from its earlier run if there is one', async () => {
  const pins = { pinData: { C: [{ json: { from: 'the pin' } }] } }
  expect(await play([], pins)).toEqual({ anew: ['End'], out: ['the earlier C'] })
  expect(await play([], pins, ['Start', 'A', 'B'])).toEqual({ anew: ['End'], out: ['the pin'] })
})

test('where what leads to a pinned node runs, its turn comes once, and it gives what is pinned', async () => {
  const pins = { pinData: { B: [{ json: { from: 'the pin' } }] } }
  const all = { anew: ['A', 'B', 'C', 'End'], out: ['the pin'] }
  expect(await play([], pins, [])).toEqual(all)
  expect(await play([], pins, ['Start'])).toEqual(all)
  expect(await play(['A'], pins)).toEqual(all)
})

test('a pinned destination gives what is pinned, and is shown as run', async () => {
  const pins = { pinData: { End: [{ json: { from: 'the pin' } }] } }
  expect(await play([], pins)).toEqual({ anew: ['End'], out: ['the pin'] })
})

test('a pinned trigger that did not fire gives nothing', async () => {
  const nodes = { Start: { type: 'start' }, Other: { type: 'hook' }, A: { type: 'pass' }, End: { type: 'pass' } }
  const document = drawing(nodes, ['Start > A', 'Other > A', 'A > End'], {
    pinData: { Other: [{ json: { from: 'it' } }] },
  })
  const partial = { destination: { node: 'End', mode: 'inclusive' as const }, runs: [], dirty: [] }
  const run = await runWorkflow(document, { catalog: testCatalog(), trigger: 'Start', partial })
  expect(run.runs.map(({ node }) => node)).toEqual(['Start', 'A', 'End'])
})

test.each([
  ['finished is taken over', 3, ['Done']],
  ['left in the middle of a round starts anew', 2, ['Loop', 'Body', 'Loop', 'Body', 'Loop', 'Done']],
])('a loop that was %s', async (_title, rounds, anew) => {
  const nodes = {
    Start: { type: 'start' },
    Loop: { type: 'countdown' },
    Body: { type: 'pass', at: [400, 200] },
    Done: { type: 'pass' },
  } as const
  const document = drawing(nodes, ['Start > Loop', 'Loop > Done', 'Loop.1 > Body', 'Body > Loop'])
  const options = { catalog: testCatalog(), items: [{ json: { from: 2 } }] }
  const { runs } = await runWorkflow(document, options)
  // The last round's body did not run, nor what came after it.
  const earlier = runs
    .filter(({ node, run }) => run < (node === 'Body' ? rounds - 1 : rounds) && node !== 'Done')
    .map(({ node, run, source, outputs }): EarlierRun => ({ node, run, status: 'success', source, outputs }))
  const partial = { destination: { node: 'Done', mode: 'inclusive' as const }, runs: earlier, dirty: [] }
  const again = await runWorkflow(document, { ...options, partial })
  expect(again.status).toBe('success')
  expect(again.runs.filter(({ node, taken }) => !taken && node !== 'Start').map(({ node }) => node)).toEqual(anew)
})
