/**
 * Attacks that once worked, or nearly did, found by hand with the source open. Each ends in its limit or in a harmless
 * answer; what goes wrong here hangs or kills the process that runs it.
 */
import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, explain } from './index.ts'

/** How a program ends: the kind of its error, or its value. */
function outcome(code: string, json: unknown = { a: 1 }): unknown {
  const { error, value } = explain(
    compileTemplate(`={{ ${code.replaceAll('}}', '} }')} }}`),
    dataScope({ input: [{ json }] }),
  )
  return error === undefined ? value : error.kind
}

const body = (code: string): string => `(() => { ${code} })()`

/** A list of two, sixty deep, that shares its halves: nothing in memory, and without end for whoever walks it. */
const TREE = 'let tree = []; for (let i = 0; i < 60; i++) tree = [tree, tree];'

/** A thousand texts with the same long beginning: nothing in memory until they are looked into. */
const TEXTS = "const s = 'x'.repeat(8e6); const l = []; for (let i = 0; i < 1000; i++) l.push(s + i);"

describe('nothing of the host converts values of an expression', () => {
  it.each([
    ['JSON.stringify({ a: 1 }, [tree, "a"])', '{"a":1}'],
    ['JSON.stringify({ 1: 2, a: 1 }, [1, { toString: () => "a" }])', '{"1":2}'],
    ['[{ k: tree }, { k: tree }].sortBy("k")', 'budget'],
    ['[{ a: 1 }].pluck(tree)', []],
    ['[tree, tree].sort()', 'budget'],
    ['String(tree)', 'budget'],
    ['"x".anchor(tree)', 'budget'],
    ['new Intl.NumberFormat("en", { currency: tree })', 'budget'],
  ])('%s', (code, ends) => expect(outcome(body(`${TREE} return ${code}`))).toEqual(ends))
})

describe('lists cannot be made long by their length or by a far place', () => {
  it.each([
    ['Object.assign([], { length: 4294967295 }).indexOf(1)', 'budget'],
    ['Object.assign([], { 4294967294: 1 }).indexOf(1)', 'budget'],
    ['Object.assign([], { length: -1 })', undefined],
    ['Object.assign([1, 2], { 1: 3 })', [1, 3]],
    ['Object.assign([1, 2, 3], { length: 1 })', [1]],
    ['({ a: [] }).setPath("a.length", 1e9)', { a: [] }],
    ['({ a: [] }).setPath(\'a["4294967294"]\', 1)', { a: [] }],
    ['({ a: [] }).setPath("a[999999999]", 1)', { a: [] }],
  ])('%s', (code, ends) => expect(outcome(code)).toEqual(ends))
})

describe('long texts are paid for when they are looked into', () => {
  it.each([
    'l.map(x => x[5])',
    'l.map(x => /^x/.test(x))',
    'l.map(x => x.charCodeAt(5))',
    'l.map(x => { for (const c of x) return c })',
    'l.map(([c]) => c)',
    'l.map(x => Number(x))',
    'l.map(x => x == 1)',
    'l.map(x => ({})[x])',
    'l.map(x => Symbol.for(x))',
    'l.map(x => x.toBoolean())',
    'l.map(x => new Date(x))',
    'l.includes("x".repeat(8e6) + "abc")',
    'new Set(l).size',
    'l.sort().length',
    'l.unique().length',
    'l.groupBy(x => x)',
    'l',
  ])('%s', (code) => expect(outcome(body(`${TEXTS} return ${code}`))).toBe('budget'))

  it('and when they are compared, however often', () => {
    const two = "const s = 'x'.repeat(1.6e7) + 'a', t = 'x'.repeat(1.6e7) + 'b';"
    for (const code of ['s === t', 's != t', 'switch (s) { case t: }', 'Object.is(s, t)', '[t].includes(s)', 's * 1']) {
      expect(outcome(body(`${two} for (;;) { ${code} }`)), code).toBe('budget')
    }
    for (const code of ['1n < s', 's == 1n', 's >= 1n']) {
      expect(outcome(body(`const s = '9'.repeat(1.6e7); return ${code}`)), code).toBe('budget')
    }
  })

  it('and harmless work with long texts goes on', () => {
    expect(outcome('"x".repeat(1e5).split("").map((c, i) => i).length')).toBe(100_000)
    expect(
      outcome(
        body('const s = "ab".repeat(5e4); let n = 0; for (let i = 0; i < 5e4; i++) if (s[i] === "a") n++; return n'),
      ),
    ).toBe(25_000)
    expect(outcome(body('let t = ""; for (let i = 0; i < 2e4; i++) t += "line " + i + "\\n"; return t.length'))).toBe(
      208_890,
    )
    expect(
      outcome('$json.rows.map(row => row.text).join("").length', {
        rows: Array.from({ length: 100 }, () => ({ text: 'y'.repeat(50_000) })),
      }),
    ).toBe(5_000_000)
  })
})

