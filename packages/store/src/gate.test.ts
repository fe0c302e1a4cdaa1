import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

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
