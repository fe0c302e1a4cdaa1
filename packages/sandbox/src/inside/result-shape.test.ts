import { describe, expect, it } from 'vitest'
import { shapeAllItems, shapeEachItem, shapeFunction, shapeFunctionItem } from './result-shape.ts'

const items = (value: unknown) => {
  const shape = shapeAllItems(value)
  return shape.ok ? shape.value : shape.problem.itemIndex
}

describe('a run over all items', () => {
  it('takes items as they are, their links included', () => {
    const given = [
      { json: { a: 1 }, pairedItem: { item: 3 } },
      { json: {}, binary: { file: {} } },
    ]
    expect(items(given)).toEqual(given)
  })

  it('wraps plain objects, one or many', () => {
    expect(items([{ a: 1 }, { a: 2 }])).toEqual([{ json: { a: 1 } }, { json: { a: 2 } }])
    expect(items({ a: 1 })).toEqual([{ json: { a: 1 } }])
  })

  it('takes null and an empty list as nothing, and an item without data as an empty one', () => {
    expect(items(null)).toEqual([])
    expect(items([])).toEqual([])
    expect(items([{ binary: {} }])).toEqual([{ binary: {}, json: {} }])
  })

  it.each([undefined, 5, 'text', true, [1], [undefined], [[{ json: {} }]], [{ json: {} }, {}], [{ json: {} }, 5]])(
    'refuses %j as a whole',
    (value) => {
      expect(shapeAllItems(value)).toMatchObject({ ok: false, problem: { message: expect.any(String) } })
      expect(items(value)).toBeUndefined()
    },
  )

  it.each([[{ json: null }], [{ json: 5 }], [{ json: [1] }], [{ json: { a: 1 }, extra: 1 }], [{ json: new Date(0) }]])(
    'names the item of %j that is wrong',
    (item) => {
      expect(items([{ json: {} }, item])).toBe(1)
    },
  )
})

describe('a run for each item', () => {
  it('links what it gets to the item, whatever link the code gave', () => {
    expect(shapeEachItem({ json: { a: 1 }, pairedItem: 7 }, 2)).toEqual({
      ok: true,
      value: { json: { a: 1 }, pairedItem: { item: 2 } },
    })
    expect(shapeEachItem({ a: 1 }, 0)).toEqual({ ok: true, value: { json: { a: 1 }, pairedItem: { item: 0 } } })
  })

  it('drops the item for null and nothing', () => {
    expect(shapeEachItem(null, 0)).toEqual({ ok: true, value: undefined })
    expect(shapeEachItem(undefined, 0)).toEqual({ ok: true, value: undefined })
  })

  it.each([5, 'x', [1], { json: 5 }, { json: [1] }, { json: {}, odd: 1 }])('refuses %j at its item', (value) => {
    expect(shapeEachItem(value, 4)).toMatchObject({ ok: false, problem: { itemIndex: 4 } })
  })
})

describe('the older nodes', () => {
  it('Function wants a list of items with data', () => {
    expect(shapeFunction([{ json: { a: 1 } }]).ok).toBe(true)
    for (const value of [null, undefined, {}, [{ a: 1 }], [{ json: 5 }], [null]])
      expect(shapeFunction(value).ok).toBe(false)
  })

  it('Function Item takes anything but nothing as the data', () => {
    expect(shapeFunctionItem(5, 0)).toEqual({ ok: true, value: 5 })
    expect(shapeFunctionItem(undefined, 1)).toMatchObject({ ok: false, problem: { itemIndex: 1 } })
  })
})
