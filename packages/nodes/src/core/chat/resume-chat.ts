/** The address that a question in a chat waits at: the page of the chat sends the answer there, and is answered further. */
import * as m from '@millrace/sdk'
import { messageOf } from '../chatTrigger/message.ts'
import { approves, suffixOf } from '../sendAndWait/wait-for-answer.ts'

function hooks({ node }: m.TriggerContext): readonly m.Hook[] {
  return [
    {
      methods: ['POST'],
      path: suffixOf(node.id),
      door: 'webhook',
      responseMode: 'streaming',
      authentication: { kind: 'none' },
      binaryProperty: 'data',
      storeOtherBodies: false,
    },
  ]
}

function receive({ parameters }: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const message = messageOf(request, true, false)
  if (parameters['asks'] !== 'approval') return { start: [[message]] }
  const { chatInput } = message.json
  // Whoever writes instead of pressing a button has not approved.
  const data = 'approved' in request.query ? { approved: approves(request) } : { approved: false, chatInput }
  return { start: [[{ json: { data } }]] }
}

export const resumeChat: m.WebhookTrigger = {
  hooks,
  receive,
  accepted: () => m.jsonResponse({ status: 200 }),
  answer: () => m.emptyResponse(),
}
