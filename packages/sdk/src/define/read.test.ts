import { expect, test } from 'vitest'
import * as m from '../index.ts'

const nested = {
  mode: m.text('Mode'),
  code: m.oneOf(
    m.since(2, m.when(m.is('mode', 'all'), m.text('Code for all'))),
    m.since(2, m.when(m.is('mode', 'each'), m.text('Code for each'))),
  ),
}

test('of several inputs of one name, the one whose marks all hold is read', () => {
  expect(m.read(nested, { mode: 'each', code: 'x' }, 2).code).toBe('x')
  expect(m.read(nested, { mode: 'each', code: 'x' }, 1).code).toBeUndefined()
  expect(m.read(nested, { mode: 'other', code: 'x' }, 2).code).toBeUndefined()
})
