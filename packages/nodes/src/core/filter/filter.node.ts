import * as m from '@millrace/sdk'
import { conditionsV1, splitItemsV1 } from '../conditions/conditions-v1.ts'
import { splitByConditions } from '../conditions/split-by-conditions.ts'

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
  operation: [keepMatchingV1, splitByConditions],
})
