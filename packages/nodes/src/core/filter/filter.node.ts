import * as m from '@millrace/sdk'
import { conditionsV1, splitItemsV1 } from '../conditions/conditions-v1.ts'
import { evaluateFilter } from '../conditions/evaluate-filter.ts'
import { conditionsInput } from '../conditions/filter-input.ts'

const keepMatching = m.operation({
  since: 2,
  input: {
    conditions: conditionsInput('Conditions', [
      [2, 1],
      [2.2, 2],
      [2.3, 3],
    ]),
    looseTypeValidation: m.since(2.1, m.flag('Convert types where required')),
    options: m.collection('Options', {
      ignoreCase: m.flag('Ignore case', { default: true }),
      looseTypeValidation: m.until(2, m.flag('Convert types where required', { default: true })),
    }),
  },
  per: 'item',
  run: ({ conditions }, { item, context }) =>
    evaluateFilter(conditions, context.zone) ? { outputs: [[item], []] } : { outputs: [[], [item]] },
})

const keepMatchingV1 = m.operation({
  until: 1,
  input: {
    conditions: conditionsV1,
    combineConditions: m.choice('Combine', { AND: 'All', OR: 'Any' }),
  },
  per: 'each',
  run: async (inputAt, { context, items }) => {
    const at = (index: number) => {
      const { conditions, combineConditions } = inputAt(index)
      return { conditions, combine: combineConditions === 'OR' ? ('any' as const) : ('all' as const) }
    }
    return splitItemsV1(await items(), at, context.zone)
  },
})

/**
 * Items that do not match go to a second output, which the node does not declare: nothing can be connected to
 * it, but the panel shows what was discarded.
 */
export const filter = m.defineNode({
  type: 'filter',
  name: 'Filter',
  about: 'Keeps the items that meet conditions and drops the others.',
  icon: 'lucide:funnel',
  category: 'flow',
  aliases: ['condition', 'where', 'remove', 'drop', 'select'],
  versions: [1, 2, 2.1, 2.2, 2.3],
  outputs: ['Kept'],
  failedItems: { output: 1, as: 'input' },
  operation: [keepMatchingV1, keepMatching],
})
