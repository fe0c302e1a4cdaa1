/**
 * A grammar of attacks: programs that look for a way out of the language, for something to change in it, and for work
 * without end. Nothing here is known to succeed; the parts that attacks are made of are combined at random.
 */
import { memberTables, objectMembers } from '../builtins/tables.ts'
import { functions } from '../extensions/functions.ts'
import type { Pick } from './random.ts'

/** Names that lead out of the data in JavaScript itself. */
const DOORS =
  'constructor __proto__ prototype caller callee arguments __defineGetter__ __lookupGetter__ mainModule binding getPrototypeOf'.split(
    ' ',
  )

/** Names of things that the host has. */
const HOST = (
  'globalThis global process require module Function eval Reflect Proxy WebAssembly SharedArrayBuffer Atomics Promise ' +
  'setTimeout queueMicrotask structuredClone fetch Buffer window self document console crypto performance URL Error ' +
  'AsyncFunction GeneratorFunction WeakRef FinalizationRegistry Iterator this arguments undefined'
).split(' ')

const LIBRARY = (
  'Object Array String Number Boolean Symbol BigInt Math JSON Date RegExp Map Set WeakMap WeakSet Intl Error TypeError ' +
  'Uint8Array Float64Array ArrayBuffer DataView DateTime Duration Interval parseInt isNaN encodeURIComponent ' +
  '$json $input $now $today $node $items $workflow $execution $vars $env $secrets $parameter $prevNode $jmespath $if ' +
  '$ifEmpty $min $max $evaluateExpression $fromAI $binary numberList zip'
).split(' ')

const STATICS = (
  'keys values entries fromEntries assign freeze is hasOwn create groupBy getOwnPropertyNames getOwnPropertySymbols ' +
  'getOwnPropertyDescriptor defineProperty setPrototypeOf from of isArray raw fromCharCode parse stringify for ' +
  'asyncIterator species toPrimitive hasInstance toStringTag now UTC fromISO fromObject fromFormat fromMillis local ' +
  'NumberFormat DateTimeFormat Segmenter Locale supportedValuesOf captureStackTrace prepareStackTrace stackTraceLimit ' +
  'construct apply ownKeys set get isView max'
).split(' ')

const METHODS: readonly string[] = [
  ...new Set([
    ...Object.values(memberTables).flatMap(({ methods, getters }) => [...methods.keys(), ...getters.keys()]),
    ...objectMembers.methods.keys(),
    ...functions.map(({ name }) => name),
  ]),
]

/** Hooks that JavaScript calls by itself. */
const HOOKS =
  'toString valueOf toJSON then next return throw length raw get set index lastIndex exec constructor name message stack cause'.split(
    ' ',
  )

const BOMBS = [
  'for (;;) {}',
  'while (true) { try { for (;;) {} } catch (e) {} finally { continue } }',
  'let s = "x"; for (;;) s += s',
  'let a = [1]; for (;;) a = a.concat(a)',
  'const f = () => f(); f()',
  'const f = (...a) => f(...a, ...a, 1); f(1)',
  '"x".repeat(1e9)',
  'Array(1e9).fill(0)',
  '9n ** 9n ** 9n',
  'let t = []; for (let i = 0; i < 60; i++) t = [t, t]; return VALUE(t)',
  'const s = "x".repeat(4e6); return numberList(1, 500).map(i => (s + i).METHOD())',
  '/(a+)+$/.test("a".repeat(1e5) + "b")',
  'RegExp("(" + "a{1,99}".repeat(50) + ")+$").test("a".repeat(1e5))',
  'JSON.parse("[".repeat(1e6))',
  '[...(function* () { for (;;) yield 1 })()]',
  '$evaluateExpression("{{ $evaluateExpression(\\"{{ 1 }\\" + \\"}\\") }" + "}")',
  'const m = new Map(); for (let i = 0; ; i++) m.set(i, m)',
  'DateTime.fromFormat("1".repeat(500), "dM".repeat(200))',
  'Interval.fromDateTimes($now, $now.plus({ years: 999 })).splitBy({ milliseconds: 1 })',
  'Object.assign([], { length: 4294967295 }).METHOD(1)',
]

