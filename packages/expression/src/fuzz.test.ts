/**
 * Random programs. Harmless ones are made together with their answer: each piece of text comes with a function that
 * computes the same in plain JavaScript, so nothing is ever evaluated from text on the other side. Hostile ones are
 * soups of tokens, which must end in time and leave and reach nothing.
 */
import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, explain } from './index.ts'
import { random, type Pick } from './testing/random.ts'

interface Piece<T> {
  readonly text: string
  readonly answer: () => T
}

const data = { n: 7, s: 'Hello wörld', list: [3, 1, 2, 10], flag: true }

function numberPiece(pick: Pick, depth: number): Piece<number> {
  const next = (): Piece<number> => numberPiece(pick, depth - 1)
  if (depth <= 0) {
    const literal = pick(20) - 5
    return pick(3) === 0 ? { text: '$json.n', answer: () => data.n } : { text: `(${literal})`, answer: () => literal }
  }
  const [a, b] = [next(), next()]
  const list = listPiece(pick, depth - 1)
  const text = textPiece(pick, depth - 1)
  const choices: (() => Piece<number>)[] = [
    () => ({ text: `(${a.text} + ${b.text})`, answer: () => a.answer() + b.answer() }),
    () => ({ text: `(${a.text} * ${b.text})`, answer: () => a.answer() * b.answer() }),
    () => ({ text: `(${a.text} % ${b.text})`, answer: () => a.answer() % b.answer() }),
    () => ({ text: `(${a.text} | ${b.text})`, answer: () => a.answer() | b.answer() }),
    () => ({
      text: `(${a.text} > ${b.text} ? ${a.text} : ${b.text})`,
      answer: () => (a.answer() > b.answer() ? a.answer() : b.answer()),
    }),
    () => ({ text: `Math.max(${a.text}, ${b.text})`, answer: () => Math.max(a.answer(), b.answer()) }),
    () => ({ text: `${list.text}.length`, answer: () => list.answer().length }),
    () => ({
      text: `${list.text}.reduce((x, y) => x + y, ${a.text})`,
      answer: () => list.answer().reduce((x, y) => x + y, a.answer()),
    }),
    () => ({ text: `${text.text}.length`, answer: () => text.answer().length }),
    () => ({ text: `${text.text}.indexOf("l")`, answer: () => text.answer().indexOf('l') }),
    () => ({
      text: `(() => { let t = 0; for (let i = 0; i < 5; i++) { if (i === 2) continue; t += i * ${a.text} } return t })()`,
      answer: () => [0, 1, 3, 4].reduce((t, i) => t + i * a.answer(), 0),
    }),
    () => ({ text: `(([x, y = ${a.text}]) => x + y)([${b.text}])`, answer: () => b.answer() + a.answer() }),
  ]
  return (choices[pick(choices.length)] ?? next)()
}

function textPiece(pick: Pick, depth: number): Piece<string> {
  const next = (): Piece<string> => textPiece(pick, depth - 1)
  if (depth <= 0)
    return pick(2) === 0 ? { text: '$json.s', answer: () => data.s } : { text: '"a,b l"', answer: () => 'a,b l' }
  const a = next()
  const n = numberPiece(pick, depth - 1)
  const list = listPiece(pick, depth - 1)
  const choices: (() => Piece<string>)[] = [
    () => ({ text: `${a.text}.toUpperCase()`, answer: () => a.answer().toUpperCase() }),
    () => ({ text: `${a.text}.slice(${n.text})`, answer: () => a.answer().slice(n.answer()) }),
    () => ({
      text: `${a.text}.replace(/l+/g, m => m.length)`,
      answer: () => a.answer().replace(/l+/g, (m) => String(m.length)),
    }),
    () => ({ text: `${a.text}.split("").reverse().join("")`, answer: () => a.answer().split('').reverse().join('') }),
    () => ({ text: `\`<\${${a.text}}|\${${n.text}}>\``, answer: () => `<${a.answer()}|${n.answer()}>` }),
    () => ({ text: `(${a.text} + ${n.text})`, answer: () => a.answer() + String(n.answer()) }),
    () => ({ text: `${list.text}.join("-")`, answer: () => list.answer().join('-') }),
    () => ({
      text: `JSON.stringify({ a: ${n.text}, b: ${a.text} })`,
      answer: () => JSON.stringify({ a: n.answer(), b: a.answer() }),
    }),
    () => ({ text: `String(${list.text})`, answer: () => String(list.answer()) }),
  ]
  return (choices[pick(choices.length)] ?? next)()
}

