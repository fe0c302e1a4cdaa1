import { describe, expect, it } from 'vitest'
import { getPath, hasPath, parsePath, setPath, unsetPath } from './path.ts'

describe('paths', () => {
  it('are read with dots, numbers and quotes', () => {
    expect(parsePath('a.b[0]["c d"].e')).toEqual(['a', 'b', 0, 'c d', 'e'])
  })

  it('are followed through own members only', () => {
    expect(getPath({ a: [{ b: 1 }] }, 'a[0].b')).toBe(1)
    expect(getPath({}, 'toString')).toBeUndefined()
    expect(hasPath({ a: undefined }, 'a')).toBe(true)
  })

  it('are written into a copy, and what lies beside the path is shared', () => {
    const before = { a: { b: 1 }, c: { d: 1 } }
    const after = setPath(before, 'a.x', 2)
    expect(after).toEqual({ a: { b: 1, x: 2 }, c: { d: 1 } })
    expect(before).toEqual({ a: { b: 1 }, c: { d: 1 } })
    expect(after.c).toBe(before.c)
    expect(setPath({}, 'list[2].n', 1)).toEqual({ list: [null, null, { n: 1 }] })
    expect(unsetPath({ a: { b: 1, c: 2 } }, 'a.b')).toEqual({ a: { c: 2 } })
  })

  it('never reach a prototype', () => {
    for (const path of ['__proto__.x', 'constructor.prototype.x', 'a.__proto__.x', 'prototype.x']) {
      expect(setPath({ a: {} }, path, 1)).toEqual({ a: {} })
    }
    expect(Reflect.get({}, 'x')).toBeUndefined()
    expect(setPath({}, 'constructor', 1)).toEqual({ constructor: 1 })
  })
})
