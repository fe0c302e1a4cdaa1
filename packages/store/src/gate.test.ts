import { expect, test } from 'vitest'
import { createGate, holdTogether } from './gate.ts'

test('lets one in at a time, in the order of arrival', async () => {
  const gate = createGate()
  const seen: string[] = []
  const visit = async (name: string): Promise<void> => {
    const leave = await gate.enter()
    seen.push(`${name} in`)
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(`${name} out`)
    leave()
  }
  await Promise.all([visit('a'), visit('b'), visit('c')])
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})

test('is held by many together, who let in whoever asked before others joined them', async () => {
  const gate = createGate()
  const shared = holdTogether(gate)
  const seen: string[] = []
  const first = await shared.enter()
  const second = await shared.enter()
  const alone = gate.enter().then((leave) => {
    seen.push('alone')
    return leave
  })
  const third = shared.enter().then((leave) => {
    seen.push('third')
    return leave
  })
  const fourth = shared.enter().then((leave) => {
    seen.push('fourth')
    return leave
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  first()
  await turn()
  expect(seen).toEqual([])
  second()
  const leaveAlone = await alone
  await turn()
  expect(seen).toEqual(['alone'])
  leaveAlone()
  const leaves = [await third, await fourth]
  expect(seen).toEqual(['alone', 'third', 'fourth'])
  for (const leave of leaves) leave()
  const last = await gate.enter()
  last()
})
