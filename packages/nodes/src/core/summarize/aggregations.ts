/** What a column of a table is made of: many values of a field to one. */
import type { Json } from '@millrace/sdk'
import { isLess } from '../values/is-less.ts'

export interface Aggregation {
  readonly aggregation: 'append' | 'average' | 'concatenate' | 'count' | 'countUnique' | 'max' | 'min' | 'sum'
  readonly field: string
  /** Whether missing values, null and empty text count. */
  readonly includeEmpty?: boolean | undefined
  readonly separator?: string | undefined
}

const prefixes: Readonly<Record<Aggregation['aggregation'], string>> = {
  append: 'appended',
  average: 'average',
  concatenate: 'concatenated',
  count: 'count',
  countUnique: 'unique_count',
  max: 'max',
  min: 'min',
  sum: 'sum',
}

/** The name of the result for a field. */
export function resultName(aggregation: Aggregation['aggregation'], field: string): string {
  return `${prefixes[aggregation]}_${field}`
}

/** The result over the values of a field, in the order of the items. Numbers are numbers only: `"4"` is none. */
export function aggregated(about: Aggregation, values: readonly (Json | undefined)[]): Json {
  const filled = about.includeEmpty ? values : values.filter((one) => one !== undefined && one !== null && one !== '')
  switch (about.aggregation) {
    case 'append':
      return filled.map((one) => one ?? null)
    case 'concatenate':
      return filled.map(asText).join(about.separator ?? ',')
    case 'count':
      return filled.length
    case 'countUnique':
      return new Set(filled.map((one) => JSON.stringify([one]))).size
    case 'sum':
      return sum(numbersIn(values))
    case 'average': {
      const numbers = numbersIn(values)
      return numbers.length === 0 ? null : sum(numbers) / numbers.length
    }
    case 'max':
      return extreme(filled, (value, best) => isLess(best, value))
    case 'min':
      return extreme(filled, isLess)
  }
}

function numbersIn(values: readonly (Json | undefined)[]): readonly number[] {
  return values.filter((one) => typeof one === 'number')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function extreme(values: readonly (Json | undefined)[], isBetter: (value: Json, best: Json) => boolean): Json {
  let best: Json | undefined
  for (const value of values) {
    if (value === undefined || value === null) continue
    if (best === undefined || isBetter(value, best)) best = value
  }
  return best ?? null
}

function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
}
