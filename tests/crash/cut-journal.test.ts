/**
 * The journal cut after every event: whatever a crash leaves, the rest of the execution comes to the same
 * result, and nothing recorded is done again.
 */
import { type JournalEntry, Executor, type Host } from '@millrace/engine'
import {
  drawing,
  type MemoryJournal,
  memoryJournal,
  runWorkflow,
  testCatalog,
  testHost,
  TEST_TIME,
} from '@millrace/engine/testing'
import type { Item, Json } from '@millrace/sdk'
import { describe, expect, it } from 'vitest'

interface Story {
  readonly document: Json
  readonly items: readonly Item[]
  readonly others?: readonly { readonly id: string; readonly document: Json; readonly published: boolean }[]
}

const child = drawing({ Called: { type: 'called' }, Told: { type: 'sink' } }, ['Called > Told'])

const stories: Readonly<Record<string, Story>> = {
  'a straight line': {
    document: drawing({ Start: { type: 'start' }, A: { type: 'pass' }, Told: { type: 'sink' }, B: { type: 'pass' } }, [
      'Start > A',
      'A > Told',
      'Told > B',
    ]),
    items: [{ json: { n: 1 } }, { json: { n: 2 } }],
  },
  'two branches that join': {
    document: drawing(
      {
        Start: { type: 'start' },
        If: { type: 'split' },
        A: { type: 'sink', at: [400, 0] },
        B: { type: 'pass', at: [400, 200] },
        Join: { type: 'join', at: [600, 0] },
        End: { type: 'sink', at: [800, 0] },
      },
      ['Start > If', 'If > A', 'If.1 > B', 'A > Join', 'B > Join.1', 'Join > End'],
    ),
    items: [{ json: { n: 1 } }, { json: { n: 2, side: 'b' } }, { json: { n: 3 } }],
  },
  'a branch that stays empty, v0': {
    document: drawing(
      {
        Start: { type: 'start' },
        If: { type: 'split' },
        A: { type: 'pass', at: [400, 0] },
        B: { type: 'pass', at: [400, 200] },
        Join: { type: 'join', at: [600, 0] },
        End: { type: 'sink', at: [800, 0] },
      },
      ['Start > If', 'If > A', 'If.1 > B', 'A > Join', 'B > Join.1', 'Join > End'],
      { settings: { executionOrder: 'v0' } },
    ),
    items: [{ json: { n: 1 } }],
  },
  'a loop with state of its own': {
    document: drawing(
      {
        Start: { type: 'start' },
        Loop: { type: 'countdown' },
        Body: { type: 'sink', at: [400, 200] },
        Done: { type: 'pass', at: [400, 0] },
      },
      ['Start > Loop', 'Loop > Done', 'Loop.1 > Body', 'Body > Loop'],
    ),
    items: [{ json: { from: 3 } }],
  },
  'a loop over what it was first given': {
    document: drawing(
      {
        Start: { type: 'start' },
        Loop: { type: 'oneByOne' },
        Body: { type: 'sink', at: [400, 200] },
        Done: { type: 'pass', at: [400, 0] },
      },
      ['Start > Loop', 'Loop > Done', 'Loop.1 > Body', 'Body > Loop'],
    ),
    items: [{ json: { n: 1 } }, { json: { n: 2 } }],
  },
  'failures that are handled': {
    document: drawing(
      {
        Start: { type: 'start' },
        Fail: { type: 'fail', settings: { onError: 'continueErrorOutput' } },
        Good: { type: 'sink', at: [400, 0] },
        Bad: { type: 'sink', at: [400, 200] },
      },
      ['Start > Fail', 'Fail > Good', 'Fail.1 > Bad'],
    ),
    items: [{ json: { n: 1 } }, { json: { n: 2, fail: true } }],
  },
  'a failure that ends it': {
    document: drawing(
      { Start: { type: 'start' }, Told: { type: 'sink' }, Fail: { type: 'fail' }, Never: { type: 'sink' } },
      ['Start > Told', 'Told > Fail', 'Fail > Never'],
    ),
    items: [{ json: { fail: true } }],
  },
  'a short wait': {
    document: drawing(
      { Start: { type: 'start' }, Wait: { type: 'wait', parameters: { ms: 50 } }, Told: { type: 'sink' } },
      ['Start > Wait', 'Wait > Told'],
    ),
    items: [{ json: { n: 1 } }],
  },
  'a called workflow': {
    document: drawing(
      { Start: { type: 'start' }, Call: { type: 'call', parameters: { workflow: 'child' } }, Told: { type: 'sink' } },
      ['Start > Call', 'Call > Told'],
    ),
    items: [{ json: { n: 1 } }],
    others: [{ id: 'child', document: child, published: true }],
  },
  'a workflow called for one item after the other': {
    document: drawing(
      {
        Start: { type: 'start' },
        Call: { type: 'callEach', parameters: { workflow: 'child' } },
        Told: { type: 'sink' },
      },
      ['Start > Call', 'Call > Told'],
    ),
    items: [{ json: { n: 1 } }, { json: { n: 2 } }, { json: { n: 3 } }],
    others: [{ id: 'child', document: child, published: true }],
  },
}

