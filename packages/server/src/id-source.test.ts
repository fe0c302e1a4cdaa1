import { expect, test } from 'vitest'
import { idSource } from './id-source.ts'

test('ids sort by time, and those of one moment differ', () => {
  let now = 1_789_000_000_000
  const newId = idSource(() => now)
  const first = Array.from({ length: 2000 }, newId)
  now += 1
  const later = newId()
  expect(new Set(first).size).toBe(2000)
  for (const id of first) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{25}$/)
  expect(first.every((id) => id < later)).toBe(true)
  expect(first[0]?.slice(0, 9)).toBe(first[1999]?.slice(0, 9))
})