it('long texts of the data may be looked into, many of them', () => {
  const rows = Array.from({ length: 800 }, (_, i) => ({ text: `${'z'.repeat(50_000)}${i}` }))
  expect(outcome('$json.rows.map(row => row.text.slice(0, 10)).length', { rows })).toBe(800)
})

describe('costs that are no amounts are more than any budget', () => {
  it('so that nothing is free', () => {
    expect(outcome('"x".quote("").length')).toBeUndefined()
    expect(outcome('("\\"".repeat(1.5e7)).quote().length')).toBe('budget')
  })
})

describe('what is kept between evaluations has a bound', () => {
  it('for zones, locales and options, which the date library keeps for ever', () => {
    expect(outcome('$now.setZone("x".repeat(5000))')).toBeUndefined()
    expect(outcome(body('for (let i = 0; i < 3000; i++) $now.setLocale("en-x-a" + i); return 1'))).toBe(1)
  })

  it('for patterns, which are as large as their counted repetitions', () => {
    expect(outcome('RegExp("[a-z]{1,1000}".repeat(2000) + "(a+)+$").test("a")')).toBeUndefined()
    expect(outcome('RegExp("(?:[a-z]{1,1000}){1,1000}(a+)+$").test("a")')).toBeUndefined()
    expect(outcome('/(a+)+$/.test("aaa")')).toBe(true)
  })
})

describe('dates of the data are not written to', () => {
  it('by any of their methods, while dates of the expression are its own', () => {
    const json = { d: new Date(0) }
    for (const method of ['setTime', 'setHours', 'setUTCFullYear', 'setYear']) outcome(`$json.d.${method}(5)`, json)
    expect(json.d.getTime()).toBe(0)
    expect(outcome('new Date($json.d).setTime(5)', json)).toBe(5)
    expect(outcome('$json.d.plus(1, "day").setTime(5)', json)).toBe(5)
    expect(outcome('"2024-01-01".toDate().setTime(5)')).toBe(5)
    expect(outcome('$now.toJSDate().setTime(5)')).toBe(5)
  })
})

describe('looking for one long text in another ends', () => {
  it.each([
    "'a'.repeat(4e5).indexOf('a'.repeat(1e5) + 'b' + 'a'.repeat(1e5))",
    "'a'.repeat(4e5).lastIndexOf('a'.repeat(1e5) + 'b' + 'a'.repeat(1e3))",
  ])('%s', (code) => expect(outcome(code)).toBe(-1))

  it.each([
    ["'a'.repeat(4e5).split('a'.repeat(1e5) + 'b').length", 1],
    ["'a'.repeat(4e5).replaceAll('a'.repeat(1e5) + 'b', '').length", 400_000],
    ["('x'.repeat(1e5) + 'y'.repeat(2000) + 'z').replace('y'.repeat(2000), '').length", 100_001],
    ["'a'.repeat(1.6e7).indexOf('b' + 'a'.repeat(1000))", 'budget'],
    ["'ab'.repeat(3e6).replaceAll('b', '').length", 'budget'],
    ["'ab'.repeat(1e5).replaceAll('b', '').length", 100_000],
  ])('%s', (code, ends) => expect(outcome(code)).toBe(ends))
})

describe('work that grows with data is paid for', () => {
  const wide = 'const w = {}; for (let i = 0; i < 50000; i++) w["k" + i] = i;'
  const long = 'const l = numberList(1, 500000);'
  it.each([
    `${wide} for (;;) w.omit("k1")`,
    `${wide} for (;;) w.setPath("a", 1)`,
    `${wide} for (;;) ({ w }).setPath("w.a", 1)`,
    `${wide} for (;;) Object.freeze(w)`,
    `${wide} for (;;) w.deepMerge({})`,
    'return JSON.stringify(new Uint8Array(1e6)).length',
    `${long} for (;;) l.sum() + l.max() + l.min() + l.average()`,
    `${long} for (;;) Object.freeze(l)`,
    'const u = new ArrayBuffer(1e6); const k = []; for (;;) k.push(u.slice(0))',
    'const u = new Uint8Array(1e6); for (;;) String(u)',
    'const s = "ﬃ".repeat(8e6); return s.toUpperCase()',
  ])('%s', (code) => expect(outcome(body(code))).toBe('budget'))
})
