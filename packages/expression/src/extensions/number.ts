/** Functions on numbers, and on true and false. */
import { ExpressionError } from '../error.ts'
import { localeOf, optionsOf } from '../builtins/locale.ts'
import { toInteger, toText } from '../run/convert.ts'
import { Raised } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { numberToDateTime } from '../values/dates.ts'
import { functionsOn } from './define.ts'
import { badArgument } from './errors.ts'

function wholeOnly(name: string, value: number): void {
  if (Number.isInteger(value)) return
  throw new ExpressionError('not_an_integer', `${name}(): ${value} is not a whole number.`, {
    description: 'Round it first, e.g. with .round().',
  })
}

/** Half up, on the decimal digits that `toFixed` shows. */
function rounded(rt: Runtime, value: number, [places]: readonly unknown[]): number {
  const digits = toInteger(rt, places)
  if (digits < 0 || digits > 100) throw Raised.error('RangeError', 'The number of places must be between 0 and 100')
  if (!Number.isFinite(value)) return value
  const made = digits === 0 ? Math.round(value) : Number(value.toFixed(digits))
  return Object.is(made, -0) ? 0 : made
}

function formatted(rt: Runtime, value: number, [locale, options]: readonly unknown[]): string {
  if (locale === null || locale === '') return String(value)
  const chosen = options === null ? undefined : optionsOf(rt, options)
  try {
    return new Intl.NumberFormat(localeOf(locale), chosen).format(value)
  } catch {
    // A locale or option that the platform does not know falls back to the plain number, as in n8n.
    return String(value)
  }
}

function dateTime(rt: Runtime, value: number, [format]: readonly unknown[]): unknown {
  const name = format === undefined ? 'ms' : toText(rt, format)
  if (name !== 'ms' && name !== 's' && name !== 'us' && name !== 'excel') {
    throw badArgument('toDateTime', 'the format is one of "ms", "s", "us", "excel".')
  }
  return numberToDateTime(value, name, rt.scope.zone)
}

const numbers = functionsOn<number>('number', {
  abs: { gives: 'number', doc: 'Drops the sign.', examples: [['(-5).abs()', 5]], run: (_, value) => Math.abs(value) },
  ceil: { gives: 'number', doc: 'Rounds up.', examples: [['(1.2).ceil()', 2]], run: (_, value) => Math.ceil(value) },
  floor: {
    gives: 'number',
    doc: 'Rounds down.',
    examples: [['(1.8).floor()', 1]],
    run: (_, value) => Math.floor(value),
  },
  format: {
    takes: ['locale?: string', 'options?: object'],
    gives: 'string',
    doc: 'Writes the number as people of a locale write it.',
    examples: [
      ['(1234.5).format()', '1,234.5'],
      ['(1234.5).format("de-DE", { minimumFractionDigits: 2 })', '1.234,50'],
    ],
    run: (rt, value, args) => {
      rt.spend(100)
      return formatted(rt, value, args)
    },
  },
  isEmpty: {
    gives: 'boolean',
    doc: 'True for 0 and NaN.',
    examples: [['(0).isEmpty()', true]],
    run: (_, value) => !value,
  },
  isEven: {
    gives: 'boolean',
    doc: 'True for even whole numbers.',
    examples: [['(4).isEven()', true]],
    run: (_, value) => {
      wholeOnly('isEven', value)
      return value % 2 === 0
    },
  },
  isInteger: {
    gives: 'boolean',
    doc: 'True for whole numbers.',
    examples: [['(4).isInteger()', true]],
    run: (_, value) => Number.isInteger(value),
  },
  isNotEmpty: {
    gives: 'boolean',
    doc: 'True for every number but 0 and NaN.',
    examples: [['(1).isNotEmpty()', true]],
    run: (_, value) => Boolean(value),
  },
  isOdd: {
    gives: 'boolean',
    doc: 'True for odd whole numbers.',
    examples: [['(3).isOdd()', true]],
    run: (_, value) => {
      wholeOnly('isOdd', value)
      return Math.abs(value) % 2 === 1
    },
  },
  round: {
    takes: ['places?: number'],
    gives: 'number',
    doc: 'Rounds to a number of decimal places.',
    examples: [['(3.14159).round(2)', 3.14]],
    run: rounded,
  },
  toBoolean: {
    gives: 'boolean',
    doc: 'False for 0, otherwise true.',
    examples: [['(0).toBoolean()', false]],
    run: (_, value) => value !== 0,
  },
  toDateTime: {
    takes: ['format?: "ms" | "s" | "us" | "excel"'],
    gives: 'DateTime',
    doc: 'Reads the number as a point in time: milliseconds since 1970 unless told otherwise.',
    examples: [['(0).toDateTime().toUTC().year', 1970]],
    run: dateTime,
  },
  toFloat: {
    gives: 'number',
    doc: 'The number itself.',
    examples: [['(1.5).toFloat()', 1.5]],
    run: (_, value) => value,
  },
  toInt: {
    gives: 'number',
    doc: 'Rounds to a whole number, halves away from 0.',
    examples: [['(1.4).toInt()', 1]],
    run: (_, value) => {
      const whole = Math.sign(value) * Math.round(Math.abs(value))
      return whole === 0 ? 0 : whole
    },
  },
})

const booleans = functionsOn<boolean>('boolean', {
  isEmpty: {
    gives: 'boolean',
    doc: 'True for false.',
    examples: [['false.isEmpty()', true]],
    run: (_, value) => !value,
  },
  isNotEmpty: {
    gives: 'boolean',
    doc: 'True for true.',
    examples: [['true.isNotEmpty()', true]],
    run: (_, value) => value,
  },
  toBoolean: {
    gives: 'boolean',
    doc: 'The value itself.',
    examples: [['true.toBoolean()', true]],
    run: (_, value) => value,
  },
  toFloat: {
    gives: 'number',
    doc: 'Gives 1 for true and 0 for false.',
    examples: [['true.toFloat()', 1]],
    run: (_, value) => Number(value),
  },
  toInt: {
    gives: 'number',
    doc: 'Gives 1 for true and 0 for false.',
    examples: [['true.toInt()', 1]],
    run: (_, value) => Number(value),
  },
  toNumber: {
    gives: 'number',
    doc: 'Gives 1 for true and 0 for false.',
    examples: [['true.toNumber()', 1]],
    run: (_, value) => Number(value),
  },
})

export const numberFunctions = [...numbers, ...booleans]
