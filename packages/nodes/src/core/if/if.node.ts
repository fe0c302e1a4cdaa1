import * as m from '@millrace/sdk'
import { evaluateFilter } from '../conditions/evaluate-filter.ts'
import { conditionsInput } from '../conditions/filter-input.ts'
import { conditionsV1, evaluateV1, ofWholeNode } from './if-v1.ts'

const split = m.operation({
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

const splitV1 = m.operation({
  until: 1,
  input: {
    conditions: conditionsV1,
    combineOperation: m.choice('Combine', { all: 'All', any: 'Any' }),
  },
  per: 'list',
  run: async (_input, { context, items, inputAt }) => {
    const outputs: [m.Item[], m.Item[]] = [[], []]
    for (const [index, item] of (await items()).entries()) {
      const { conditions, combineOperation } = inputAt(index)
      const holds = ofWholeNode(() => evaluateV1(conditions, combineOperation, context.zone))
      outputs[holds ? 0 : 1].push(item)
    }
    return { outputs }
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
  operation: [splitV1, split],
})
