/** What n8n's users rely on and no recorded case shows: sentences of the documentation, each with a document. */
import type { Json } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { drawing, runWorkflow, testCatalog } from './testing/index.ts'

const catalog = testCatalog()
const failing = (more: object) =>
  drawing({ Start: { type: 'start' }, Fail: { type: 'fail' } }, ['Start > Fail'], {
    id: 'failing',
    name: 'Failing',
    ...more,
  })
const bad = [{ json: { fail: true } }]
const hears = drawing({ Failed: { type: 'failed' }, Pass: { type: 'pass' } }, ['Failed > Pass'])

describe('a limit on time', () => {
  const never = testCatalog(undefined, () => new Promise(() => {}))
  const held = (executionTimeout: number) =>
    drawing(
      { Start: { type: 'start' }, Hold: { type: 'hold' }, After: { type: 'pass' } },
      ['Start > Hold', 'Hold > After'],
      {
        settings: { executionOrder: 'v1', executionTimeout },
      },
    )

  test('ends the execution as canceled, and nothing runs behind the node it ended', async () => {
    const { status, error, runs } = await runWorkflow(held(0.02), { catalog: never })
    expect(status).toBe('canceled')
    expect(error).toMatchObject({ name: 'ExecutionCanceled' })
    expect(runs.map(({ node }) => node)).not.toContain('After')
  })
})

test('a loop of nodes that nothing ends is ended, and the failure names it', async () => {
  const round = drawing({ Start: { type: 'start' }, First: { type: 'pass' }, Second: { type: 'pass' } }, [
    'Start > First',
    'First > Second',
    'Second > First',
  ])
  const { status, error, runs } = await runWorkflow(round, { catalog, maxNodeRuns: 500 })
  expect(status).toBe('error')
  expect(error).toMatchObject({ code: 'endless_loop', node: 'First' })
  expect(error?.message).toContain('"First" has run 500 times')
  expect(runs.filter(({ node }) => node === 'First')).toHaveLength(500)
})

describe('an error workflow', () => {
  const settings = { executionOrder: 'v1', errorWorkflow: 'hearing' }
  const others = (published: boolean) => [{ id: 'hearing', document: hears, published }]

  test('hears of a failure in production: which execution, which node, and of which workflow', async () => {
    const { caused } = await runWorkflow(failing({ settings }), {
      catalog,
      mode: 'webhook',
      items: bad,
      others: others(true),
      id: 'failing',
    })
    expect(caused.map(({ workflow, mode }) => ({ workflow, mode }))).toEqual([{ workflow: 'hearing', mode: 'error' }])
    expect(caused[0]?.outputs[0]?.[0]?.json).toMatchObject({
      execution: { id: 'execution', lastNodeExecuted: 'Fail', mode: 'webhook', error: { message: 'failed at 0' } },
      workflow: { id: 'failing', name: 'Failing' },
    })
  })

  test('hears of no run by hand, and of no failure that a node was told to go on after', async () => {
    const byHand = await runWorkflow(failing({ settings }), {
      catalog,
      mode: 'manual',
      items: bad,
      others: others(true),
    })
    expect(byHand.caused).toEqual([])
    const handled = drawing(
      { Start: { type: 'start' }, Fail: { type: 'fail', settings: { onError: 'continueRegularOutput' } } },
      ['Start > Fail'],
      { settings },
    )
    const wentOn = await runWorkflow(handled, { catalog, mode: 'webhook', items: bad, others: others(true) })
    expect(wentOn).toMatchObject({ status: 'success', caused: [] })
  })

  test('is the workflow itself where it has a trigger for errors', async () => {
    const own: Json = drawing(
      { Start: { type: 'start' }, Fail: { type: 'fail' }, Failed: { type: 'failed' }, Hear: { type: 'pass' } },
      ['Start > Fail', 'Failed > Hear'],
      { id: 'own' },
    )
    const { caused } = await runWorkflow(own, { catalog, mode: 'webhook', items: bad, id: 'own' })
    expect(caused.map(({ workflow }) => workflow)).toEqual(['own'])
  })
})

describe('tries', () => {
  const tries = async (maxTries: number) => {
    let made = 0
    const counting = testCatalog(undefined, async () => {
      made += 1
      throw new Error('no')
    })
    const settings = { retryOnFail: true, maxTries, waitBetweenTries: 0 }
    await runWorkflow(drawing({ Start: { type: 'start' }, Hold: { type: 'hold', settings } }, ['Start > Hold']), {
      catalog: counting,
    })
    return made
  }

  test.each([
    [0, 2],
    [1, 2],
    [3, 3],
    [9, 5],
  ])('are at least two and at most five: %i asked for are %i made', async (asked, made) => {
    expect(await tries(asked)).toBe(made)
  })
})

describe('two nodes at the very same place', () => {
  test('run in the reverse order of their connections', async () => {
    const at = [200, 0] as const
    const document = drawing(
      { Start: { type: 'start' }, A: { type: 'pass', at }, B: { type: 'pass', at }, C: { type: 'pass', at } },
      ['Start > A', 'Start > B', 'Start > C'],
    )
    const { runs, lastNode } = await runWorkflow(document, { catalog })
    expect(runs.map(({ node }) => node)).toEqual(['Start', 'C', 'B', 'A'])
    expect(lastNode).toBe('A')
  })
})

describe('a node that runs once', () => {
  test('gets the first item each time it is reached', async () => {
    const document = drawing(
      {
        Start: { type: 'start' },
        A: { type: 'pass' },
        B: { type: 'pass' },
        Once: { type: 'pass', settings: { executeOnce: true } },
      },
      ['Start > A', 'Start > B', 'A > Once', 'B > Once'],
    )
    const items = [{ json: { n: 1 } }, { json: { n: 2 } }]
    const { runs } = await runWorkflow(document, { catalog, items })
    const once = runs.filter(({ node }) => node === 'Once').map(({ outputs }) => outputs[0]?.map(({ json }) => json))
    expect(once).toEqual([[{ n: 1 }], [{ n: 1 }]])
  })
})

describe('a node that always gives something', () => {
  test('gives nothing where nothing reached it', async () => {
    const settings = { alwaysOutputData: true }
    const document = drawing(
      { Start: { type: 'start' }, Split: { type: 'split' }, Never: { type: 'pass', settings }, End: { type: 'pass' } },
      ['Start > Split', 'Split.1 > Never', 'Never > End'],
    )
    const { runs, status } = await runWorkflow(document, { catalog, items: [{ json: { side: 'a' } }] })
    expect(status).toBe('success')
    expect(runs.map(({ node }) => node)).toEqual(['Start', 'Split'])
  })
})

test('a disabled node hands on all its items, though it were to run with the first only', async () => {
  const items = [{ json: { n: 1 } }, { json: { n: 2 } }]
  const settings = (disabled: boolean) => ({ executeOnce: true, disabled })
  for (const [disabled, count] of [
    [false, 1],
    [true, 2],
  ] as const) {
    const nodes = { Start: { type: 'start' }, Once: { type: 'pass', settings: settings(disabled) } }
    const { outputs } = await runWorkflow(drawing(nodes, ['Start > Once']), { catalog, items })
    expect(outputs[0]).toHaveLength(count)
  }
})
