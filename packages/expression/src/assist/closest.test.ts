import { expect, it } from 'vitest'
import { closest } from './closest.ts'

it('finds the name that was meant: a slip, a beginning, an abbreviation', () => {
  expect(closest('totl', ['id', 'total'])).toBe('total')
  expect(closest('cust', ['id', 'customer'])).toBe('customer')
  expect(closest('qty', ['sku', 'quantity'])).toBe('quantity')
  expect(closest('Read order', ['Reply', 'Read the order'])).toBe('Read the order')
})

it('offers nothing that is not like it', () => {
  expect(closest('zzz', ['sku', 'quantity'])).toBeUndefined()
  expect(closest('x', ['id', 'total'])).toBeUndefined()
})
