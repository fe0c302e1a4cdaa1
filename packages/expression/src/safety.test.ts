/**
 * The invariants of `docs/security/expressions.md`, each under its number.
 */
import { describe, expect, it } from 'vitest'
import { globals } from './builtins/globals.ts'
import { contextFunctions } from './context/functions.ts'
import { compileTemplate, dataScope, evaluate, explain, type ScopeItem } from './index.ts'
import { Closure, Native, View } from './values/callable.ts'
import { IntlValue } from './values/intl-value.ts'

const scope = (json: unknown = { a: 1 }) => dataScope({ input: [{ json }] })
const run = (code: string, json?: unknown): unknown => evaluate(compileTemplate(`={{ ${code} }}`), scope(json))
const kind = (code: string, json?: unknown): unknown =>
  explain(compileTemplate(`={{ ${code} }}`), scope(json)).error?.kind

describe('S1: no host function is a value', () => {
  it('holds for every global name and everything below it', () => {
    const seen = new Set<unknown>()
    const walk = (value: unknown, path: string): void => {
      expect(typeof value, path).not.toBe('function')
      if (typeof value !== 'object' || value === null || seen.has(value)) return
      seen.add(value)
      if (value instanceof Native) for (const [name, below] of value.statics) walk(below, `${path}.${name}`)
      else if (value instanceof View) for (const name of value.keys()) walk(value.read(name), `${path}.${name}`)
      else for (const name of Object.keys(value)) walk(Reflect.get(value, name), `${path}.${name}`)
    }
    for (const [name, value] of [...globals, ...contextFunctions]) walk(value, name)
    expect(seen.size).toBeGreaterThan(150)
  })

  it('holds for what expressions make', () => {
    for (const code of [
      '[].map',
      '"".at',
      '$now.plus',
      'Math.max',
      '(() => 1)',
      'Object',
      'DateTime',
      'new Intl.NumberFormat().format',
    ]) {
      expect(kind(code), code).toBe('not_transferable')
      expect(run(`typeof ${code}`), code).toBe('function')
    }
    expect(new Set([Closure, Native, View, IntlValue]).size).toBe(4)
  })
})

describe('S2: every construct is compiled by a rule or refused', () => {
  const free = ['process', 'globalThis', 'this', 'constructor', '$json["const" + "ructor"]']
  const shapes = [
    '[X]',
    '[...[X]]',
    '({ a: X })',
    '({ [X]: 1 })',
    '({ ...X })',
    'X ? X : X',
    'X && X',
    'X ?? X',
    'X + X',
    '`${X}`',
    'String.raw`${X}`',
    'X.a',
    'X["a"]',
    'X?.a',
    'X.a()',
    'X()',
    'new X()',
    '!X',
    'typeof X',
    'void X',
    'delete X.a',
    'X, X',
    '(x => X)(1)',
    '(function () { return X })()',
    '((a = X) => a)()',
    '(({ a = X }) => a)({})',
    '(([a]) => a)([X])',
    '((...r) => r)(X)',
    '(() => { const a = X; return a })()',
    '(() => { let a; a = X; return a })()',
    '(() => { for (const a of [X]) return a })()',
    '(() => { for (const a in X) return a })()',
    '(() => { for (let i = X; i; ) break; return 1 })()',
    '(() => { while (X) break; return 1 })()',
    '(() => { do { break } while (X); return 1 })()',
    '(() => { switch (X) { case X: return X; default: return 1 } })()',
    '(() => { if (X) return X; else return X })()',
    '(() => { try { throw X } catch (e) { return e } finally { X } })()',
    '(() => { l: { break l } return X })()',
    '[...(function* () { yield X; yield* [X] })()]',
    'X.a = 1',
    'X.a += 1',
    'X.a++',
    'X instanceof Object',
    '"a" in X',
    'class { static a = X }',
    'async () => X',
    'import(X)',
    'super.a',
    'new.target',
    'import.meta',
    'await X',
    '(() => { with (X) { a } })()',
    '({ get a() { return X } })',
    '({ a() { return X } })',
    '(class extends X {})',
    'new (class extends X {})()',
    'new (class { a = X })()',
    '(class { static a = X }).a',
    'new (class { [X] = 1 })()',
    '(class { a() { return X } })',
    '#a in X',
  ]

  it('for every kind of node in every place, with names of the host in it', () => {
    let refused = 0
    for (const shape of shapes) {
      for (const name of free) {
        const { value, error } = explain(
          compileTemplate(`={{ ${shape.replaceAll('X', name).replaceAll('}}', '} }')} }}`),
          scope(),
        )
        if (error !== undefined) {
          refused++
          expect(
            ['syntax', 'security', 'not_transferable', 'uncaught', 'budget'],
            `${shape} ${name}: ${error.message}`,
          ).toContain(error.kind)
        } else expect(hostThing(value), `${shape} ${name}`).toBeUndefined()
      }
    }
    expect(refused).toBeGreaterThan(20)
    expect(refused).toBeLessThan(shapes.length * free.length)
  })
})

