import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, explain } from '../index.ts'
import { costOf } from './harmless.ts'

describe('what a pattern may cost', () => {
  it('is linear without open repetition, or at a fixed start', () => {
    for (const source of [
      'abc',
      'a|b',
      '^\\d{3}-\\d{4}$',
      '[,;]',
      '^[a-z]+$',
      '(?<=\\.)x',
      '\\s+',
      '#\\w+',
      'https?:\\/\\/\\S+',
    ])
      expect(costOf(source, '')).toBe('linear')
  })

  it('is quadratic where a search begins again at every place', () => {
    for (const source of ['a+b', '\\s+$', '\\[[^\\]]*\\]', '(?:a+b)?', 'x(a+)$'])
      expect(costOf(source, '')).toBe('quadratic')
  })

  it('is unknown where repetitions meet or nest', () => {
    for (const source of [
      '^(a+)+$',
      '(a|a)*b',
      '(\\w+\\s?)*$',
      '.*.*x',
      '(a)\\1',
      '(?:a{1,1000}){1,1000}',
      '(x+x+)+y',
      '(a?){30}a{30}',
    ]) {
      expect(costOf(source, '')).toBe('unknown')
    }
  })
})

describe('patterns in expressions', () => {
  const run = (code: string): unknown =>
    evaluate(compileTemplate(`={{ ${code} }}`), dataScope({ input: [{ json: {} }] }))

  it('give the same answers on either matcher', () => {
    for (const pattern of ['/(\\w+\\s?)*$/', '/(a|b)+c/', '/((x)y?)+/', '/(?:a|ab)(?:c|bcd)(d*)/']) {
      const native = (text: string): unknown => [...(new RegExp(pattern.slice(1, -1)).exec(text) ?? [])]
      for (const text of ['abcd', 'xyx', 'two words', 'abab c', '']) {
        expect(run(`[...(${pattern}.exec(${JSON.stringify(text)}) ?? [])]`)).toEqual(native(text))
      }
    }
  })

  it('end soon on texts made to hang them', () => {
    const start = performance.now()
    run('/^(a+)+$/.test("a".repeat(40) + "!")')
    run('("[".repeat(50000)).removeMarkdown()')
    run('"x ".repeat(20000).match(/\\s+$/)')
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('refuse what cannot be matched in bounded time', () => {
    expect(
      explain(compileTemplate('={{ /(a+)b\\1/.test($json.t) }}'), dataScope({ input: [{ json: { t: 'aab' } }] }))
        .swallowed[0]?.message,
    ).toContain('cannot be matched in bounded time')
  })
})
