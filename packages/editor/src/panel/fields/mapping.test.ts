import { expect, test } from 'vitest'
import { schemaOf } from './mapping.ts'

const known = [
  { value: 'name', label: 'Name', help: 'string' },
  { value: 'age', label: 'Age', help: 'number' },
]

test('a mapping says which columns there are, of what type, and which are left out', () => {
  expect(schemaOf({ name: '=1' }, known, undefined)).toMatchObject([
    { id: 'name', displayName: 'Name', type: 'string', removed: false },
    { id: 'age', type: 'number', removed: true },
  ])
})

test('columns that somebody named stay, with what is known of them', () => {
  const stored = [{ id: 'size', displayName: 'Size', type: 'array', required: true }, 'nonsense', { id: 3 }]
  expect(schemaOf({ size: '', other: '' }, [], stored)).toEqual([
    { ...schemaOf({ size: '' }, [], [])[0], displayName: 'Size', type: 'array', required: true },
    expect.objectContaining({ id: 'other', displayName: 'other' }),
  ])
})
