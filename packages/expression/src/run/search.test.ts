import { expect, it } from 'vitest'
import { dataScope } from '../index.ts'
import { random } from '../testing/random.ts'
import { DEFAULT_BUDGET, Runtime } from './runtime.ts'
import { findLastText, findText } from './search.ts'

const runtime = (): Runtime =>
  new Runtime(dataScope(), { ...DEFAULT_BUDGET, steps: 1e9, bytes: 1e12, ms: 1e6 }, () => undefined)

it('finds what the engine finds, first and last, from any place', () => {
  const pick = random(7)
  const word = (length: number): string => Array.from({ length }, () => 'ab'[pick(2)]).join('')
  for (let n = 0; n < 60; n++) {
    const wanted = word(3000).repeat(1 + pick(2))
    // Long enough that the engine is not asked.
    const text = `${word(pick(900))}${pick(2) === 0 ? wanted : word(2000)}${word(900)}${wanted.slice(0, 2500)}${pick(3) === 0 ? wanted : ''}`
    const from = pick(4) === 0 ? pick(text.length) : 0
    expect(text.length * wanted.length).toBeGreaterThan(4_000_000)
    expect(findText(runtime(), text, wanted, from)).toBe(text.indexOf(wanted, from))
    expect(findLastText(runtime(), text, wanted)).toBe(text.lastIndexOf(wanted))
    expect(findLastText(runtime(), text, wanted, from)).toBe(text.lastIndexOf(wanted, from))
  }
  expect(findText(runtime(), 'a'.repeat(5000), 'a'.repeat(5001))).toBe(-1)
  expect(findText(runtime(), 'a'.repeat(5000), '')).toBe(0)
})