export class AttackGrammar {
  readonly #pick: Pick
  /** Programs that name a door end there; most go on without, to what else may be wrong. */
  readonly #doors: boolean
  #locals = 0

  constructor(pick: Pick) {
    this.#pick = pick
    this.#doors = pick(4) === 0
  }

  /** One program, as the code of a block. */
  program(): string {
    const depth = 2 + this.#pick(3)
    switch (this.#pick(12)) {
      case 0:
        return this.#call(depth)
      case 1:
        return this.#bomb()
      case 2:
      case 3:
        return this.#function(`return ${this.#value(depth)}`, true)
      case 4:
      case 5:
        return this.#function(this.#pollution(depth), true)
      case 6:
        return `\`\${${this.#value(depth)}}\``
      case 7:
        return `[${this.#value(depth)}, ${this.#value(depth)}]`
      default:
        return this.#function(this.#statements(depth), true)
    }
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#pick(list.length)] as T
  }

  #or(...ways: readonly (() => string)[]): string {
    return (ways[this.#pick(ways.length)] as () => string)()
  }

  /** The name of a member, by one of the ways to hide it. */
  #key(depth: number): string {
    const name = this.#one(this.#doors ? DOORS : this.#pick(2) === 0 ? HOOKS.slice(0, -6) : METHODS)
    const half = 1 + this.#pick(name.length - 1)
    const [head, tail] = [JSON.stringify(name.slice(0, half)), JSON.stringify(name.slice(half))]
    return this.#or(
      () => JSON.stringify(name),
      () => `${head} + ${tail}`,
      () => `[${head}, ${tail}].join("")`,
      () => `[${JSON.stringify(name)}]`,
      () => `\`\${${head}}${name.slice(half)}\``,
      () => `({ toString: () => ${JSON.stringify(name)} })`,
      () => `({ valueOf: () => 1, toString: () => 2 })`,
      () => `(() => { let n = 0; return { toString: () => n++ ? ${JSON.stringify(name)} : "a" } })()`,
      () => `"${[...name].map((c) => `\\u{${c.charCodeAt(0).toString(16)}}`).join('')}"`,
      () => `String.fromCharCode(${[...name].map((c) => c.charCodeAt(0)).join()})`,
      () => `JSON.parse('"${name}"')`,
      () => `${JSON.stringify([...name].toReversed().join(''))}.split("").reverse().join("")`,
      () =>
        this.#one([
          'Symbol.iterator',
          'Symbol.toPrimitive',
          'Symbol.hasInstance',
          'Symbol("x")',
          '0',
          '-1',
          '1e9',
          'null',
        ]),
      () => (depth > 0 ? this.#value(depth - 1) : '0'),
    )
  }

  #value(depth: number): string {
    if (depth <= 0) {
      return this.#or(
        () =>
          this.#one([
            '1',
            '-1',
            '0',
            'NaN',
            '1e21',
            '9n',
            '"x"',
            '""',
            'null',
            'true',
            '[]',
            '({})',
            '/x/g',
            '() => 1',
          ]),
        () => this.#one(HOST),
        () => this.#one(LIBRARY),
        () =>
          this.#one([
            '$json.list',
            '$json.deep',
            '$json.text',
            '$json.date',
            '$json.own',
            '$input.all()',
            '$input.item',
          ]),
        () => `${this.#one(LIBRARY)}.${this.#one(STATICS)}`,
      )
    }
    const next = (): string => this.#value(depth - 1)
    return this.#or(
      () => `${this.#subject(depth)}[${this.#key(depth - 1)}]`,
      () => `${this.#subject(depth)}?.[${this.#key(depth - 1)}]`,
      () => `${this.#subject(depth)}.${this.#one(METHODS)}`,
      () => `(({ [${this.#key(depth - 1)}]: x = ${next()} }) => x)(${next()})`,
      () => `(({ ${this.#one(this.#doors ? DOORS : HOOKS.slice(3, 9))}: x }) => x)(${next()})`,
      () =>
        `(() => { try { return ${next()} } catch (e) { return ${this.#one(['e', '[e]', 'e.stack', 'e.cause', '() => e'])} } })()`,
      () => `(() => { try { return ${next()} } catch (e) { return ${next()} } })()`,
      () => `(([x = ${next()}, ...y]) => y)(${next()})`,
      () => this.#call(depth - 1),
      () => this.#call(depth - 1),
      () => this.#hooked(depth - 1),
      () => this.#hooked(depth - 1),
      () => this.#function(this.#statements(depth - 1), this.#pick(2) === 0),
      () => `(class { static x = ${next()}; y = this; [${this.#key(0)}] = ${next()} })`,
      () => `{ ...${next()}, [${this.#key(depth - 1)}]: ${next()} }`.replace(/^/, '(').concat(')'),
      () => `[...${this.#iterable(depth)}, ${next()}]`,
      () => `(${next()}, ${next()})`,
      () => `(${next()} ?? ${next()})`,
      () => `(${next()} ${this.#one(['+', '==', '<', 'in', 'instanceof', '**', '*', '===', '&&'])} ${next()})`,
      () => `${this.#one(['typeof', 'void', '!', '-', '~'])} ${next()}`,
      () => `JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":[1]}')`,
    )
  }

  #subject(depth: number): string {
    return `(${this.#value(depth - 1)})`
  }

  #iterable(depth: number): string {
    return this.#or(
      () =>
        this.#one([
          '$json.list',
          '[1, 2]',
          '"abc"',
          'new Map([[1, 2]])',
          'new Set([1])',
          '$input.all()',
          '[].entries()',
        ]),
      () => `[${this.#value(depth - 1)}]`,
      () => this.#hooked(depth - 1),
      () => `[${this.#value(depth - 1)}].concat(${this.#value(0)})`,
    )
  }

  /** An object with members that JavaScript would call by itself. */
  #hooked(depth: number): string {
    const made = Array.from({ length: 1 + this.#pick(3) }, () => {
      const name = this.#pick(4) === 0 ? `[${this.#key(0)}]` : this.#one(HOOKS)
      return `${name}: ${this.#or(
        () => this.#function(this.#statements(depth), false),
        () => this.#value(depth),
      )}`
    })
    return `({ ${made.join(', ')}, [Symbol.iterator]: (n = 0) => ({ next: () => ({ done: ${this.#one(['true', 'n++ > 2', '$json'])}, value: ${this.#value(0)} }) }) })`
  }

  #function(body: string, called: boolean): string {
    const parameters = this.#one(['', 'x', 'x, y', '...x', '{ x }', 'x = this', '[x]'])
    const made = this.#or(
      () => `((${parameters}) => { ${body} })`,
      () => `(function (${parameters}) { ${body} })`,
      () => `(function* (${parameters}) { yield 1; ${body} })`,
      () => `(function f(${parameters}) { ${body} })`,
    )
    return called ? `${made}(${this.#value(0)})` : made
  }

  #statements(depth: number): string {
    const value = (): string => this.#value(depth - 1)
    const x = `v${this.#locals++}`
    return this.#or(
      () => `return ${value()}`,
      () => `try { ${value()} } catch (e) { return ${this.#one(['e', 'e.stack', 'e.cause', '[e]', 'e["stack"]'])} }`,
      () =>
        `try { throw ${value()} } catch ({ ${this.#one(this.#doors ? DOORS : HOOKS.slice(3, 9))}: e }) { return e }`,
      () => `try { null.x } catch (e) { return (${value()}, e) } finally { return ${value()} }`,
      () => `for (const ${x} of ${this.#iterable(depth)}) { return ${x} }`,
      () => `for (const ${x} in ${value()}) { return ${this.#subject(0)}[${x}] }`,
      () => `const ${x} = ${value()}; return [${x}, ${value()}]`,
      () => `return ${this.#one(['this', 'arguments', 'arguments[0]', '[...arguments]', 'f', 'f.name', '[this, f]'])}`,
      () => `return (${value()})\`a\${${value()}}b\``,
      () => `switch (${value()}) { case ${value()}: return 1; default: return ${value()} }`,
      () => `let ${x} = 0; while (${x}++ < 3) { ${this.#pollution(depth - 1)} }`,
      () => `l: for (;;) { for (;;) { break l } } return ${value()}`,
    )
  }

  /** Writes where something might be left behind. */
  #pollution(depth: number): string {
    const value = (): string => this.#value(depth - 1)
    const evil = `JSON.parse('{"__proto__":{"polluted":1}}')`
    const path = this.#one([
      '__proto__.polluted',
      'constructor.prototype.polluted',
      'a["__proto__"].polluted',
      'length',
      'polluted',
    ])
    return this.#or(
      () => `${this.#subject(depth)}[${this.#key(depth - 1)}] = ${value()}`,
      () => `${this.#subject(depth)}[${this.#key(depth - 1)}].polluted = 1`,
      () => `${this.#subject(depth)}.polluted = ${value()}`,
      () => `polluted = ${value()}`,
      () => `${this.#one([...HOST, ...LIBRARY].filter((name) => !['this', 'arguments'].includes(name)))}.polluted = 1`,
      () => `return Object.assign(${value()}, ${evil})`,
      () => `return (${value()}).deepMerge(${evil})`,
      () => `return ({ ...${evil} }).setPath('${path}', ${value()})`,
      () => `return Object.fromEntries([[${this.#key(0)}, ${value()}]])`,
      () =>
        `return [${evil}].${this.#one(['groupBy', 'keyBy', 'countBy', 'smartJoin', 'pluck', 'merge', 'renameKeys'])}('__proto__', ${value()})`,
      () => `return Object.groupBy([1], () => ${this.#key(0)})`,
      () => `delete ${this.#subject(depth)}[${this.#key(depth - 1)}]; return ${value()}`,
      () => `({ x: ${this.#subject(0)}[${this.#key(0)}] } = ${value()})`,
      () => `[${this.#subject(0)}.polluted] = [${value()}]`,
      () => `${this.#subject(0)}[${this.#key(0)}] ??= ${value()}`,
      () => `$execution.customData.set(${this.#key(0)}, ${value()})`,
      () => `return JSON.parse('{"a":1}', function (k, v) { this[${this.#key(0)}] = ${value()}; return v })`,
      () =>
        `return ${this.#subject(depth)}.${this.#one(['push', 'sort', 'splice', 'fill', 'reverse', 'set', 'add', 'setTime', 'unshift'])}(${value()})`,
    )
  }

  /** Any function of the language on any value, with arguments that answer back. */
  #call(depth: number): string {
    const args = Array.from({ length: this.#pick(4) }, () =>
      this.#or(
        () => this.#function(this.#statements(depth), false),
        () => this.#hooked(depth - 1),
        () => this.#value(depth - 1),
        () => `...${this.#iterable(depth)}`,
      ),
    ).join(', ')
    return this.#or(
      () => `${this.#subject(depth)}.${this.#one(METHODS)}(${args})`,
      () => `${this.#subject(depth)}.${this.#one(METHODS)}(${args})`,
      () => `${this.#subject(depth)}?.${this.#one(METHODS)}?.(${args})`,
      () => `${this.#subject(depth)}[${this.#key(depth - 1)}](${args})`,
      () => `${this.#one(LIBRARY)}.${this.#one(STATICS)}(${args})`,
      () => `${this.#one(LIBRARY)}(${args})`,
      () => `new (${this.#one([...LIBRARY, ...HOST])})(${args})`,
      () => `new (${this.#one(LIBRARY)}.${this.#one(STATICS)})(${args})`,
      () => `${this.#subject(depth)}.${this.#one(['call', 'apply', 'bind'])}(${args})`,
      () => `${this.#one(METHODS)}.call(${args})`,
      () => `$evaluateExpression("{{ " + ${JSON.stringify(this.#value(0))} + " }" + "}")`,
    )
  }

  #bomb(): string {
    const bomb = this.#one(BOMBS)
      .replace(
        'VALUE',
        this.#one(['String', 'JSON.stringify', '', '[].concat', 'new Set', '$max', 'encodeURIComponent', 'Number']),
      )
      .replace('METHOD', this.#one(METHODS))
    return `(() => { ${bomb} })()`
  }
}
