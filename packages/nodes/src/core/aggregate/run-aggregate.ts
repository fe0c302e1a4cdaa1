import type * as m from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import { type AggregatedField, aggregateFields, aggregateItems, type Selection, withFiles } from './aggregate-items.ts'
import type { aggregateInput, fieldsInput, optionsInput } from './inputs.ts'

type Input = m.Read<{ readonly aggregate: typeof aggregateInput; readonly options: typeof optionsInput }>

/** Aggregates as the inputs say. */
export function runAggregate(input: Input, items: readonly m.Item[]): readonly m.Item[] {
  const { options } = input
  const one =
    input.aggregate === 'aggregateAllItemData'
      ? aggregateItems(items, input.destinationFieldName, selectionOf(input))
      : aggregateFields(items, toFields(input.fieldsToAggregate), {
          dots: !options.disableDotNotation,
          mergeLists: options.mergeLists ?? false,
          keepMissing: options.keepMissing ?? false,
        })
  return [options.includeBinaries ? withFiles(one, items, options.keepOnlyUnique ?? false) : one]
}

function selectionOf(input: Extract<Input, { readonly aggregate: 'aggregateAllItemData' }>): Selection {
  switch (input.include) {
    case 'allFields':
      return { include: 'allFields' }
    case 'specifiedFields':
      return { include: input.include, names: fieldNames(input.fieldsToInclude) }
    case 'allFieldsExcept':
      return { include: input.include, names: fieldNames(input.fieldsToExclude) }
  }
}

/** The rows of the form as fields. */
export function toFields(rows: m.Read<{ readonly rows: typeof fieldsInput }>['rows']): readonly AggregatedField[] {
  return rows.map(({ fieldToAggregate, outputFieldName }) =>
    outputFieldName ? { field: fieldToAggregate, as: outputFieldName } : { field: fieldToAggregate },
  )
}
