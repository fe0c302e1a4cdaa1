import { expect, test } from 'vitest'
import { columnsOf, inline, kindOf, mapping, schemaOf } from './values.ts'

test('kinds tell dates from other texts', () => {
  expect(['a', '2026-03-04', '2026-03-04T09:42:10+01:00', 4, true, null, [], {}, undefined].map(kindOf)).toEqual([
    'string',
    'date',
    'date',
    'number',
    'boolean',
    'null',
    'array',
    'object',
    'undefined',
  ])
})

test('columns come in the order in which keys first appear', () => {
  expect(columnsOf([{ a: 1 }, { b: 2, a: 3 }, 'no row'])).toEqual(['a', 'b'])
})

test('a schema goes into objects and the first entry of lists', () => {
  const schema = schemaOf([{ id: 1, lines: [{ sku: 'x' }], at: { city: 'Porto' } }])
  expect(schema.map(({ path, kind, sample }) => [path.join('.'), kind, sample])).toEqual([
    ['id', 'number', '1'],
    ['lines', 'array', '1 entry'],
    ['lines.0.sku', 'string', 'x'],
    ['at', 'object', '1 field'],
    ['at.city', 'string', 'Porto'],
  ])
})

test('a dragged field reads the input, or the node it came from', () => {
  expect(mapping(['order', 'id'])).toBe('{{ $json.order.id }}')
  expect(mapping(['first name', 0])).toBe('{{ $json["first name"][0] }}')
  expect(mapping(['id'], "Bob's orders")).toBe("{{ $('Bob\\'s orders').item.json.id }}")
})

test('long values are cut, lines are joined', () => {
  expect(inline('a\nb')).toBe('a ⏎ b')
  expect(inline('x'.repeat(300))).toHaveLength(201)
  expect(inline({ a: [1] })).toBe('{"a":[1]}')
})
