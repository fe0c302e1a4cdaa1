import type { LanguageFunction } from './table.ts'
import { stringFunctions } from './string.ts'

/** Every function that the language adds, by kind of receiver. */
export const functions: readonly LanguageFunction[] = [...stringFunctions]
