import * as m from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import type { Aggregation } from './aggregations.ts'
import type { SummarizeSettings } from './summarize-items.ts'

const kinds = {
  append: 'List',
  average: 'Average',
  concatenate: 'Text of all',
  count: 'Count',
  countUnique: 'Count of different ones',
  max: 'Maximum',
  min: 'Minimum',
  sum: 'Sum',
} as const

const separators = [
  [',', 'Comma'],
  [', ', 'Comma and blank'],
  ['\n', 'New line'],
  ['', 'Nothing'],
  [' ', 'Blank'],
  ['other', 'Other'],
] as const

/** The columns of the table; `empties` are the kinds that may count empty values. */
export function columnsInput(...empties: readonly Aggregation['aggregation'][]) {
  return m.list(
    'Columns',
    'values',
    {
      aggregation: m.choice('Make', kinds, { default: 'count' }),
      field: m.text('Of field'),
      includeEmpty: m.when(
        m.is('aggregation', ...empties),
        m.flag('Count empty values', { help: 'Otherwise empty values are passed over.' }),
      ),
      separateBy: m.when(m.is('aggregation', 'concatenate'), m.choice('Separator', separators)),
      customSeparator: m.when(
        m.is('aggregation', 'concatenate'),
        m.when(m.is('separateBy', 'other'), m.text('Text between')),
      ),
    },
    { default: { values: [{ aggregation: 'count', field: '' }] } },
  )
}

/** The fields that make the groups. */
export const groupInput = m.text('Group by', { help: 'Names of fields, separated by commas.' })

/** Options that Summarize and Item Lists share. */
export const tableOptions = {
  disableDotNotation: m.flag('Dots are part of names'),
  outputFormat: m.choice('Give', {
    separateItems: 'An item for each group',
    singleItem: 'One item with all groups',
  }),
  skipEmptySplitFields: m.flag('Leave out groups without a value', {
    help: 'Items in which a field of the groups is empty are not counted.',
  }),
} as const

interface Read {
  readonly fieldsToSummarize: m.Read<{ readonly columns: ReturnType<typeof columnsInput> }>['columns']
  readonly fieldsToSplitBy: string
  readonly options: Partial<m.Read<typeof tableOptions>>
}

/** What to make, as the inputs say. */
export function readSettings(
  { fieldsToSummarize, fieldsToSplitBy, options }: Read,
  version: Pick<SummarizeSettings, 'mustExist' | 'groupsAsText'>,
): SummarizeSettings {
  return {
    ...version,
    aggregations: fieldsToSummarize.map(({ aggregation, field, includeEmpty, separateBy, customSeparator }) => ({
      aggregation,
      field,
      includeEmpty,
      separator: separateBy === 'other' ? customSeparator : separateBy,
    })),
    groupBy: fieldNames(fieldsToSplitBy),
    dots: !options.disableDotNotation,
    single: options.outputFormat === 'singleItem',
    skipEmpty: options.skipEmptySplitFields ?? false,
  }
}
