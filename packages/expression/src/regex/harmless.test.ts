import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, DEFAULT_BUDGET, evaluate, explain } from '../index.ts'
import { costOf } from './harmless.ts'

/** Steps are what is looked at; the machine may be busy. */
const PATIENT = { ...DEFAULT_BUDGET, ms: 10_000 }

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
      expect(costOf(source, '').order, source).toBe('linear')
  })

  it('is quadratic where a search begins again at every place', () => {
    for (const source of ['a+b', '\\s+$', '\\[[^\\]]*\\]', '(?:a+b)?', 'x(a+)$'])
      expect(costOf(source, '').order, source).toBe('quadratic')
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
      // Bounded parts that meet multiply: each may end in several places.
      `^${'a{0,2}'.repeat(30)}$`,
      `${'(\\d{1,2})'.repeat(12)}x`,
      `^${'a{1,20}'.repeat(3)}$`,
      // What is optional is looked into.
      '^(?:a*a*a*)?b',
    ]) {
      expect(costOf(source, '').order, source).toBe('unknown')
    }
  })
})

describe('the ways to match bounded parts', () => {
  it('are one where what follows says where each ends', () => {
    for (const source of ['^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$', '(\\d{1,2})/(\\d{1,2})/(\\d{2,4})', 'ab?c'])
      expect(costOf(source, '').factor, source).toBeLessThanOrEqual(3)
  })

  it('multiply where it does not', () => {
    expect(costOf('a{0,2}a{0,2}a{0,2}b', '').factor).toBe(27)
    expect(costOf('\\d{1,2}\\d{1,2}', '').factor).toBe(4)
  })
})

describe('patterns in expressions', () => {
  const run = (code: string): unknown =>
    evaluate(compileTemplate(`={{ ${code} }}`), dataScope({ input: [{ json: {} }] }), PATIENT)

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
    run('new RegExp("^" + "a{0,2}".repeat(30) + "$").test("a".repeat(41) + "x")')
    run('"<script".repeat(70000).match(/<script[^]*?<\\/script>/)')
    run('/^(?:a*a*a*a*)?b/.test("a".repeat(4000))')
    run('/a?a?a?a?a?a?a?b/.test("a".repeat(400000))')
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('serve long texts in which they have little to repeat', () => {
    const page = '<p class="x">Some <b>bold</b> text, with a <a href="/?q=1">link</a>.</p>\n'.repeat(5000)
    const scope = dataScope({ input: [{ json: { page } }] })
    for (const [code, length] of [
      ['$json.page.replace(/<[^>]*>/g, "")', 145_000],
      ['$json.page.replace(/<script[^]*?<\\/script>/gi, "")', page.length],
      ['$json.page.match(/href="([^"]+)"/g)', 5000],
      ['$json.page.split(/(?:\\r?\\n)+/)', 5001],
      ['$json.page.match(/[\\w.-]+@[\\w.-]+\\.\\w+/g) ?? ""', 0],
    ] as const)
      expect(evaluate(compileTemplate(`={{ (${code}).length }}`), scope, PATIENT), code).toBe(length)
  })

  it('refuse what cannot be matched in bounded time', () => {
    expect(
      explain(compileTemplate('={{ /(a+)b\\1/.test($json.t) }}'), dataScope({ input: [{ json: { t: 'aab' } }] }))
        .swallowed[0]?.message,
    ).toContain('cannot be matched in bounded time')
  })
})
