import * as m from '@millrace/sdk'

export const manualTrigger = m.defineNode({
  type: 'manualTrigger',
  name: 'Manual Trigger',
  defaultName: 'When clicking ‘Execute workflow’',
  about: 'Starts the workflow when someone runs it by hand.',
  icon: 'lucide:mouse-pointer-click',
  category: 'trigger',
  aliases: ['start', 'run', 'click', 'button'],
  input: { notice: m.notice('This node starts the workflow when it is run by hand.') },
  trigger: { by: 'manual', start: (_context, given) => given ?? [{ json: {} }] },
})
