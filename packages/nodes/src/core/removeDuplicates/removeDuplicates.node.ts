import * as m from '@millrace/sdk'
import { wholeNode } from '../values/whole-node.ts'
import { compareInput, readComparison } from './inputs.ts'
import { distinctItems } from './distinct-items.ts'
import { forget, tellByDate, tellByNumber, tellByValue } from './seen-items.ts'

const withinInput = 'removeDuplicateInputItems'
const acrossExecutions = 'removeItemsSeenInPreviousExecutions'
const clearHistory = 'clearDeduplicationHistory'

/** All operations share one collection, each with its own members. */
const options = m.collection('Options', {
  disableDotNotation: whileComparing(m.flag('Dots are part of names')),
  removeOtherFields: whileComparing(
    m.flag('Keep only the compared fields', { help: 'Otherwise the items go on whole.' }),
  ),
  scope: m.when(
    m.is('/operation', clearHistory, acrossExecutions),
    m.choice('Remembered', { workflow: 'For the workflow', node: 'For this node' }, { default: 'node' }),
  ),
  historySize: m.when(
    m.all(m.is('/logic', 'removeItemsWithAlreadySeenKeyValues'), m.is('/operation', acrossExecutions)),
    m.number('Values to remember', { help: 'The oldest are forgotten when there are more.', default: 10_000, min: 1 }),
  ),
})

function whileComparing<const F extends m.Field<boolean>>(flag: F) {
  return m.when(m.all(m.is('/operation', withinInput), m.isNot('/compare', 'allFields')), flag)
}

const within = m.operation({
  name: 'Repeated in this input',
  since: 2,
  input: { compare: compareInput, options },
  per: 'list',
  run: async (input, { items }) =>
    distinctItems(await items(), readComparison(input), {
      dots: !input.options.disableDotNotation,
      removeOthers: input.options.removeOtherFields ?? false,
      nullFits: true,
    }),
})

const across = m.operation({
  name: 'Seen in earlier executions',
  since: 2,
  input: {
    logic: m.variants(
      'Keep items whose value',
      {
        removeItemsWithAlreadySeenKeyValues: m.variant('Is new', {
          dedupeValue: m.value('Value', { required: true, placeholder: '{{ $json.id }}' }),
        }),
        removeItemsUpToStoredIncrementalKey: m.variant('Is a number above all before', {
          incrementalDedupeValue: m.raw(m.number('Value', { default: '' })),
        }),
        removeItemsUpToStoredDate: m.variant('Is a date after all before', {
          dateDedupeValue: m.dateTime('Value'),
        }),
      },
      { noExpression: true },
    ),
    options,
  },
  per: 'list',
  // What was seen is written down when the node runs: running it again would discard everything.
  effect: 'append',
  run: async (first, { items, inputAt, context }) => {
    const { scope = 'node', historySize = 10_000 } = first.options
    const all = await items()
    switch (first.logic) {
      case 'removeItemsWithAlreadySeenKeyValues':
        return tellByValue(all, (index) => inputAt(index).dedupeValue, context, { scope, limit: historySize })
      case 'removeItemsUpToStoredIncrementalKey':
        return tellByNumber(all, (index) => inputAt(index).incrementalDedupeValue, context, scope)
      case 'removeItemsUpToStoredDate':
        return tellByDate(all, (index) => inputAt(index).dateDedupeValue, context, scope)
    }
  },
})

const clear = m.operation({
  name: 'Forget what was seen',
  since: 2,
  input: { mode: m.choice('Forget', { cleanDatabase: 'Everything' }), options },
  per: 'list',
  effect: 'idempotent',
  run: async (input, { items, context }) => {
    await forget(context, input.options.scope ?? 'node')
    return items()
  },
})

const withinV1 = m.operation({
  until: 1.1,
  input: {
    compare: compareInput,
    options: m.when(
      m.is('compare', 'allFieldsExcept', 'selectedFields'),
      m.collection('Options', {
        disableDotNotation: m.flag('Dots are part of names'),
        removeOtherFields: m.flag('Keep only the compared fields', { help: 'Otherwise the items go on whole.' }),
      }),
    ),
  },
  per: 'list',
  run: async (input, { items, version }) => {
    try {
      return distinctItems(await items(), readComparison(input), {
        dots: !input.options?.disableDotNotation,
        removeOthers: input.options?.removeOtherFields ?? false,
        nullFits: version > 1,
      })
    } catch (error) {
      throw wholeNode(error)
    }
  },
})

export const removeDuplicates = m.defineNode({
  type: 'removeDuplicates',
  name: 'Remove Duplicates',
  about: 'Drops items that repeat others, of this input or of earlier executions.',
  icon: 'lucide:copy-minus',
  category: 'data',
  aliases: ['unique', 'distinct', 'dedupe', 'deduplicate', 'seen', 'history'],
  versions: [1, 1.1, 2],
  summary: [
    { text: 'seen in earlier executions', when: m.is('operation', acrossExecutions) },
    { text: 'forget what was seen', when: m.is('operation', clearHistory) },
    { text: 'by {fieldsToCompare}', when: m.is('compare', 'selectedFields') },
  ],
  operation: withinV1,
  operations: { [withinInput]: within, [acrossExecutions]: across, [clearHistory]: clear },
})
