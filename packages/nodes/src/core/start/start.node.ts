import * as m from '@millrace/sdk'

/** Stood in every workflow of n8n before there were triggers to choose from; nobody adds it any more. */
export const start = m.defineNode({
  type: 'start',
  name: 'Start',
  about: 'Starts the workflow when someone runs it by hand. Replaced by Manual Trigger.',
  icon: 'lucide:play',
  category: 'trigger',
  hidden: true,
  input: {},
  trigger: { by: 'manual', start: (_context, given) => given ?? [{ json: {} }] },
})
