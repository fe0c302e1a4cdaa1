/** The node that Split Out, Aggregate, Limit, Remove Duplicates, Sort and Summarize came out of. */
import * as m from '@millrace/sdk'
import { aggregateFields, aggregateItems } from '../aggregate/aggregate-items.ts'
import { aggregateInput, optionsInput } from '../aggregate/inputs.ts'
import { runAggregate, toFields } from '../aggregate/run-aggregate.ts'
import { type Comparison, distinctItems } from '../removeDuplicates/distinct-items.ts'
import { compareInput, readComparison } from '../removeDuplicates/inputs.ts'
import { runSort, sortInput } from '../sort/inputs.ts'
import { includeInput, optionsInput as splitOptions, readSplitting } from '../splitOut/inputs.ts'
import { splitItem, type Splitting } from '../splitOut/split-item.ts'
import { columnsInput, groupInput, readSettings, tableOptions } from '../summarize/inputs.ts'
import { summarizeItems } from '../summarize/summarize-items.ts'
import { fieldNames, getField } from '../values/field-path.ts'
import { wholeNode } from '../values/whole-node.ts'
import { aggregateRows, compareRows, includeRows, namesIn, sharedOptions } from './inputs.ts'

/** Documents name a resource, though there is only one. */
const resource = m.hidden('itemList', 'Resource')

const always = m.is('resource', 'itemList')

function when(...operations: readonly string[]) {
  return m.all(always, m.is('operation', ...operations))
}

/** Splits one item after the other; whatever is wrong with one is wrong with the node. */
function splitAll(
  items: readonly m.Item[],
  split: (item: m.Item, index: number) => readonly m.Item[],
): readonly m.Item[] {
  return items.flatMap((item, index) => {
    try {
      return split(item, index).map((one) => ({ ...one, pairedItem: { item: index } }))
    } catch (error) {
      throw wholeNode(error, index)
    }
  })
}

const fieldToSplitOut = m.text('Fields to split out', { required: true })

const splitV1 = m.operation({
  until: 1,
  when: when('splitOutItems'),
  input: { fieldToSplitOut, include: includeRows, options: sharedOptions },
  per: 'each',
  run: async (inputAt, { items }) =>
    splitAll(await items(), (item, index) => {
      const input = inputAt(index)
      const { disableDotNotation, destinationFieldName } = input.options ?? {}
      const field = input.fieldToSplitOut
      if (!Array.isArray(getField(item.json, field, !disableDotNotation))) {
        throw m.refuse(`The field "${field}" has no list, so there is nothing to split.`, {
          code: 'split_no_list',
          retry: 'no',
        })
      }
      const destinations = destinationFieldName ? [destinationFieldName] : []
      return splitItem(item, { ...splitting(input), fields: [field], destinations })
    }),
})

const splitV2 = m.operation({
  since: 2,
  until: 2.2,
  when: when('splitOutItems'),
  input: { fieldToSplitOut, include: includeRows, options: sharedOptions },
  per: 'each',
  run: async (inputAt, { items }) =>
    splitAll(await items(), (item, index) => splitItem(item, splitting(inputAt(index)))),
})

/** How to split where names of fields are rows. */
function splitting({
  fieldToSplitOut: fields,
  include,
  fieldsToInclude,
  options,
}: {
  readonly fieldToSplitOut: string
  readonly include: Splitting['include']
  readonly fieldsToInclude?: readonly { readonly fieldName: string }[] | undefined
  readonly options?:
    | { readonly disableDotNotation?: boolean | undefined; readonly destinationFieldName?: string | undefined }
    | undefined
}): Splitting {
  return {
    fields: fieldNames(fields),
    destinations: fieldNames(options?.destinationFieldName ?? ''),
    include,
    included: namesIn(fieldsToInclude ?? []),
    dots: !options?.disableDotNotation,
    binary: false,
  }
}

const split = m.operation({
  since: 3,
  when: when('splitOutItems'),
  input: { fieldToSplitOut, include: includeInput, options: splitOptions },
  per: 'each',
  run: async (inputAt, { items }) =>
    splitAll(await items(), (item, index) => splitItem(item, readSplitting(inputAt(index)))),
})

