import * as m from '@millrace/sdk'
import { jsonOutput, simulatedItems } from '../simulate/simulated-items.ts'

const inputs = {
  icon: m.pick('Looks like', 'nodeTypes', { default: 'n8n-nodes-base.manualTrigger' }),
  subtitle: m.text('Second line'),
  jsonOutput,
  executionDuration: m.number('Takes', { default: 150, min: 0, help: 'Kept in the document; it starts at once.' }),
} as const

export const simulateTrigger = m.defineNode({
  type: 'simulateTrigger',
  name: 'Simulate Trigger',
  about: 'Stands for another trigger: started by hand, it gives items you choose.',
  icon: 'lucide:drama',
  category: 'trigger',
  hidden: true,
  summary: [{ text: '{subtitle}' }],
  input: inputs,
  trigger: {
    by: 'manual',
    start: ({ parameters, node }, given) =>
      given ?? simulatedItems(m.read(inputs, parameters, node.version).jsonOutput),
  },
})
