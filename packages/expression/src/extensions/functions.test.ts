import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, functions } from '../index.ts'

const scope = dataScope({ input: [{ json: {} }], now: () => Date.UTC(2024, 5, 15, 12), zone: 'Europe/Berlin' })

describe('the table of functions', () => {
  for (const { on, name, examples } of functions) {
    it(`${on}.${name} does what its examples say`, () => {
      expect(examples.length).toBeGreaterThan(0)
      for (const { code, gives } of examples) {
        expect(evaluate(compileTemplate(`={{ ${code.replaceAll('}}', '} }')} }}`), scope)).toEqual(gives)
      }
    })
  }

  it('names each function once per kind of value', () => {
    const names = functions.map(({ on, name }) => `${on}.${name}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it('says in one sentence what each function does', () => {
    for (const { doc } of functions) expect(doc).toMatch(/^[A-Z].*\.$/)
  })

  it('never lets a function of ours shadow what the value brings itself', () => {
    expect(evaluate(compileTemplate('={{ ({ pick: () => "own" }).pick() }}'), scope)).toBe('own')
  })
})
