/** What If and Filter do since version 2: an item that meets the conditions goes first, another second. */
import * as m from '@millrace/sdk'
import { evaluateFilter } from './evaluate-filter.ts'
import { conditionsInput } from './filter-input.ts'

export const splitByConditions = m.operation({
  since: 2,
  input: {
    conditions: conditionsInput('Conditions', [
      [2, 1],
      [2.2, 2],
      [2.3, 3],
    ]),
    looseTypeValidation: m.since(
      2.1,
      m.flag('Convert types where required', {
        help: 'On, “5” counts as the number 5 and “true” as yes; off, a value of another type is an error.',
      }),
    ),
    options: m.collection('Options', {
      ignoreCase: m.flag('Ignore case', { help: 'Capitals and small letters count as the same.', default: true }),
      looseTypeValidation: m.until(
        2,
        m.flag('Convert types where required', {
          help: 'On, “5” counts as the number 5 and “true” as yes; off, a value of another type is an error.',
          default: true,
        }),
      ),
    }),
  },
  per: 'item',
  run: ({ conditions }, { item, context }) =>
    evaluateFilter(conditions, context.zone) ? { outputs: [[item], []] } : { outputs: [[], [item]] },
})
