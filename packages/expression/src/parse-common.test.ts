/**
 * The shortcut against the grammar: whatever `parseCommon` accepts, acorn reads as the same tree, positions included.
 * `MILLRACE_EXPRESSIONS` may name a file of real expressions (a JSON string on each line) to be held against each
 * other too; left out, one beside the repository is used when it is there.
 */
import { parse, type Expression } from 'acorn'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { beginsWithBrace, split } from './parse.ts'
import { parseCommon } from './parse-common.ts'
import { random, type Pick } from './testing/random.ts'

const beside = fileURLToPath(new URL('../../../../shared/expressions/dev.txt', import.meta.url))
const file = process.env['MILLRACE_EXPRESSIONS'] ?? beside

/** What acorn reads; undefined when it refuses, or finds more than one expression. */
function byAcorn(source: string): Expression | undefined {
  try {
    const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'script' })
    const [only, ...more] = body.filter(({ type }) => type !== 'EmptyStatement')
    return only?.type === 'ExpressionStatement' && more.length === 0 ? only.expression : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const data = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree))

/** True when the shortcut took the source; then it must agree. */
function agrees(source: string, where: string): boolean {
  const common = parseCommon(source)
  if (common === null) return false
  const full = byAcorn(source)
  expect(full, `${where}: acorn refuses ${source}`).toBeDefined()
  expect(data(common), `${where}: ${source}`).toEqual(data(full))
  return true
}

const NAMES = ['$json', 'a', 'b1', '$', '_x', 'undefined', '$node', 'typeofx', 'newer', 'in1', 'ofx']
const ATOMS = ['1', '0', '12.5', "'t'", '"it\'s"', '`x`', 'true', 'null', '""', '[]', '({})', '"}"', '`a\n$b{c}`']
const BINARY = '+ - * / % == != === !== < > <= >= && || ??'.split(' ')
const SPACES = ['', '', '', ' ', ' ', '\n', '\t', ' \r\n']

/** A program of the shapes the shortcut is made for, with blanks wherever they may stand. */
function program(pick: Pick, depth: number): string {
  const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T
  const gap = (): string => one(SPACES)
  const next = (): string => program(pick, depth - 1)
  if (depth <= 0) return one(pick(2) === 0 ? NAMES : ATOMS)
  const shapes: (() => string)[] = [
    () => `${next()}${gap()}.${gap()}${one([...NAMES, 'class', 'get', 'new'])}`,
    () => `${next()}${gap()}?.${one(['', '[0]', `(${next()})`, '["x"]', 'a'])}`,
    () => `${next()}[${gap()}${next()}${gap()}]`,
    () => `${next()}${gap()}(${gap()})`,
    () => `${next()}(${next()}${gap()},${gap()}${next()})`,
    () => `${next()}${gap()}${one(BINARY)}${gap()}${next()}`,
    () => `${next()} ${one(BINARY)} ${next()}`,
    () => `${gap()}${one(['!', '-', '+', '!!', '- -', '+-', '--'])}${gap()}${next()}`,
    () => `${next()}${gap()}?${gap()}${next()}${gap()}:${gap()}${next()}`,
    () => `(${gap()}${next()}${gap()})`,
    () => `[${next()},${gap()}${next()}]`,
    () => `\`a\${${gap()}${next()}${gap()}}b\${${next()}}\``,
    () => `{${gap()}a:${next()},${gap()}"b c"${gap()}:${next()}${gap()}}`,
    () => `new ${one(NAMES)}${one(['', '.a', '.a.b'])}(${next()})${one(['', '.c()'])}`,
    () => `${next()}${gap()};`,
  ]
  return one(shapes)()
}

const TOKENS = (
  'a $json 1 0 .5 1. 08 1n 1e3 0x1 "s" \'t\' "\\n" `t` `${ }` ` ${ } ( ) ( ) [ ] { } . , ; : ? ?. ?? => = + - * / ! ~ ^ & | ** ++ -- ' +
  '<!-- --> // /* */ /a/g < > <= >= << >> == === != !== && || += &&= ??= ... # @ \\u0061 é async await yield let of get ' +
  'in instanceof typeof void delete new this function class super import eval arguments __proto__ true null undefined'
).split(' ')

describe('the shortcut reads as the grammar does', () => {
  it('in programs of its own shapes', () => {
    let taken = 0
    for (let seed = 1; seed <= 20_000; seed++) {
      if (agrees(program(random(seed), 1 + (seed % 5)), `seed ${seed}`)) taken++
    }
    expect(taken).toBeGreaterThan(8_000)
  })

  it('in soups of tokens', () => {
    let taken = 0
    for (let seed = 1; seed <= 40_000; seed++) {
      const pick = random(seed * 7919)
      const tokens = Array.from({ length: 1 + pick(6) }, () => TOKENS[pick(TOKENS.length)])
      if (agrees(tokens.join(pick(2) === 0 ? '' : ' '), `seed ${seed}`)) taken++
    }
    expect(taken).toBeGreaterThan(500)
  })

  // Without such a file there is nothing to hold against each other, so there is no test either.
  if (existsSync(file)) {
    it('in what people wrote', () => {
      let [taken, all] = [0, 0]
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (line === '') continue
        for (const part of split((JSON.parse(line) as string).slice(1), 'n8n')) {
          if (part.kind === 'text') continue
          all++
          if (agrees(beginsWithBrace(part.code) ? `(${part.code})` : part.code, 'line')) taken++
        }
      }
      expect(taken / all).toBeGreaterThan(0.9)
    })
  }
})
