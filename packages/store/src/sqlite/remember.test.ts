import { expect, test } from 'vitest'
import { remembering } from './remember.ts'

function asked() {
  const questions: string[] = []
  let changes = 0
  let time = 1000
  const ask = remembering(
    (sql, parameters) => {
      questions.push(`${sql} ${parameters.join()}`)
      return [{ n: questions.length }]
    },
    () => changes,
    () => time,
  )
  return { ask, questions, change: () => (changes += 1), pass: (ms: number) => (time += ms) }
}

test('a question is asked once', async () => {
  const { ask, questions } = asked()
  expect(await ask('a', [1])).toEqual([{ n: 1 }])
  expect(await ask('a', [1])).toEqual([{ n: 1 }])
  await ask('a', [2])
  await ask('b', [1])
  expect(questions).toEqual(['a 1', 'a 2', 'b 1'])
})

test('and again once something was written here, or may have been elsewhere', async () => {
  const { ask, questions, change, pass } = asked()
  await ask('a', [1])
  change()
  expect(await ask('a', [1])).toEqual([{ n: 2 }])
  pass(199)
  await ask('a', [1])
  pass(1)
  await ask('a', [1])
  expect(questions).toHaveLength(3)
})
