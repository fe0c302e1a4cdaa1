import * as m from '@millrace/sdk'
import { evaluateFilter } from '../conditions/evaluate-filter.ts'
import { conditionsInput } from '../conditions/filter-input.ts'
import { fallbackOutputs } from './fallback-outputs.ts'
import { outputNumber, sendTo } from './outputs.ts'
import { switchV1, switchV2 } from './switch-v1.ts'

const firstRule = {
  conditions: {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict' },
    conditions: [{ leftValue: '', rightValue: '', operator: { type: 'string', operation: 'equals' } }],
    combinator: 'and',
  },
}

const rule = {
  conditions: conditionsInput('Conditions', [
    [3, 1],
    [3.2, 2],
    [3.4, 3],
  ]),
  renameOutput: m.switched('Name the output', { outputKey: m.text('Name of the output') }),
}

const options = {
  fallbackOutput: m.raw(
    m.pick('Output for the others', 'fallbackOutputs', {
      default: 'none',
      dependsOn: ['rules.values', '/rules', '/rules.values'],
    }),
  ),
  ignoreCase: m.flag('Ignore case', { default: true }),
  looseTypeValidation: m.until(3, m.flag('Convert types where required', { default: true })),
  renameFallbackOutput: m.when(m.is('fallbackOutput', 'extra'), m.text('Name of the output for the others')),
  allMatchingOutputs: m.flag('Send to every output whose rule holds', {
    help: 'Otherwise an item goes to the first one only.',
  }),
}

const route = m.operation({
  since: 3,
  input: {
    mode: m.variants(
      'Mode',
      {
        rules: m.variant('Rules', {
          rules: m.list('Rules', 'values', rule, {
            groupLabel: 'Rule',
            sortable: true,
            default: { values: [firstRule] },
          }),
          options: m.collection('Options', options),
        }),
        expression: m.variant('Expression', {
          numberOutputs: m.oneOf(
            m.since(
              3.3,
              m.number('Number of outputs', {
                help: 'How many outputs the node has; the expression below chooses one by its number, from 0.',
                default: 4,
                noExpression: true,
              }),
            ),
            m.until(
              3.2,
              m.number('Number of outputs', {
                help: 'How many outputs the node has; the expression below chooses one by its number, from 0.',
                default: 4,
              }),
            ),
          ),
          output: m.raw(m.number('Output', { default: '={{}}', validateType: 'number' })),
        }),
      },
      { noExpression: true },
    ),
    looseTypeValidation: m.since(3.1, m.flag('Convert types where required')),
  },
  per: 'item',
  run: (given, { item, context }) => {
    if (given.mode === 'expression') return sendTo(item, outputNumber(given.output, given.numberOutputs ?? 4))
    const { rules, options: chosen } = given
    const holds = ({ conditions }: (typeof rules)[number]) => evaluateFilter(conditions, context.zone)
    const matching = chosen.allMatchingOutputs
      ? rules.flatMap((one, index) => (holds(one) ? [index] : []))
      : [rules.findIndex(holds)].filter((index) => index >= 0)
    if (matching.length > 0) return sendTo(item, ...matching)
    const { fallbackOutput = 'none' } = chosen
    if (fallbackOutput === 'none') return null
    return sendTo(item, fallbackOutput === 'extra' ? rules.length : outputNumber(fallbackOutput, rules.length))
  },
})

const latest = [3, 3.1, 3.2, 3.3, 3.4]
const byRules = m.is('mode', 'rules')
const byExpression = m.is('mode', 'expression')

export const switchNode = m.defineNode({
  type: 'switch',
  name: 'Switch',
  about: 'Sends each item to one of several outputs, by rules or by an expression.',
  icon: 'lucide:route',
  category: 'flow',
  aliases: ['branch', 'router', 'case', 'condition'],
  versions: [1, 2, ...latest],
  outputs: [
    { kind: 'main', label: '0', versions: [1] },
    { kind: 'main', label: '1', versions: [1] },
    { kind: 'main', label: '2', versions: [1] },
    { kind: 'main', label: '3', versions: [1] },
    { kind: 'main', when: byRules, each: { path: 'rules.rules', label: 'outputKey' }, versions: [2] },
    { kind: 'main', when: byExpression, count: { path: 'outputsAmount', default: 4 }, versions: [2] },
    { kind: 'main', when: byRules, each: { path: 'rules.values', label: 'outputKey' }, versions: latest },
    {
      kind: 'main',
      label: 'Fallback',
      when: m.all(byRules, m.is('options.fallbackOutput', 'extra')),
      versions: latest,
    },
    { kind: 'main', when: byExpression, count: { path: 'numberOutputs', default: 4 }, versions: latest },
  ],
  failedItems: { output: 0, as: 'error', unlinked: true },
  operation: [switchV1, switchV2, route],
  lookups: { fallbackOutputs },
})
