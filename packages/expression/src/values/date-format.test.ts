import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, ExpressionError, readDateByFormat } from '../index.ts'

describe('dates by format', () => {
  it('are read by the formats that people use', () => {
    for (const [text, format] of [
      ['Sunday, March 10 2024', 'cccc, MMMM d yyyy'],
      ['Mar 10, 2024, 12:00 AM', 'MMM d, yyyy, h:mm a'],
      ['10.3.2024', 'd.M.yyyy'],
      ['20240310', 'yyyyMMdd'],
      ['2024-03-10 00:00 UTC', 'yyyy-MM-dd HH:mm z'],
    ] as const)
      expect(readDateByFormat(text, format, { zone: 'utc', locale: 'en-US' }).toISODate(), format).toBe('2024-03-10')
  })

  it('are refused where a format fits in endlessly many ways', () => {
    const start = performance.now()
    expect(() => readDateByFormat(`${'1'.repeat(41)}x`, 'dM'.repeat(15))).toThrow(ExpressionError)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('intervals', () => {
  it('are split forwards only, and within the budget', () => {
    const give = (code: string): unknown =>
      evaluate(compileTemplate(`={{ ${code} }}`), dataScope({ input: [{ json: {} }] }))
    expect(give('Interval.after($now, { days: 10 }).splitBy({ days: 3 }).length')).toBe(4)
    expect(give('Interval.after($now, { days: 10 }).divideEqually(4).length')).toBe(4)
    expect(give('Interval.after($now, 1000).splitBy(-1)')).toBeUndefined()
    expect(() => give('Interval.after($now, { years: 20000 }).splitBy({ hours: 1 })')).toThrow(/limit/)
  })
})
