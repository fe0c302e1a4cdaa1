import { deepEqual } from '@millrace/expression'
import * as m from '@millrace/sdk'
import { ownNames } from '../merge/field-pairs.ts'
import { type FieldPair, matchItems } from '../merge/match-items.ts'
import { fieldNames, getField, removeField, setField } from '../values/field-path.ts'
import { fuzzyEqual } from '../values/fuzzy-equal.ts'
import { type Comparing, type Comparison, compareItems } from './compare-items.ts'
import { pickItems } from '../values/pick-items.ts'

const resolutions = {
  preferInput1: 'The item of input A',
  preferInput2: 'The item of input B',
  mix: 'A mix of both',
  includeBoth: 'Both versions, side by side',
} as const

const fuzzyCompare = m.flag('Compare whatever the type', { help: 'The text “5” matches the number 5.' })
const mixes = m.is('resolve', 'mix')

const input = {
  infoBox: m.notice('Items whose fields to match have the same values are compared with each other.'),
  mergeByFields: m.list(
    'Fields to match',
    'values',
    { field1: m.text('Field of input A'), field2: m.text('Field of input B') },
    { groupLabel: 'Values', default: { values: [{ field1: '', field2: '' }] } },
  ),
  resolve: m.oneOf(
    m.until(2, m.choice('Of two that differ', resolutions, { default: 'preferInput2' })),
    m.since(2.1, m.choice('Of two that differ', resolutions, { default: 'includeBoth' })),
  ),
  fuzzyCompare: m.since(2, fuzzyCompare),
  preferWhenMix: m.when(mixes, m.choice('Take', { input1: 'What input A has', input2: 'What input B has' })),
  exceptWhenMix: m.when(
    mixes,
    m.text('Except for these fields', {
      help: 'Names with commas between them; these come from the other input.',
      placeholder: 'price, stock',
    }),
  ),
  options: m.collection('Options', {
    skipFields: m.text('Fields that may differ', {
      help: 'Names with commas between them; they are shown, but make no difference.',
      placeholder: 'updatedAt',
    }),
    fuzzyCompare: m.until(1, fuzzyCompare),
    disableDotNotation: m.flag('Dots in names are part of the name'),
    multipleMatches: m.choice(
      'When several items match',
      { first: 'Take the first', all: 'Take all' },
      { default: 'first' },
    ),
  }),
}

type Input = m.Read<typeof input>

const compare = m.operation({
  input,
  per: 'list',
  run: async (given, { items }) => {
    const [left, right] = [await items(0), await items(1)]
    const { options } = given
    const pairs = ownNames(given.mergeByFields)
    const fuzzy = given.fuzzyCompare ?? options.fuzzyCompare ?? false
    const dots = !options.disableDotNotation
    const comparing: Comparing = {
      skip: fieldNames(options.skipFields ?? ''),
      dots,
      equal: fuzzy ? fuzzyEqual : (a, b) => deepEqual(a, b),
    }
    const matching = { fuzzy, dots, multiple: options.multipleMatches ?? 'first' }
    const { matched, onlyLeft, onlyRight } = matchItems(left, right, pairs, matching)
    const same: m.Item[] = []
    const different: m.Item[] = []
    for (const places of matched) {
      const [a, b] = [left[places.left], right[places.right]]
      if (!a || !b) continue
      const comparison = compareItems(
        withoutKeys(a.json, pairs, 'left', dots),
        withoutKeys(b.json, pairs, 'right', dots),
        comparing,
      )
      if (Object.keys(comparison.different).length === 0) same.push(a)
      else different.push(resolved(given, { a, b, places, pairs, dots, comparison }))
    }
    return { outputs: [pickItems(left, onlyLeft), same, different, pickItems(right, onlyRight)] }
  },
})

interface Pair {
  readonly a: m.Item
  readonly b: m.Item
  readonly places: { readonly left: number; readonly right: number }
  readonly pairs: readonly FieldPair[]
  readonly dots: boolean
  readonly comparison: Comparison
}

/** What stands for two items that differ. */
function resolved({ resolve = 'includeBoth', preferWhenMix, exceptWhenMix = '' }: Input, pair: Pair): m.Item {
  const { a, b, places, pairs, dots, comparison } = pair
  switch (resolve) {
    case 'preferInput1':
      return a
    case 'preferInput2':
      return b
    case 'mix': {
      const [taken, other] = preferWhenMix === 'input2' ? [b, a] : [a, b]
      const at = preferWhenMix === 'input2' ? { item: places.right, input: 1 } : { item: places.left, input: 0 }
      const json = fieldNames(exceptWhenMix).reduce(
        (mixed, name) => setField(mixed, name, getField(other.json, name, dots), dots),
        taken.json,
      )
      return { ...taken, json, pairedItem: at }
    }
    case 'includeBoth': {
      const keys = Object.fromEntries(pairs.map(({ left }) => [left, getField(a.json, left, dots)]))
      const { same, different, skipped } = comparison
      return {
        json: { keys, same, different, ...(Object.keys(skipped).length > 0 && { skipped }) },
        pairedItem: [
          { item: places.left, input: 0 },
          { item: places.right, input: 1 },
        ],
      }
    }
  }
}

/** The fields that were matched under two names are no difference. */
function withoutKeys(
  json: m.JsonObject,
  pairs: readonly FieldPair[],
  side: 'left' | 'right',
  dots: boolean,
): m.JsonObject {
  return pairs
    .filter((pair) => pair.left !== pair.right)
    .reduce((rest, pair) => removeField(rest, pair[side], dots), json)
}

export const compareDatasets = m.defineNode({
  type: 'compareDatasets',
  name: 'Compare Datasets',
  about: 'Compares the items of two inputs: what only one has, what is the same, what differs.',
  icon: 'lucide:git-compare',
  category: 'flow',
  aliases: ['diff', 'difference', 'sync', 'changes', 'match'],
  versions: [1, 2, 2.1, 2.2, 2.3],
  inputs: ['Input A', 'Input B'],
  outputs: ['In A only', 'Same', 'Different', 'In B only'],
  operation: compare,
})
