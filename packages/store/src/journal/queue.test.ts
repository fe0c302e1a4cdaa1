import { expect, test } from 'vitest'
import { createJournalQueue } from './queue.ts'

const write = (name: string): Uint8Array => Buffer.from(name)

/** A disk that commits when it is told to. */
function slowDisk() {
  const batches: (readonly string[])[] = []
  let release = (_answers: readonly (Error | null)[]): void => {}
  const queue = createJournalQueue((writes) => {
    batches.push(writes.map((one) => Buffer.from(one).toString()))
    return new Promise((resolve) => {
      release = (answers) => resolve(answers.length === 0 ? null : answers)
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

test('as many batches are under way as may be, each answered by itself', async () => {
  const batches: { readonly names: readonly string[]; readonly done: () => void }[] = []
  const queue = createJournalQueue(
    (writes) =>
      new Promise((resolve) => {
        batches.push({ names: writes.map((one) => Buffer.from(one).toString()), done: () => resolve(null) })
      }),
    2,
  )
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const settled: string[] = []
  const append = async (name: string): Promise<void> => {
    await queue.append(write(name))
    settled.push(name)
  }
  const all: Promise<void>[] = []
  for (const name of ['a', 'b', 'c', 'd']) {
    all.push(append(name))
    await turn()
    await turn()
  }
  expect(batches.map(({ names }) => names)).toEqual([['a'], ['b']])
  batches[1]?.done()
  await turn()
  expect(settled).toEqual(['b'])
  expect(batches.map(({ names }) => names)).toEqual([['a'], ['b'], ['c', 'd']])
  for (const { done } of batches) done()
  await Promise.all(all)
  await queue.idle()
})
