import { expect, test } from 'vitest'
import { type EncodedWrite, encodeWrite } from './encode.ts'
import { createJournalQueue } from './queue.ts'

const write = (execution: string): EncodedWrite => encodeWrite({ execution, fence: 1, status: 'running', entries: [] })

/** A disk that commits when it is told to. */
function slowDisk() {
  const batches: (readonly string[])[] = []
  let release = (_answers: readonly (Error | null)[]): void => {}
  const queue = createJournalQueue((writes) => {
    batches.push(writes.map((one) => one.execution))
    return new Promise((resolve) => {
      release = (answers) => resolve(answers.length === 0 ? writes.map(() => null) : answers)
    })
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { batches, queue, turn, release: (answers: readonly (Error | null)[] = []) => release(answers) }
}

test('writes of one turn share a commit, and what arrives during it shares the next', async () => {
  const { batches, queue, turn, release } = slowDisk()
  const first = [queue.append(write('a')), queue.append(write('b'))]
  await turn()
  await turn()
  const second = [queue.append(write('c')), queue.append(write('d')), queue.append(write('e'))]
  await turn()
  expect(batches).toEqual([['a', 'b']])
  release()
  await Promise.all(first)
  await turn()
  expect(batches).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ])
  release()
  await Promise.all(second)
})

test('each write hears its own answer', async () => {
  const { queue, turn, release } = slowDisk()
  const answers = Promise.allSettled([queue.append(write('a')), queue.append(write('b'))])
  await turn()
  await turn()
  release([null, new Error('fenced')])
  expect((await answers).map((one) => one.status)).toEqual(['fulfilled', 'rejected'])
})

test('a commit that fails as a whole fails every write in it, and the next goes on', async () => {
  let fails = true
  const queue = createJournalQueue(async (writes) => {
    if (fails) throw new Error('disk full')
    return writes.map(() => null)
  })
  const answers = await Promise.allSettled([queue.append(write('a')), queue.append(write('b'))])
  expect(answers.map((one) => one.status)).toEqual(['rejected', 'rejected'])
  fails = false
  await queue.append(write('c'))
  await queue.idle()
})
