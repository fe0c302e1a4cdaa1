import { expect, test } from 'vitest'
import { joinWrites, splitWrites } from './batch.ts'

test('writes are split as they were joined', () => {
  for (const writes of [[], ['a'], ['', 'bcd', '', 'ü'.repeat(1000)]]) {
    const joined = joinWrites(writes.map((write) => Buffer.from(write)))
    expect(splitWrites(joined).map((write) => Buffer.from(write).toString())).toEqual(writes)
  }
})
