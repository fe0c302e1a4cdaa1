import type { Item, Json, WebhookResponse } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { Executor, type GoOn } from './executor.ts'
import { memoryJournal } from './local/memory.ts'
import type { StartJob } from './ports.ts'
import { drawing, testCatalog, testHost } from './testing/index.ts'

/** An instance with one workflow, and what its executions answered. */
function instance(document: Json) {
  const answers: WebhookResponse['body'][] = []
  const journal = memoryJournal((_execution, { response }) => void (response && answers.push(response.body)))
  const host = testHost({ catalog: testCatalog() }, journal, [{ id: 'w', document, published: true }])
  const start = (respond?: StartJob['respond'], items: readonly Item[] = [{ json: { n: 1 } }]) =>
    new Executor(host).start({
      execution: 'e',
      workflow: 'w',
      version: 'published',
      mode: 'webhook',
      trigger: '',
      outputs: [items],
      rootId: 'e',
      pinData: false,
      ...(respond && { respond }),
    })
  const goOn = async (brought: Pick<GoOn, 'answer' | 'respond'>) =>
    new Executor(host).goOn({
      execution: 'e',
      workflow: 'w',
      fence: journal.takeOver('e'),
      entries: await journal.read('e'),
      ...brought,
    })
  return { start, goOn, answers, journal }
}

const nodes = {
  Hook: { type: 'hook' },
  Before: { type: 'give', parameters: { before: true } },
  Listen: { type: 'listen', parameters: { answerWith: 'all' } },
  After: { type: 'pass' },
}
const listening = drawing(nodes, ['Hook > Before', 'Before > Listen', 'Listen > After'])
const call = { by: 'webhook', answer: [{ json: { called: 1 } }] } as const

describe('a long wait', () => {
  test('answers who waits for the last node at once, with the items at the wait', async () => {
    const { start, answers } = instance(listening)
    expect((await start('lastNode')).status).toBe('waiting')
    expect(answers).toEqual([{ kind: 'json', value: { as: 'hook', items: [{ before: true }] } }])
  })

  test('leaves who waits for a node that answers waiting, until it does', async () => {
    const { start, goOn, answers } = instance(
      drawing({ ...nodes, After: { type: 'respond' } }, ['Hook > Before', 'Before > Listen', 'Listen > After']),
    )
    await start('responseNode')
    expect(answers).toEqual([])
    await goOn({ answer: call, respond: 'responseNode' })
    expect(answers).toEqual([{ kind: 'json', value: { called: 1 } }])
  })
})

describe('while a node waits', () => {
  test.each([
    ['v1', ['Before', 'Listen', 'After', 'Other', 'Behind']],
    ['v0', ['Before', 'Other', 'Listen', 'Behind', 'After']],
  ])('nothing else of the execution runs; %s goes on in its order', async (executionOrder, order) => {
    const drawn = {
      ...nodes,
      Other: { type: 'pass', at: [200, 300] },
      Behind: { type: 'pass', at: [400, 300] },
    } as const
    const wires = ['Hook > Before', 'Hook > Other', 'Before > Listen', 'Other > Behind', 'Listen > After']
    const { start, goOn, journal } = instance(drawing(drawn, wires, { settings: { executionOrder } }))
    const ended = async () =>
      (await journal.read('e')).flatMap(({ event }) =>
        event.type === 'nodeEnded' ? [event.node.replace('id-of-', '')] : [],
      )
    await start()
    expect(await ended()).toEqual(order.slice(0, order.indexOf('Listen')))
    await goOn({ answer: call })
    expect(await ended()).toEqual(order)
  })
})

describe('a call of a waiting execution', () => {
  test('goes on with what it brings, and asks for no answer of its own', async () => {
    const { start, goOn, answers } = instance(listening)
    await start()
    const { status, outputs } = await goOn({ answer: call })
    expect(status).toBe('success')
    expect(outputs[0]?.[0]?.json).toEqual({ called: 1 })
    expect(answers).toEqual([])
  })

  test('is answered by the node it called, with the parameters that had when it began to wait', async () => {
    const { start, goOn, answers } = instance(listening)
    await start('lastNode')
    await goOn({ answer: { ...call, respond: 'lastNode' } })
    expect(answers[1]).toEqual({ kind: 'json', value: { as: 'listen', answerWith: 'all', items: [{ called: 1 }] } })
  })

  test('is answered although another answer was given before it', async () => {
    const both = {
      Hook: { type: 'hook' },
      First: { type: 'respond' },
      Listen: { type: 'listen' },
      Second: { type: 'respond' },
    }
    const { start, goOn, answers } = instance(drawing(both, ['Hook > First', 'First > Listen', 'Listen > Second']))
    await start('responseNode')
    await goOn({ answer: { ...call, respond: 'responseNode' } })
    expect(answers).toEqual([
      { kind: 'json', value: { n: 1 } },
      { kind: 'json', value: { called: 1 } },
    ])
  })

  test('is told of a failure', async () => {
    const { start, goOn, answers } = instance(
      drawing({ ...nodes, After: { type: 'fail' } }, ['Hook > Before', 'Before > Listen', 'Listen > After']),
    )
    await start()
    await goOn({ answer: { ...call, answer: [{ json: { fail: true } }], respond: 'lastNode' } })
    expect(answers).toEqual([{ kind: 'json', value: { message: 'Error in workflow' } }])
  })
})

describe('a form of a stranger', () => {
  const form = drawing(
    {
      Hook: { type: 'hook' },
      Ask: { type: 'ask', parameters: { questions: ['name', 'age'] } },
      Thank: { type: 'thank' },
    },
    ['Hook > Ask', 'Ask > Thank'],
  )
  const sends = (answer: Json) => ({ answer: { by: 'form', answer: [{ json: { answer } }] } }) as const

  test('shows one page after the other, keeps what was answered, and has an end', async () => {
    const { start, goOn, journal } = instance(form)
    const last = async () => (await journal.read('e')).at(-1)?.event
    const asks = (question: string) => ({ type: 'nodeSuspended', reason: { by: 'form', answer: { question } } })
    expect((await start()).status).toBe('waiting')
    expect(await last()).toMatchObject(asks('name'))
    expect((await goOn(sends('Ada'))).status).toBe('waiting')
    expect(await last()).toMatchObject(asks('age'))
    expect((await goOn(sends(36))).status).toBe('success')
    const ended = (await journal.read('e')).findLast(({ event }) => event.type === 'nodeEnded')
    expect(ended?.event).toMatchObject({ node: 'id-of-Thank', ending: { thanks: 'for', answers: ['Ada', 36] } })
  })

  test('asks again when it is entered by anything but its page', async () => {
    const { start, goOn, journal } = instance(form)
    await start()
    expect((await goOn({ answer: call })).status).toBe('waiting')
    const last = (await journal.read('e')).at(-1)?.event
    expect(last).toMatchObject({ type: 'nodeSuspended', reason: { answer: { question: 'name' } } })
  })
})

test('an answer that cannot be made is told the caller, and the execution has ended all the same', async () => {
  const { start, answers, journal } = instance(drawing({ Hook: { type: 'hook' } }, []))
  await start('lastNode', [])
  expect(answers).toEqual([{ kind: 'json', value: { code: 0, message: 'Nothing came out.' } }])
  expect(journal.summaries.get('e')?.status).toBe('success')
})
