import { describe, expect, it } from 'vitest'
import type { ExecutionEvent } from './event.ts'
import { readItems } from './items.ts'
import { evolve, evolveAll, noProgress, record } from './progress.ts'

const events: readonly ExecutionEvent[] = [
  {
    type: 'executionStarted',
    at: 100,
    format: 1,
    behaviour: 1,
    version: 'v',
    mode: 'webhook',
    trigger: 'hook',
    outputs: [{ count: 3, items: 'stored' }],
    rootId: 'e1',
  },
  { type: 'nodeStarted', at: 101, node: 'send', run: 0, attempt: 1, source: [{ node: 'hook', output: 0, run: 0 }] },
  {
    type: 'nodeEnded',
    at: 101,
    took: 20,
    node: 'send',
    run: 0,
    order: 1,
    attempts: 2,
    source: [{ node: 'hook', output: 0, run: 0 }],
    status: 'success',
    outputs: [{ count: 2, items: { of: { node: 'hook', output: 0, run: 0 }, at: [2, 0] } }],
    state: { cursor: 7 },
  },
  {
    type: 'nodeSuspended',
    at: 130,
    took: 1,
    node: 'wait',
    run: 0,
    order: 2,
    source: [{ node: 'send', output: 0, run: 0 }],
    reason: { by: 'time', until: 9000 },
  },
  { type: 'nodeResumed', at: 9000, node: 'wait', run: 0, by: 'time', answer: null },
  {
    type: 'nodeEnded',
    at: 9000,
    took: 0,
    node: 'wait',
    run: 0,
    order: 2,
    attempts: 1,
    source: [{ node: 'send', output: 0, run: 0 }],
    status: 'success',
    outputs: [{ count: 2, items: { of: { node: 'send', output: 0, run: 0 } } }],
  },
  { type: 'executionEnded', at: 9001, status: 'success', lastNode: 'wait' },
]

const placed = events.map((event, seq) => ({ seq, event }))

describe('progress', () => {
  it('tells how far an execution is after each event', () => {
    const states = placed.map((_entry, index) => {
      const { status, lastNode } = evolveAll(noProgress(), placed.slice(0, index + 1))
      return `${status} ${lastNode}`
    })
    expect(states).toEqual([
      'running hook',
      'running hook',
      'running send',
      'waiting wait',
      'running wait',
      'running wait',
      'success wait',
    ])
  })

  it('knows each run of each node, what it remembers and where its items lie', () => {
    const progress = evolveAll(noProgress(), placed)
    expect(progress.nodes.get('send')).toMatchObject([{ run: 0, order: 1, status: 'success', attempts: 2, seq: 2 }])
    expect(progress.states.get('send')).toEqual({ cursor: 7 })
    expect(progress.count).toBe(3)
    expect(progress.waiting).toBeUndefined()
  })

  it('leaves the old value as it is, and shares what an event does not touch', () => {
    const before = evolveAll(noProgress(), placed.slice(0, 3))
    const seen = JSON.stringify([...before.nodes])
    const after = evolve(before, placed[3]?.event ?? events[0]!, 3)
    expect(JSON.stringify([...before.nodes])).toBe(seen)
    expect(after.nodes.get('send')).toBe(before.nodes.get('send'))
    expect(after.status).toBe('waiting')
  })

  it('folds one by one, all at once and in place to the same', () => {
    const inPlace = noProgress()
    for (const { seq, event } of placed) record(inPlace, event, seq)
    const oneByOne = placed.reduce(
      (progress, { seq, event }) => evolve(progress, event, seq),
      noProgress() as ReturnType<typeof evolve>,
    )
    expect(oneByOne).toEqual(inPlace)
    expect(evolveAll(noProgress(), placed)).toEqual(inPlace)
  })

  it('is the same when events come again', () => {
    expect(evolveAll(evolveAll(noProgress(), placed), placed)).toEqual(evolveAll(noProgress(), placed))
  })
})

describe('items of a journal', () => {
  const items = [[{ json: { n: 0 } }, { json: { n: 1 } }, { json: { n: 2 } }]]
  const find = (node: string, run: number) => {
    const event = events.find(
      (one) =>
        (one.type === 'executionStarted' && one.trigger === node) ||
        (one.type === 'nodeEnded' && one.node === node && one.run === run),
    )
    if (event?.type !== 'executionStarted' && event?.type !== 'nodeEnded') return undefined
    return { outputs: event.outputs, items: event.type === 'executionStarted' ? items : undefined }
  }

  it('are read through every node that handed them on, linked to the place they had there', () => {
    expect(readItems(find, { node: 'wait', output: 0, run: 0 })).toEqual([
      { json: { n: 2 }, pairedItem: { item: 0 } },
      { json: { n: 0 }, pairedItem: { item: 1 } },
    ])
  })

  it('are read by the page', () => {
    expect(readItems(find, { node: 'send', output: 0, run: 0 }, 1, 2)).toEqual([
      { json: { n: 0 }, pairedItem: { item: 0 } },
    ])
    expect(readItems(find, { node: 'wait', output: 0, run: 0 }, 1)).toEqual([
      { json: { n: 0 }, pairedItem: { item: 1 } },
    ])
  })

  it('are null where an output was not given', () => {
    expect(readItems(find, { node: 'send', output: 3, run: 0 })).toBeNull()
    expect(readItems(find, { node: 'nobody', output: 0, run: 0 })).toBeNull()
  })
})
