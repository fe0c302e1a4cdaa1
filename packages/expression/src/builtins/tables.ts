/** The member tables of all kinds of values, gathered for `run/property.ts`. */
import { arrayMembers } from './array.ts'
import { binaryMembers } from './binary.ts'
import { mapMembers, setMembers } from './collections.ts'
import { dateMembers } from './date.ts'
import { intlMembers } from './intl.ts'
import { dateTimeMembers } from './luxon/date-time.ts'
import { durationMembers } from './luxon/duration.ts'
import { intervalMembers } from './luxon/interval.ts'
import {
  bigintMembers,
  booleanMembers,
  errorMembers,
  functionMembers,
  iteratorMembers,
  numberMembers,
  objectMembers,
  regexpMembers,
  symbolMembers,
} from './simple.ts'
import { stringMembers } from './string.ts'

export { objectMembers }

export const memberTables = {
  string: stringMembers,
  number: numberMembers,
  boolean: booleanMembers,
  bigint: bigintMembers,
  symbol: symbolMembers,
  array: arrayMembers,
  function: functionMembers,
  date: dateMembers,
  dateTime: dateTimeMembers,
  duration: durationMembers,
  interval: intervalMembers,
  regexp: regexpMembers,
  map: mapMembers,
  set: setMembers,
  iterator: iteratorMembers,
  intl: intlMembers,
  error: errorMembers,
  binary: binaryMembers,
} as const