const aggregateOld = m.operation({
  until: 2.2,
  when: when('aggregateItems'),
  input: { aggregate: aggregateRows, options: sharedOptions },
  per: 'list',
  run: async (input, { items, version }) => {
    const all = await items()
    if (input.aggregate === 'aggregateIndividualFields') {
      const { disableDotNotation, mergeLists, keepMissing } = input.options ?? {}
      return [
        aggregateFields(all, toFields(input.fieldsToAggregate), {
          dots: !disableDotNotation,
          mergeLists: mergeLists ?? false,
          keepMissing: keepMissing ?? false,
        }),
      ]
    }
    const names = namesIn(input.fieldsToInclude ?? input.fieldsToExclude ?? [])
    const selection = input.include === 'allFields' ? { include: input.include } : { include: input.include, names }
    const one = aggregateItems(all, input.destinationFieldName, selection)
    // The first version leaves the link to the engine.
    return version > 1 ? [one] : [{ json: one.json }]
  },
})

const aggregate = m.operation({
  since: 3,
  when: when('concatenateItems'),
  input: { aggregate: aggregateInput, options: optionsInput },
  per: 'list',
  run: async (input, { items }) => runAggregate(input, await items()),
})

const limit = m.operation({
  when: when('limit'),
  input: {
    maxItems: m.number('Max items', { default: 1, min: 1 }),
    keep: m.choice('Keep', { firstItems: 'First items', lastItems: 'Last items' }),
  },
  per: 'list',
  run: async ({ maxItems, keep }, { items }) => {
    const all = await items()
    return keep === 'firstItems' ? all.slice(0, maxItems) : all.slice(Math.max(0, all.length - maxItems))
  },
})

const compareOptions = m.when(
  m.is('compare', 'allFieldsExcept', 'selectedFields'),
  m.collection('Options', {
    disableDotNotation: m.flag('Dots are part of names'),
    removeOtherFields: m.flag('Keep only the compared fields'),
  }),
)

const distinctOld = m.operation({
  until: 2.2,
  when: when('removeDuplicates'),
  input: { compare: compareRows, options: compareOptions },
  per: 'list',
  run: async (input, { items }) => {
    const names = namesIn(input.fieldsToExclude ?? input.fieldsToCompare ?? [])
    const comparison = input.compare === 'allFields' ? { compare: input.compare } : { compare: input.compare, names }
    return distinct(await items(), comparison, false, input.options)
  },
})

const distinctNew = m.operation({
  since: 3,
  when: when('removeDuplicates'),
  input: { compare: compareInput, options: compareOptions },
  per: 'list',
  run: async (input, { items, version }) => distinct(await items(), readComparison(input), version > 3, input.options),
})

function distinct(
  items: readonly m.Item[],
  comparison: Comparison,
  nullFits: boolean,
  options: { readonly disableDotNotation?: boolean | undefined; readonly removeOtherFields?: boolean | undefined } = {},
): readonly m.Item[] {
  try {
    const { disableDotNotation, removeOtherFields } = options
    return distinctItems(items, comparison, {
      dots: !disableDotNotation,
      removeOthers: removeOtherFields ?? false,
      nullFits,
    })
  } catch (error) {
    throw wholeNode(error)
  }
}

const sort = m.operation({
  when: when('sort'),
  input: { type: sortInput },
  per: 'list',
  run: async (input, { items, context }) => runSort(input, await items(), context),
})

const summarize = m.operation({
  when: when('summarize'),
  input: {
    fieldsToSummarize: columnsInput('append', 'concatenate'),
    fieldsToSplitBy: groupInput,
    options: m.collection('Options', tableOptions),
  },
  per: 'list',
  run: async (input, { items }) =>
    summarizeItems(await items(), readSettings(input, { mustExist: true, groupsAsText: true })),
})

const operations = {
  limit: 'Limit',
  removeDuplicates: 'Remove duplicates',
  sort: 'Sort',
  splitOutItems: 'Split out',
  summarize: 'Summarize',
} as const
const chosen = { default: 'splitOutItems', noExpression: true } as const

export const itemLists = m.defineNode({
  type: 'itemLists',
  name: 'Item Lists',
  about: 'Splits, aggregates, limits, sorts and summarizes items, and removes duplicates.',
  icon: 'lucide:list',
  category: 'data',
  versions: [1, 2, 2.1, 2.2, 3, 3.1],
  hidden: true,
  input: {
    resource,
    operation: m.oneOf(
      m.until(2.2, m.choice('Operation', { aggregateItems: 'Aggregate', ...operations }, chosen)),
      m.since(3, m.when(always, m.choice('Operation', { concatenateItems: 'Aggregate', ...operations }, chosen))),
    ),
  },
  operation: [splitV1, splitV2, split, aggregateOld, aggregate, limit, distinctOld, distinctNew, sort, summarize],
})
