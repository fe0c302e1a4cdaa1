/** Functions on texts. */
import type { LanguageFunction } from './table.ts'

export const stringFunctions: readonly LanguageFunction[] = []
