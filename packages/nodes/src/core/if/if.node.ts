import * as m from '@millrace/sdk'
import { conditionsV1, splitItemsV1 } from '../conditions/conditions-v1.ts'
import { splitByConditions } from '../conditions/split-by-conditions.ts'

const splitV1 = m.operation({
  until: 1,
  input: {
    conditions: conditionsV1,
    combineOperation: m.choice('Combine', { all: 'All', any: 'Any' }),
  },
  per: 'each',
  run: async (inputAt, { context, items }) => {
    const at = (index: number) => {
      const { conditions, combineOperation } = inputAt(index)
      return { conditions, combine: combineOperation }
    }
    return splitItemsV1(await items(), at, context.zone)
  },
})

export const ifNode = m.defineNode({
  type: 'if',
  name: 'If',
  about: 'Sends items one way if conditions hold and the other way if not.',
  icon: 'lucide:split',
  category: 'flow',
  aliases: ['condition', 'branch', 'router', 'else', 'boolean'],
  versions: [1, 2, 2.1, 2.2, 2.3],
  outputs: ['true', 'false'],
  failedItems: { output: 1, as: 'input' },
  operation: [splitV1, splitByConditions],
})
