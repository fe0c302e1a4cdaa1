import { arrayFunctions } from './array.ts'
import { dateFunctions } from './date.ts'
import { moreFunctions } from './more/index.ts'
import { numberFunctions } from './number.ts'
import { objectFunctions } from './object.ts'
import { stringFunctions } from './string.ts'
import type { LanguageFunction } from './table.ts'

/** Every function that the language adds, by kind of receiver. */
export const functions: readonly LanguageFunction[] = [
  ...stringFunctions,
  ...numberFunctions,
  ...arrayFunctions,
  ...objectFunctions,
  ...dateFunctions,
  ...moreFunctions,
]
