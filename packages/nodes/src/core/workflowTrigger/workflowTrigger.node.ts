import * as m from '@millrace/sdk'
import { happeningItem } from '../n8nTrigger/happening-item.ts'

const input = {
  notice: m.notice('Server Trigger does the same, and also starts when the server does.'),
  events: m.choices(
    'Events',
    { update: 'Published workflow updated', activate: 'Workflow published' },
    { required: true },
  ),
}

const happenings = { update: 'Workflow updated', activate: 'Workflow activated' } as const

export const workflowTrigger = m.defineNode({
  type: 'workflowTrigger',
  name: 'Workflow Trigger',
  about: 'Starts the workflow when it is published or published anew. Replaced by Server Trigger.',
  icon: 'lucide:power',
  category: 'trigger',
  hidden: true,
  input,
  trigger: {
    by: 'event',
    event: {
      events: ({ parameters, node }) => m.read(input, parameters, node.version).events,
      start: (context, event) => [happeningItem(context, event && event !== 'init' ? happenings[event] : undefined)],
    },
  },
})
