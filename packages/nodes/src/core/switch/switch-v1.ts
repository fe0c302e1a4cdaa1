/** Switch before version 3: one value compared with those of the rules, and no conversion. */
import * as m from '@millrace/sdk'
import {
  booleanOperations,
  dateOperations,
  holdsV1,
  numberOperations,
  textOperations,
  type TypeV1,
} from '../conditions/compare-v1.ts'
import { outputNumber, sendTo } from './outputs.ts'

const numbered = { output: m.number('Output', { min: 0, max: 3 }) }
const named = { outputKey: m.text('Name of the output') }

const textValue = m.oneOf(
  m.when(m.isNot('operation', 'regex', 'notRegex'), m.value('Value 2')),
  m.when(m.is('operation', 'regex', 'notRegex'), m.value('Pattern', { placeholder: '/text/i' })),
)

/** The value to compare and the rules, by its type; `where` says where a rule leads. */
function comparing<const W extends m.Inputs>(where: W, sortable: boolean) {
  const extra = sortable ? { sortable } : {}
  return m.variants(
    'Data type',
    {
      boolean: m.variant('Boolean', {
        value1: m.raw(m.flag('Value 1')),
        rules: m.list(
          'Rules',
          'rules',
          { operation: m.choice('Operation', booleanOperations), value2: m.raw(m.flag('Value 2')), ...where },
          extra,
        ),
      }),
      dateTime: m.variant('Date & time', {
        value1: m.dateTime('Value 1'),
        rules: m.list(
          'Rules',
          'rules',
          { operation: m.choice('Operation', dateOperations), value2: m.dateTime('Value 2', { default: 0 }), ...where },
          extra,
        ),
      }),
      number: m.variant('Number', {
        value1: m.raw(m.number('Value 1')),
        rules: m.list(
          'Rules',
          'rules',
          { operation: m.choice('Operation', numberOperations), value2: m.raw(m.number('Value 2')), ...where },
          extra,
        ),
      }),
      string: m.variant('Text', {
        value1: m.value('Value 1'),
        rules: m.list(
          'Rules',
          'rules',
          {
            operation: m.choice('Operation', textOperations, { default: 'equal' }),
            value2: textValue,
            ...where,
          },
          extra,
        ),
      }),
    },
    { default: 'number' },
  )
}

const byRules = { default: 'rules' } as const

/** Four outputs; a rule says which. */
export const switchV1 = m.operation({
  until: 1,
  input: {
    mode: m.variants(
      'Mode',
      {
        expression: m.variant('Expression', { output: m.raw(m.number('Output', { min: 0, max: 3 })) }),
        rules: m.variant('Rules', {
          dataType: comparing(numbered, false),
          fallbackOutput: m.choice(
            'Output for the others',
            [
              [-1, 'None'],
              [0, '0'],
              [1, '1'],
              [2, '2'],
              [3, '3'],
            ],
            { help: 'Where items go for which no rule holds; otherwise they are dropped.', default: -1 },
          ),
        }),
      },
      byRules,
    ),
  },
  per: 'item',
  run: (given, { item, index, context }) => {
    if (given.mode === 'expression') return sendTo(item, outputNumber(given.output, 4))
    const rule = unnamed(index, () => firstRule(given, context.zone))
    if (rule < 0 && given.fallbackOutput === -1) return null
    return sendTo(item, outputNumber(given.rules[rule]?.output ?? given.fallbackOutput, 4))
  },
})

/** An output for each rule. */
export const switchV2 = m.operation({
  since: 2,
  until: 2,
  input: {
    mode: m.variants(
      'Mode',
      {
        expression: m.variant('Expression', {
          output: m.value('Output'),
          outputsAmount: m.number('Number of outputs', {
            help: 'How many outputs the node has; the expression below chooses one by its number, from 0.',
            default: 4,
          }),
        }),
        rules: m.variant('Rules', {
          dataType: comparing(named, true),
          fallbackOutput: m.raw(
            m.pick('Output for the others', 'fallbackOutputs', { default: -1, dependsOn: ['rules.rules'] }),
          ),
        }),
      },
      byRules,
    ),
  },
  per: 'item',
  run: (given, { item, index, context }) => {
    if (given.mode === 'expression') return sendTo(item, outputNumber(given.output, given.outputsAmount))
    const rule = unnamed(index, () => firstRule(given, context.zone))
    if (rule >= 0) return sendTo(item, rule)
    if (Number(given.fallbackOutput) === -1) return null
    const others = unnamed(index, () => outputNumber(given.fallbackOutput, given.rules.length))
    return sendTo(item, others)
  },
})

interface Compared {
  readonly dataType: TypeV1
  readonly value1: unknown
  readonly rules: readonly { readonly operation: string; readonly value2?: unknown }[]
}

/**
 * Decides about an item. A failure names it in words alone: n8n's record of one in these versions has no index.
 * @throws NodeError where it cannot be decided
 */
function unnamed(index: number, decide: () => number): number {
  try {
    return decide()
  } catch (thrown) {
    if (!(thrown instanceof m.NodeError)) throw thrown
    const { message, code, details } = thrown
    throw m.refuse(`${message} (item ${index})`, { ...details, code, itemIndex: 'none', cause: thrown })
  }
}

/** The index of the first rule that holds, -1 where none does. */
function firstRule({ dataType, value1, rules }: Compared, zone: string): number {
  return rules.findIndex(({ operation, value2 }) => holdsV1(dataType, operation, value1, value2, zone))
}
