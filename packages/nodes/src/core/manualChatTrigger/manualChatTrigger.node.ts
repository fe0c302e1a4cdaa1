/** A chat in the editor, as older documents have it. Chat Trigger took its place. */
import * as m from '@millrace/sdk'

export const manualChatTrigger = m.defineNode({
  type: 'ai.manualChatTrigger',
  name: 'Manual Chat Trigger',
  defaultName: 'When chat message received',
  about: 'Starts the workflow with a message that somebody writes in the editor.',
  icon: 'lucide:message-circle',
  category: 'trigger',
  hidden: true,
  versions: [1, 1.1],
  triggerKind: 'manual',
  input: {
    notice: m.notice('This node starts the workflow when it is run by hand.'),
    openChat: m.special('button', 'Write a message', { default: '' }),
  },
  trigger: { by: 'manual', start: (_context, given) => given ?? [{ json: {} }] },
})
