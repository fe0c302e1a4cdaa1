import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, hasExpression, isExpression, resolveParameter } from './index.ts'

const scope = dataScope({
  input: [{ json: { n: 1, nothing: null, list: [1, null, 2], o: { a: 1 } } }],
  vars: () => ({}),
})
const value = (text: string, mode?: 'n8n' | 'strict'): unknown =>
  evaluate(compileTemplate(text, mode ? { mode } : {}), scope)

describe('a text parameter', () => {
  it('is an expression when it begins with =', () => {
    expect(isExpression('={{ 1 }}')).toBe(true)
    expect(isExpression(' ={{ 1 }}')).toBe(false)
    expect(value('=plain')).toBe('plain')
  })

  it('keeps the type of a single block', () => {
    expect(value('={{ $json.n }}')).toBe(1)
    expect(value('={{ $json.o }}')).toEqual({ a: 1 })
    expect(value('={{ undefined }}')).toBeUndefined()
  })

  it('joins blocks and text, with nothing for null, undefined and NaN', () => {
    expect(value('=a{{ $json.nothing }}b{{ $json.missing }}c{{ 0/0 }}d{{ 0 }}{{ false }}')).toBe('abcd0false')
    expect(value('={{ $json.list }} {{ $json.o }}')).toBe('1,,2 [object Object]')
  })

  it('ends a block at the first braces in n8n mode, and at the right ones in strict mode', () => {
    expect(() => value('={{ {a:{b:1}} }}')).toThrow(/syntax/i)
    expect(value('={{ {a:{b:1}} }}', 'strict')).toEqual({ a: { b: 1 } })
    expect(value('={{ "}}" }}', 'strict')).toBe('}}')
  })

  it('understands escaped braces', () => {
    expect(value('=\\{{ 1 }}')).toBe('{{ 1 }}')
    expect(value('={{ "\\}}" }}')).toBe('}}')
  })

  it('holds a syntax error with its place until it is evaluated', () => {
    const template = compileTemplate('=ab {{ 1 + }}')
    expect(template.error).toMatchObject({ kind: 'syntax', code: 'expression.syntax' })
    expect(template.error?.range?.start).toBeGreaterThanOrEqual(6)
    expect(() => evaluate(template, scope)).toThrow()
  })

  it('is compiled once', () => {
    expect(compileTemplate('={{ $json.once }}')).toBe(compileTemplate('={{ $json.once }}'))
  })
})

describe('the summary of a template', () => {
  it('says which nodes it names, where and how', () => {
    const text = "=x {{ $('A b').item.json.y }} {{ $node.C.json }}"
    const { nodes } = compileTemplate(text).summary
    expect(nodes.map(({ name, via, member }) => ({ name, via, member }))).toEqual([
      { name: 'A b', via: '$', member: 'item' },
      { name: 'C', via: '$node', member: 'json' },
    ])
    expect(nodes.map(({ range }) => text.slice(range.start, range.end))).toEqual(["'A b'", 'C'])
  })

  it('says whether the value can differ from item to item', () => {
    const perItem = (text: string): boolean => compileTemplate(text).summary.perItem
    expect(perItem('={{ $json.a }}')).toBe(true)
    expect(perItem("={{ $('A').item.json.a }}")).toBe(true)
    expect(perItem('={{ Math.random() }}')).toBe(true)
    expect(perItem("={{ $('A').first().json.a + $vars.x }}")).toBe(false)
    expect(perItem('={{ 1 + 1 }}')).toBe(false)
  })
})

describe('a parameter of several values', () => {
  it('is resolved through objects and lists, keys excepted', () => {
    expect(resolveParameter({ '={{ 1 }}': ['={{ $json.n }}', 'x'], b: 2 }, scope)).toEqual({
      '={{ 1 }}': [1, 'x'],
      b: 2,
    })
  })

  it('is handed on, not copied, when it holds no expression', () => {
    const parameters = { a: ['x', { b: 1 }] }
    expect(hasExpression(parameters)).toBe(false)
    expect(resolveParameter(parameters, scope)).toBe(parameters)
  })

  it('may read a sibling', () => {
    expect(resolveParameter({ a: '={{ $parameter["&b"] }}', b: '={{ $json.n + 1 }}' }, scope)).toEqual({
      a: 2,
      b: 2,
    })
  })
})