function listPiece(pick: Pick, depth: number): Piece<number[]> {
  const next = (): Piece<number[]> => listPiece(pick, depth - 1)
  if (depth <= 0) return { text: '$json.list', answer: () => [...data.list] }
  const a = next()
  const n = numberPiece(pick, depth - 1)
  const choices: (() => Piece<number[]>)[] = [
    () => ({ text: `${a.text}.map(x => x + ${n.text})`, answer: () => a.answer().map((x) => x + n.answer()) }),
    () => ({
      text: `${a.text}.filter((x, i) => i % 2 === 0 || x > ${n.text})`,
      answer: () => a.answer().filter((x, i) => i % 2 === 0 || x > n.answer()),
    }),
    () => ({ text: `[...${a.text}].sort((x, y) => y - x)`, answer: () => [...a.answer()].sort((x, y) => y - x) }),
    () => ({ text: `[${n.text}, ...${a.text}]`, answer: () => [n.answer(), ...a.answer()] }),
    () => ({ text: `${a.text}.slice(${n.text})`, answer: () => a.answer().slice(n.answer()) }),
    () => ({ text: `${a.text}.flatMap(x => [x, -x])`, answer: () => a.answer().flatMap((x) => [x, -x]) }),
    () => ({
      text: `(() => { const c = [...${a.text}]; c.push(1); c.shift(); return c })()`,
      answer: () => [...a.answer(), 1].slice(1),
    }),
    () => ({ text: `Object.entries({ p: ${n.text}, q: 2 }).map(([, v]) => v)`, answer: () => [n.answer(), 2] }),
  ]
  return (choices[pick(choices.length)] ?? next)()
}

const TOKENS = (
  '( ) [ ] { } . , ; : ? ?. ?? => = + - * / ! ` ${ "constructor" "__proto__" constructor __proto__ prototype process globalThis this eval Function require fetch ' +
  '$json $now $input $node $env $( "x" 1 0 null undefined new typeof delete void in of let const for while do if else return throw try catch function * yield async await class ' +
  'extends super import Object Array Reflect Proxy Symbol.iterator Math JSON .map .call .apply .bind .toString .valueOf .replace .sort .repeat(1e9) .join .then ' +
  '/a+/ /(a+)+$/ x y Error RegExp Promise Intl DateTime Interval arguments callee caller'
).split(' ')

describe('random programs', () => {
  const scope = dataScope({ input: [{ json: data }] })

  it('answer as JavaScript does', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const pick = random(seed)
      const piece = [numberPiece, textPiece, listPiece][seed % 3]?.(pick, 1 + (seed % 4))
      if (piece === undefined) continue
      const text = piece.text.replaceAll('}}', '} }').replaceAll('{{', '{ {')
      expect(evaluate(compileTemplate(`={{ ${text} }}`), scope), `seed ${seed}: ${text}`).toEqual(piece.answer())
    }
  })

  it('reach nothing, change nothing and end in time when they are hostile', () => {
    const before = JSON.stringify(data)
    const prototypes = [
      Object.prototype,
      Array.prototype,
      String.prototype,
      Function.prototype,
      RegExp.prototype,
      Date.prototype,
    ]
    const keys = prototypes.map((prototype) => Reflect.ownKeys(prototype).length)
    const start = performance.now()
    for (let seed = 1; seed <= 4000; seed++) {
      const pick = random(seed * 7919)
      const text = Array.from({ length: 3 + pick(12) }, () => TOKENS[pick(TOKENS.length)]).join(' ')
      const { value, error } = explain(compileTemplate(`={{ ${text} }}`), scope)
      if (error !== undefined) expect(error.kind, `seed ${seed}: ${text}`).not.toBe('internal')
      expect(typeof value, `seed ${seed}: ${text}`).not.toBe('function')
    }
    expect(performance.now() - start).toBeLessThan(30_000)
    expect(JSON.stringify(data)).toBe(before)
    expect(prototypes.map((prototype) => Reflect.ownKeys(prototype).length)).toEqual(keys)
  })
})
