import * as m from '@millrace/sdk'
import { happeningItem } from './happening-item.ts'

const input = {
  events: m.choices(
    'Events',
    { update: 'Published workflow updated', init: 'Server started', activate: 'Workflow published' },
    { required: true },
  ),
}

const happenings = { update: 'Workflow updated', init: 'Instance started', activate: 'Workflow published' } as const

export const n8nTrigger = m.defineNode({
  type: 'n8nTrigger',
  name: 'Server Trigger',
  defaultName: 'n8n Trigger',
  about: 'Starts the workflow when it is published, published anew, or when the server starts.',
  icon: 'lucide:power',
  category: 'trigger',
  aliases: ['n8n', 'instance', 'start', 'restart', 'boot', 'activate', 'update', 'publish'],
  input,
  trigger: {
    by: 'event',
    event: {
      events: ({ parameters, node }) => m.read(input, parameters, node.version).events,
      start: (context, event) => [happeningItem(context, event && happenings[event])],
    },
  },
})
