import type { LanguageFunction } from '../table.ts'
import { moreArrayFunctions } from './array.ts'
import { moreDateFunctions } from './date.ts'
import { moreObjectFunctions } from './object.ts'
import { moreStringFunctions } from './string.ts'

/** Functions that n8n does not have; a value's own members of the same name come first. */
export const moreFunctions: readonly LanguageFunction[] = [
  ...moreStringFunctions,
  ...moreArrayFunctions,
  ...moreObjectFunctions,
  ...moreDateFunctions,
].map((one) => ({ ...one, own: true }))
