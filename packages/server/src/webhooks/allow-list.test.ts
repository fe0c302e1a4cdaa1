import { expect, test } from 'vitest'
import { createAddressList } from './allow-list.ts'

test.each([
  [['127.0.0.1'], '127.0.0.1', true],
  [['127.0.0.1'], '::ffff:127.0.0.1', true],
  [['127.0.0'], '127.0.0.1', false],
  [['127.0.0.0/8'], '127.9.9.9', true],
  [['10.0.0.0/33'], '10.0.0.1', false],
  [['1.2.3.4'], '1.2.3.40', false],
  [['fd00::/8'], 'fd12::1', true],
  [['10.0.0.1', ' 10.0.0.2 '], '10.0.0.2', true],
  [['nonsense', ''], '10.0.0.2', false],
  [['0.0.0.0/0'], 'nonsense', false],
])('%j and %s: %s', (entries, address, allowed) => {
  expect(createAddressList(entries)(address)).toBe(allowed)
})
