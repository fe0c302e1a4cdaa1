/**
 * Formats of the first version of the node, which are Moment's: `YYYY-MM-DD [at] HH:mm`. They are read token
 * by token; what stands in brackets, and what is no token, stays as it is.
 */
import type { DateTime } from 'luxon'

const pattern =
  /\[([^\]]*)\]|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|N{1,5}|YYYYYY|YYYYY|YYYY|YY|Y|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|LTS|LT|LL?L?L?|l{1,4}|./gs

/** A moment as text. */
export function formatMoment(moment: DateTime, format: string): string {
  const date = moment.setLocale('en')
  return format.replace(pattern, (token, literal: string | undefined) => literal ?? formatToken(date, token))
}

function formatToken(date: DateTime, token: string): string {
  const tokens = luxonTokens[token]
  if (tokens !== undefined) return date.toFormat(tokens)
  if (/^S+$/.test(token)) return date.toFormat('SSS').padEnd(9, '0').slice(0, token.length)
  switch (token) {
    case 'Mo':
      return ordinal(date.month)
    case 'Do':
      return ordinal(date.day)
    case 'DDDo':
      return ordinal(date.ordinal)
    case 'Qo':
      return ordinal(date.quarter)
    case 'wo':
    case 'Wo':
      return ordinal(token === 'Wo' ? date.weekNumber : date.localWeekNumber)
    case 'do':
      return ordinal(date.weekday % 7)
    case 'd':
    case 'e':
      return String(date.weekday % 7)
    case 'dd':
      return date.toFormat('ccc').slice(0, 2)
    case 'a':
      return date.toFormat('a').toLowerCase()
    case 'k':
      return String(date.hour === 0 ? 24 : date.hour)
    case 'kk':
      return String(date.hour === 0 ? 24 : date.hour).padStart(2, '0')
    default:
      return token
  }
}

/** Tokens that Luxon has under these or other names. */
const luxonTokens: Readonly<Record<string, string>> = {
  M: 'L',
  MM: 'LL',
  MMM: 'LLL',
  MMMM: 'LLLL',
  Q: 'q',
  D: 'd',
  DD: 'dd',
  DDD: 'o',
  DDDD: 'ooo',
  ddd: 'ccc',
  dddd: 'cccc',
  E: 'c',
  w: 'n',
  ww: 'nn',
  W: 'W',
  WW: 'WW',
  YY: 'yy',
  YYYY: 'yyyy',
  Y: 'y',
  gg: 'ii',
  gggg: 'iiii',
  GG: 'kk',
  GGGG: 'kkkk',
  A: 'a',
  H: 'H',
  HH: 'HH',
  h: 'h',
  hh: 'hh',
  m: 'm',
  mm: 'mm',
  s: 's',
  ss: 'ss',
  X: 'X',
  x: 'x',
  z: 'ZZZZ',
  zz: 'ZZZZ',
  Z: 'ZZ',
  ZZ: 'ZZZ',
  LT: 'h:mm a',
  LTS: 'h:mm:ss a',
  L: 'LL/dd/yyyy',
  LL: 'LLLL d, yyyy',
  LLL: 'LLLL d, yyyy h:mm a',
  LLLL: 'cccc, LLLL d, yyyy h:mm a',
  l: 'L/d/yyyy',
  ll: 'LLL d, yyyy',
  lll: 'LLL d, yyyy h:mm a',
  llll: 'ccc, LLL d, yyyy h:mm a',
}

function ordinal(number: number): string {
  const last = number % 10
  const teen = Math.floor(number / 10) % 10 === 1
  return `${number}${teen ? 'th' : last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'}`
}

/** The same format in Luxon's tokens, for reading. */
export function toLuxonFormat(format: string): string {
  return format.replace(pattern, (token, literal: string | undefined) => {
    if (literal !== undefined) return quoted(literal)
    if (/^S+$/.test(token)) return 'S'.repeat(Math.min(token.length, 3))
    if (token === 'a') return 'a'
    return luxonTokens[token] ?? (/[a-z]/i.test(token) ? quoted(token) : token)
  })
}

function quoted(text: string): string {
  return text === '' ? '' : `'${text}'`
}
