/**
 * Dates in formats of people's own.
 *
 * Luxon turns a format into a pattern and matches it by backtracking. A format such as `dMdMdM…`, whose parts may take
 * one digit or two with nothing between them, can be matched in endlessly many ways, so a pattern is judged before it is
 * used, like any other.
 */
import { DateTime, type DateTimeOptions } from 'luxon'
import { ExpressionError } from '../error.ts'
import { costOf } from '../regex/harmless.ts'

/** The most characters of a text and of a format. */
const MAX_TEXT = 1_000

/** The most steps that matching may take. */
const MAX_STEPS = 1_000_000

const CACHE_SIZE = 200
const judged = new Map<string, number>()

/**
 * The date that a text means in a format of Luxon's tokens; an invalid one where it does not fit.
 * @throws ExpressionError where the format could be matched in too many ways
 */
export function readDateByFormat(text: string, format: string, options: DateTimeOptions = {}): DateTime {
  if (text.length > MAX_TEXT || format.length > MAX_TEXT) return DateTime.invalid('unparsable')
  if (text.length * waysOf(format, options) > MAX_STEPS) throw tooOpen()
  return DateTime.fromFormat(text, format, options)
}

function tooOpen(): ExpressionError {
  return new ExpressionError('bad_argument', 'Dates cannot be read by this format: it fits in too many ways.', {
    description: 'Put something between the parts of the format, or write them with all their digits.',
  })
}

/** In how many ways a text may match the format: what it takes, that many times. */
function waysOf(format: string, options: DateTimeOptions): number {
  const { locale = '', numberingSystem = '' } = options
  const key = `${locale}/${numberingSystem}/${format}`
  const known = judged.get(key)
  if (known !== undefined) return known
  const { regex } = DateTime.fromFormatExplain('', format, options)
  const { order, factor } = regex === undefined ? { order: 'linear', factor: 1 } : costOf(regex.source, regex.flags)
  const ways = order === 'unknown' ? Number.POSITIVE_INFINITY : order === 'linear' ? factor : factor * MAX_TEXT
  if (judged.size >= CACHE_SIZE) judged.clear()
  judged.set(key, ways)
  return ways
}
