import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, DEFAULT_BUDGET, evaluate, explain, type ScopeItem } from './index.ts'

const item: ScopeItem = { json: { n: 2, name: 'Ada', list: [3, 1, 2], deep: { a: { b: [1] } } } }
const scope = dataScope({ input: [item], now: () => Date.UTC(2024, 5, 15, 12, 30), zone: 'Europe/Berlin' })
const value = (code: string): unknown => evaluate(compileTemplate(`={{ ${code} }}`), scope)

describe('the language', () => {
  it('runs JavaScript as people write it', () => {
    expect(value('$json.list.map((x, i) => x * i).filter(x => x > 0)')).toEqual([1, 4])
    expect(
      value('(() => { let s = 0; for (const x of $json.list) { if (x === 1) continue; s += x } return s })()'),
    ).toBe(5)
    expect(value('(({ name, ...rest }) => Object.keys(rest).length)($json)')).toBe(3)
    expect(value('`${$json.name}-${$json.missing ?? "none"}`')).toBe('Ada-none')
    expect(value('(() => { try { null.x } catch (e) { return e.name } finally { } })()')).toBe('TypeError')
    expect(value('[...new Set([1, 1, 2])].join()')).toBe('1,2')
  })

  it('gives closures of a loop variables of their own', () => {
    expect(
      value('(() => { const f = []; for (let i = 0; i < 3; i++) f.push(() => i); return f.map(g => g()) })()'),
    ).toEqual([0, 1, 2])
    expect(
      value(
        '(() => { const f = []; for (const x of [1, 2]) { const y = x * 2; f.push(() => y) } return f.map(g => g()) })()',
      ),
    ).toEqual([2, 4])
  })

  it('knows functions before they are declared, also those in blocks', () => {
    expect(value('(() => { return early(); function early() { return 1 } })()')).toBe(1)
    expect(value('(() => { if ($json.n) { function inner() { return $json.n } } return inner() })()')).toBe(2)
  })

  it('makes objects of classes with fields, and refuses what n8n refuses', () => {
    expect(value('(() => { class A { x = 1; y = this.x + 1; static n = 9 } return [new A(), A.n] })()')).toEqual([
      { x: 1, y: 2 },
      9,
    ])
    expect(value('(() => { class B extends Array {} class C extends B { z = 1 } return new C(3).length })()')).toBe(3)
    expect(value('(() => { class A {} class B extends A {} return new B() instanceof A })()')).toBe(true)
    expect(
      value('(() => { const f = []; for (const x of [1, 2]) f.push(class { a = x }); return f.map(c => new c()) })()'),
    ).toEqual([{ a: 1 }, { a: 2 }])
    const kind = (code: string): unknown => explain(compileTemplate(`={{ ${code} }}`), scope).error?.kind
    expect(kind('(class { m() {} })')).toBe('syntax')
    expect(kind('new (class { ["constr" + "uctor"] = 1 })()')).toBe('security')
    expect(kind('(class {})')).toBe('not_transferable')
    expect(value('(class {})()')).toBeUndefined()
  })

  it('breaks and continues to labels', () => {
    expect(
      value(
        '(() => { let n = 0; outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; n++ } } return n })()',
      ),
    ).toBe(3)
  })

  it('gives undefined for ordinary errors', () => {
    expect(value('$json.missing.deeper.still')).toBeUndefined()
    expect(value('(() => { throw new Error("x") })()')).toBeUndefined()
    expect(value('nobodyKnows')).toBeUndefined()
  })

  it('tells why a value is undefined', () => {
    const { type, swallowed } = explain(compileTemplate('={{ $json.missing.deeper }}'), scope)
    expect(type).toBe('undefined')
    expect(swallowed).toEqual([
      { message: "Cannot read properties of undefined (reading 'deeper')", range: { start: 3, end: 25 } },
    ])
  })

  it('tells which name of a path is missing, and what was probably meant', () => {
    const missing = (code: string): unknown => explain(compileTemplate(`={{ ${code} }}`), scope).missing
    expect(missing('$json.nme')).toEqual({ name: 'nme', range: { start: 10, end: 13 }, suggestion: 'name' })
    expect(missing('$input.first().json.deep.x?.y')).toMatchObject({ name: 'x' })
    expect(missing('$json.name.length')).toBeUndefined()
  })

  it('lets an expression write to data for itself only', () => {
    expect(
      value(
        '(() => { $json.deep.a.b.push(9); $json.n = 5; delete $json.name; return [$json.deep.a.b, $json.n, $json.name] })()',
      ),
    ).toEqual([[1, 9], 5, undefined])
    expect(value('$json.list.sort()')).toEqual([1, 2, 3])
    expect(item.json).toEqual({ n: 2, name: 'Ada', list: [3, 1, 2], deep: { a: { b: [1] } } })
  })

  it('hands on item data as it is', () => {
    expect(value('$json')).toBe(item.json)
  })

  it('uses the clock and the zone it is given', () => {
    expect(value('$now.toISO()')).toBe('2024-06-15T14:30:00.000+02:00')
    expect(value('$today.toISO()')).toBe('2024-06-15T00:00:00.000+02:00')
    expect(value('new Date().getTime()')).toBe(Date.UTC(2024, 5, 15, 12, 30))
  })

  it('evaluates only the branch of $if that it takes', () => {
    expect(value("$if(true, 'a', $('Nope').first())")).toBe('a')
  })

  it('serves long texts as well as short ones', () => {
    const long = dataScope({ input: [{ json: { t: '**bold** and [a link](http://x)\n- item\n'.repeat(2000) } }] })
    // The default limit is a quarter of a second of wall time, which a busy machine may take from anyone.
    const patient = { ...DEFAULT_BUDGET, ms: 20_000 }
    const text = String(evaluate(compileTemplate('={{ $json.t.removeMarkdown() }}'), long, patient))
    expect(text.startsWith('bold and a link\nitem\n')).toBe(true)
    expect(text).toHaveLength('bold and a link\nitem\n'.length * 2000)
    const words = compileTemplate('={{ $json.t.replace(/\\s+/g, " ").split(" ").length }}')
    expect(evaluate(words, long, patient)).toBe(12001)
  })

  it('fails with a kind that says what was wrong', () => {
    const kind = (code: string): unknown => explain(compileTemplate(`={{ ${code} }}`), scope).error?.kind
    expect(kind("$('Nope').first()")).toBe('node_not_found')
    expect(kind('(5).toTitleCase()')).toBe('receiver_type')
    expect(kind('$json.missing.toTitleCase()')).toBe('nullish_receiver')
    expect(kind('"x".toNumber()')).toBe('conversion')
    expect(kind('$env.HOME')).toBe('env_denied')
    expect(kind('() => 1')).toBe('not_transferable')
  })
})
