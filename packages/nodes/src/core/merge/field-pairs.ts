import { refuse } from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import type { FieldPair } from './match-items.ts'

/** Fields that have the same name in both inputs, separated by commas. */
export function sameNames(text: string): readonly FieldPair[] {
  return atLeastOne(fieldNames(text).map((name) => ({ left: name, right: name })))
}

/**
 * Fields that have a name in each input.
 * @throws NodeError when one of the names is missing
 */
export function ownNames(rows: readonly { readonly field1: string; readonly field2: string }[]): readonly FieldPair[] {
  return atLeastOne(
    rows.map(({ field1, field2 }, index) => {
      const pair = { left: field1.trim(), right: field2.trim() }
      if (pair.left !== '' && pair.right !== '') return pair
      throw refuse(`Pair ${index + 1} of the fields to match lacks a field. Name one for each input.`, {
        code: 'match_field_missing',
        retry: 'no',
      })
    }),
  )
}

function atLeastOne(pairs: readonly FieldPair[]): readonly FieldPair[] {
  if (pairs.length > 0) return pairs
  throw refuse('There is no field to match by. Name at least one.', { code: 'match_field_missing', retry: 'no' })
}