/** What of the host a result holds, if anything. */
function hostThing(root: unknown): string | undefined {
  const stack: unknown[] = [root]
  for (let value = stack.pop(); stack.length > 0 || value !== undefined; value = stack.pop()) {
    if (typeof value === 'function') return 'a function'
    if (typeof value !== 'object' || value === null) continue
    if (value === globalThis || value === Object.prototype || value === Array.prototype) return 'a built-in object'
    stack.push(...Object.values(value))
  }
  return undefined
}

describe('S3: dangerous names are refused, however they are made', () => {
  const ways = [
    '({}).constructor',
    '({})["constructor"]',
    '({})[`con${"structor"}`]',
    '({})[["constructor"]]',
    '({})[{ toString: () => "constructor" }]',
    '(({ constructor }) => 1)({})',
    '(({ ["constr" + "uctor"]: c }) => 1)({})',
    '"".at.constructor',
    '$json.__proto__',
    '$json["__pro" + "to__"].x',
    '(() => { const k = "__proto__"; ({})[k] = 1 })()',
    'Object.getPrototypeOf({})',
    'Object.defineProperty({}, "a", {})',
    '[].map["constructor"]',
    '$now["constructor"]',
    'Math["constructor"]',
    '(() => 1)["caller"]',
    '({})["__defineGetter__"]("a", () => 1)',
    '$jmespath({}, "constructor")',
  ]
  for (const way of ways) it(way, () => expect(['security', 'syntax']).toContain(kind(way)))

  it('also where the data has such a member', () => {
    expect(kind('$json.constructor', { constructor: 1 })).toBe('security')
    expect(run('JSON.stringify($json)', JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}')
    expect(run('({ ...$json }).x', JSON.parse('{"__proto__":{"x":1}}'))).toBeUndefined()
  })
})

describe('S4: item data is never written', () => {
  it('by assignments, methods, destructuring or helpers', () => {
    const json = { a: { b: [3, 1, 2] }, n: 1 }
    const before = JSON.stringify(json)
    for (const code of [
      '$json.n = 2',
      '$json.a.b.sort()',
      '$json.a.b.push(1)',
      'delete $json.n',
      'Object.assign($json, { z: 1 })',
      '[$json.a.b[0]] = [9]',
      '({ n: $json.n } = { n: 9 })',
      '$json.a.b.length = 0',
      '$json.n++',
      '$json.a.b.splice(0, 1)',
      '$json.a.b.reverse()',
      'for (const k of [1]) 0',
      '$input.item.json.n = 5',
      '$input.all()[0].json.n = 5',
      '$json.a.compact()',
      '$json.setPath("a.b", 1)',
      '$json.deepMerge({ a: 1 })',
      '$input.all().push(1)',
    ]) {
      explain(
        compileTemplate(`={{ (() => { ${code.startsWith('(') || code.startsWith('[') ? `;${code}` : code} })() }}`),
        scope(json),
      )
    }
    expect(JSON.stringify(json)).toBe(before)
  })
})

describe('S5: nothing is left behind', () => {
  it('by assigned names, patterns, symbols or caches', () => {
    run('leak = 1')
    expect(run('typeof leak')).toBe('undefined')
    const pattern = '/a/g.test("aa")'
    expect([run(pattern), run(pattern)]).toEqual([true, true])
    run('(() => { Array.isArray = 1; Math.max = 1; Object.keys = null })()')
    expect(run('[Array.isArray([]), Math.max(1, 2), Object.keys({ a: 1 }).length]')).toEqual([true, 2, 1])
    run('(() => { $vars.x = 1; $json.polluted = 1; [].polluted = 1; "".polluted = 1 })()')
    expect(run('[({}).polluted, [].polluted, $vars.x]')).toEqual([undefined, undefined, undefined])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

describe('S6: every kind of work has a limit that expressions cannot catch', () => {
  const bombs = [
    '(() => { while (true) {} })()',
    '(() => { try { while (true) {} } catch (e) { return 1 } })()',
    '(() => { try { while (true) {} } finally { return 1 } })()',
    '(() => { const f = () => f(); return f() })()',
    '"x".repeat(2e7)',
    '"x".padStart(2e7)',
    'Array(1e8).fill(0)',
    '(() => { let s = "x"; for (;;) s += s })()',
    '(() => { const a = []; for (;;) a.push(1) })()',
    '(() => { let a = [1]; for (;;) a = a.concat(a) })()',
    '10n ** 100000n',
    '(2n ** 64n) ** (2n ** 20n)',
    '(() => { let a = []; for (let i = 0; i < 60; i++) a = [a, a]; return a })()',
    '(() => { let a = []; for (let i = 0; i < 60; i++) a = [a, a]; return JSON.stringify(a) })()',
    '(() => { let a = []; for (let i = 0; i < 60; i++) a = [a, a]; return String(a) })()',
    '[...(function* () { for (;;) yield 1 })()]',
    'Array.from({ length: 1e9 })',
    '(() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) })()',
    '(() => { let a = []; for (let i = 0; i < 60; i++) a = [a, a]; return [a, a].unique() })()',
    '"x,".repeat(1e6).split(",").map(x => x.repeat(1e4)).join("")',
    '$evaluateExpression("{{ $evaluateExpression(1) }" + "}")',
  ]
  for (const bomb of bombs) {
    it(bomb.slice(0, 70), () => {
      const start = performance.now()
      const { value, error } = explain(compileTemplate(`={{ ${bomb} }}`), scope())
      expect(performance.now() - start).toBeLessThan(1000)
      if (error === undefined) expect(value).toBeUndefined()
      else expect(['budget', 'not_transferable']).toContain(error.kind)
    })
  }

  it('obeys limits that the caller sets', () => {
    const small = { ms: 250, bytes: 1024, steps: 50_000, depth: 10 }
    expect(() => evaluate(compileTemplate('={{ "x".repeat(2000) }}'), scope(), small)).toThrow(/memory/)
  })

  it('refuses source that is too long or too deep', () => {
    expect(kind(`${'('.repeat(300)}1${')'.repeat(300)}`)).toBe('syntax')
    expect(kind(`${'!'.repeat(5000)}1`)).toBe('syntax')
    expect(kind(`1${'+1'.repeat(40_000)}`)).toBe('syntax')
    expect(run(`1${'+1'.repeat(2000)}`)).toBe(2001)
  })
})

describe('S7: results are plain', () => {
  it('hold no cycle, no view, no function', () => {
    expect(kind('(() => { const a = {}; a.a = a; return a })()')).toBe('not_transferable')
    expect(kind('({ f: () => 1 })')).toBe('not_transferable')
    expect(kind('Symbol("x")')).toBe('not_transferable')
    expect(run('$prevNode')).toEqual({ name: undefined, outputIndex: undefined, runIndex: undefined })
    expect(Object.getPrototypeOf(run('({ a: 1 })'))).toBe(Object.prototype)
  })

  it('hold nothing hidden: no symbols, no inherited members, no names on lists, no causes', () => {
    const hidden = [
      '({ [Symbol("x")]: () => 1, a: 1 })',
      '({ __proto__: { f: () => 1 }, a: 1 })',
      '(() => { const o = { a: 1 }; o[Symbol.iterator] = () => 1; return o })()',
    ]
    for (const code of hidden) expect(Reflect.ownKeys(run(code) as object), code).toEqual(['a'])
    expect(Reflect.ownKeys(run('(() => { const a = [1]; a.f = () => 1; return a })()') as object)).toEqual([
      '0',
      'length',
    ])
    for (const code of [
      'new Error("x", { cause: () => 1 })',
      '(() => { const e = new Error("x"); e.message = () => 1; return e })()',
    ]) {
      const error = run(code) as Error
      expect(typeof error.message, code).toBe('string')
      expect(error.cause, code).toBeUndefined()
    }
  })

  it('carry no stack of the host in errors', () => {
    const { error } = explain(compileTemplate("={{ $('Nope').first() }}"), scope())
    expect(error?.stack).toBe(`ExpressionError: ${error?.message}`)
    expect(run('(() => { try { null.x } catch (e) { return e.stack } })()')).toMatch(/^TypeError: Cannot read/)
  })
})

describe('S8: what came from data is never evaluated', () => {
  it('not by templates, fill or display', () => {
    const json = { t: '{{ 1 + 1 }}', u: '={{ 1 + 1 }}' }
    expect(evaluate(compileTemplate('={{ $json.t }} {{ $json.u }}'), scope(json))).toBe('{{ 1 + 1 }} ={{ 1 + 1 }}')
    expect(run('"[t]".fill($json)', json)).toBe('{{ 1 + 1 }}')
  })
})

describe('S9: the environment is closed', () => {
  it('unless the administrator lists names', () => {
    expect(kind('$env.HOME')).toBe('env_denied')
    const open = dataScope({ input: [], env: () => ({ REGION: 'eu' }) })
    expect(evaluate(compileTemplate('={{ $env.REGION }}'), open)).toBe('eu')
    expect(explain(compileTemplate('={{ $env.HOME }}'), open).error?.kind).toBe('env_denied')
    expect(run('Object.keys(process.env).length')).toBe(0)
  })

  it('and files show no content', () => {
    const item: ScopeItem = { json: {}, binary: { data: { fileName: 'a.txt', data: 'c2VjcmV0' } } }
    expect(evaluate(compileTemplate('={{ $binary.data }}'), dataScope({ input: [item] }))).toEqual({
      fileName: 'a.txt',
    })
  })
})
