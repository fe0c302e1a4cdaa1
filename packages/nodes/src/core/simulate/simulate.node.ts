import * as m from '@millrace/sdk'
import { jsonOutput, simulatedItems } from './simulated-items.ts'

const inputs = {
  icon: m.pick('Looks like', 'nodeTypes', { default: 'n8n-nodes-base.noOp' }),
  subtitle: m.text('Second line'),
  output: m.variants(
    'Gives',
    {
      all: m.variant('All items it gets'),
      specify: m.variant('The first of them', { numberOfItems: m.number('Number of items', { default: 1, min: 1 }) }),
      custom: m.variant('Other items', { jsonOutput }),
    },
    { noExpression: true },
  ),
  executionDuration: m.number('Takes', { default: 150, min: 0, help: 'Milliseconds.' }),
} as const

const stand = m.operation({
  input: inputs,
  per: 'list',
  run: async (input, { items, context }) => {
    const { executionDuration: takes } = input
    if (takes > 0 && context.entry.by === 'input') {
      return { kind: 'wait', for: { by: 'time', until: context.now().getTime() + takes } }
    }
    return given(input, await items())
  },
})

function given(input: m.Read<typeof inputs>, items: readonly m.Item[]): readonly m.Item[] {
  switch (input.output) {
    case 'all':
      return items
    case 'specify':
      return items.slice(0, Math.max(0, input.numberOfItems))
    case 'custom':
      return simulatedItems(input.jsonOutput)
  }
}

export const simulate = m.defineNode({
  type: 'simulate',
  name: 'Simulate',
  about: 'Stands for another node: takes a while, and gives items you choose.',
  icon: 'lucide:drama',
  category: 'flow',
  hidden: true,
  summary: [{ text: '{subtitle}' }],
  operation: stand,
})