/** What an execution came to: its end, and what every node run gave. */
function resultOf(journal: MemoryJournal, execution = 'execution') {
  const entries = journal.executions.get(execution) ?? []
  const runs = new Map<string, unknown>()
  let end: unknown
  for (const { event, items } of entries) {
    if (event.type === 'nodeEnded') {
      runs.set(`${event.node}#${event.run}`, { status: event.status, outputs: event.outputs, items })
    }
    if (event.type === 'executionEnded') end = { status: event.status, lastNode: event.lastNode, error: event.error }
  }
  return { end, runs: Object.fromEntries([...runs].sort()) }
}

async function played({ document, items, others }: Story) {
  const told: string[] = []
  const run = await runWorkflow(document, {
    catalog: testCatalog((_item, key) => told.push(key)),
    items,
    mode: 'trigger',
    published: true,
    ...(others && { others }),
  })
  return { journal: run.journal, told }
}

/** A new process that finds a journal cut after `keep` events, and goes on. */
async function goneOn(story: Story, whole: MemoryJournal, keep: number) {
  const told: string[] = []
  const journal = memoryJournal()
  for (const [execution, entries] of whole.executions) {
    const kept = execution === 'execution' ? entries.slice(0, keep) : entries
    const create = whole.summaries.get(execution)
    await journal.append({ execution, fence: 0, entries: kept, status: 'running', ...(create && { create }) })
  }
  for (const cause of whole.causes) if (cause.do === 'wake') journal.tell(cause)
  const options = {
    catalog: testCatalog((_item, key) => told.push(key)),
    clock: { now: () => TEST_TIME + 60_000, sleep: async () => {} },
    host: { id: ids() },
  }
  const main = { id: 'workflow', document: story.document, published: true }
  const host: Host = testHost(options, journal, [main, ...(story.others ?? [])])
  const entries: readonly JournalEntry[] = await journal.read('execution')
  const before = entries.flatMap(({ event }) => (event.type === 'nodeEnded' ? [`${event.node}#${event.run}`] : []))
  await new Executor(host).goOn({ execution: 'execution', workflow: 'workflow', fence: 0, entries })
  return { journal, told, before }
}

function ids(): () => string {
  let next = 0
  return () => `again-${++next}`
}

describe.each(Object.entries(stories))('%s', (_name, story) => {
  it('comes to the same result from every cut, and repeats nothing that was recorded', async () => {
    const { journal: whole, told: all } = await played(story)
    const expected = resultOf(whole)
    const count = whole.executions.get('execution')?.length ?? 0
    expect(count).toBeGreaterThan(2)
    for (let keep = 1; keep <= count; keep++) {
      const { journal, told, before } = await goneOn(story, whole, keep)
      expect(resultOf(journal), `cut after ${keep} of ${count} events`).toEqual(expected)
      for (const key of told) {
        const [, node, run] = key.split(':')
        expect(before, `after ${keep} events`).not.toContain(`${node}#${run}`)
        expect(all).toContain(key)
      }
    }
  })
})
