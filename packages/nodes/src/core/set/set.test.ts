import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { set } from './set.node.ts'
import { toType } from './to-type.ts'

const assign = (...fields: readonly (readonly [name: string, type: string, value: unknown])[]): JsonObject => ({
  assignments: { assignments: fields.map(([name, type, value]) => ({ name, type, value: value as string })) },
})

async function edit(parameters: JsonObject, item: JsonObject = { a: 1, c: { d: 3 } }, version = 3.4) {
  const { json } = await runNode(set, { items: [item], parameters, version })
  return json[0]
}

describe('Edit Fields', () => {
  test('drops the other fields unless told to keep them', async () => {
    expect(await edit(assign(['n', 'number', '7']))).toEqual({ n: 7 })
    expect(await edit({ ...assign(['n', 'number', 7]), includeOtherFields: true })).toEqual({ a: 1, c: { d: 3 }, n: 7 })
  })

  test('keeps some fields, or all but some, and calls what lies deeper by its last name', async () => {
    const others = { ...assign(), includeOtherFields: true }
    expect(await edit({ ...others, include: 'selected', includeFields: 'a, c.d' })).toEqual({ a: 1, d: 3 })
    expect(await edit({ ...others, include: 'except', excludeFields: 'c.d' })).toEqual({ a: 1, c: {} })
  })

  test('sets deep fields, and literal ones when dots mean nothing', async () => {
    expect(await edit(assign(['p.q', 'string', 'v']))).toEqual({ p: { q: 'v' } })
    expect(await edit({ ...assign(['p.q', 'string', 'v']), options: { dotNotation: false } })).toEqual({ 'p.q': 'v' })
  })

  test('takes a JSON object, whose names reach deep too', async () => {
    expect(await edit({ mode: 'raw', jsonOutput: '{"a.b":1}' })).toEqual({ a: { b: 1 } })
    await expect(edit({ mode: 'raw', jsonOutput: '[1]' })).rejects.toThrow('must be an object')
  })

  test('takes JSON with expressions in it, whose values are written as JSON', async () => {
    const values = new Map<string, unknown>([
      ['{{ c }}', { d: 3 }],
      ['{{ s }}', 'text'],
    ])
    const { json } = await runNode(set, {
      items: [{}],
      parameters: { mode: 'raw', jsonOutput: '={"c": {{ c }}, "none": [{{ none }}], "s": "a {{ s }}"}' },
      version: 3.4,
      context: { evaluate: (text) => values.get(text) },
    })
    expect(json[0]).toEqual({ c: { d: 3 }, none: [null], s: 'a text' })
  })

  test('names the field that cannot be converted', async () => {
    await expect(edit(assign(['age', 'number', 'ten']))).rejects.toThrow('The field "age" should be a number')
    expect(await edit({ ...assign(['age', 'number', 'ten']), options: { ignoreConversionErrors: true } })).toEqual({
      age: 'ten',
    })
  })

  test('copies items, but not without end', async () => {
    const copies = (duplicateCount: number) =>
      runNode(set, { items: [{ a: 1 }], parameters: { includeOtherFields: true, duplicateItem: true, duplicateCount } })
    expect((await copies(2)).json).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }])
    await expect(copies(1_000_000_000)).rejects.toThrow('An item is copied at most 100000 times')
  })

  test('version 1 sets values as they come, version 2 makes numbers of numbers', async () => {
    const values = { number: [{ name: 'n', value: '5' }], boolean: [{ name: 'b', value: 'yes' }] }
    expect(await edit({ keepOnlySet: true, values }, { a: 1 }, 1)).toEqual({ b: true, n: '5' })
    expect(await edit({ keepOnlySet: true, values }, { a: 1 }, 2)).toEqual({ b: true, n: 5 })
  })
})

describe('types', () => {
  const at = (zone: string) => ({ zone, now: () => new Date('2024-06-15T12:30:45Z') })

  test.each([
    [{ a: 1 }, 'string', '{"a":1}'],
    ['', 'number', 0],
    [false, 'number', 0],
    ['TRUE', 'boolean', true],
    [[], 'boolean', false],
    ['[1]', 'array', [1]],
    ['null', 'object', null],
    [undefined, 'number', null],
    ['2024-01-02T00:00:00Z', 'dateTime', '2024-01-01T19:00:00.000-05:00'],
    ['10', 'dateTime', '2024-06-15T10:00:00.000-04:00'],
    ['T22:05', 'dateTime', '2024-06-15T22:05:00.000-04:00'],
    ['2024', 'dateTime', '2024-01-01T00:00:00.000-05:00'],
  ])('%j as %s', (value, type, expected) => {
    expect(toType(value, type, 'f', at('America/New_York'), false)).toEqual(expected)
  })

  test.each([
    ['abc', 'number'],
    ['', 'boolean'],
    ['no', 'boolean'],
    ['{"a":1}', 'array'],
    ['[1]', 'object'],
    ['abc', 'dateTime'],
  ])('%j is no %s', (value, type) => {
    expect(() => toType(value, type, 'f', at('UTC'), false)).toThrow('The field "f" should be')
  })
})
