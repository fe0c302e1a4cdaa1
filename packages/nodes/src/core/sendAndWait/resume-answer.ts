/**
 * The address that waits for an answer: its page shows the question, and only sending it answers. A link in a message
 * is opened by scanners and previews too, so opening it changes nothing.
 */
import * as m from '@millrace/sdk'
import { readForm } from '../form/form-answer.ts'
import { endPage, formPage, type FormWords, refusedForm } from '../form/form-page.ts'
import { inZone, visitorHook } from '../form/resume-form.ts'
import { submittedItem } from '../form/submission.ts'
import { toText } from '../values/to-text.ts'
import { approves } from './wait-for-answer.ts'

function hooks(context: m.TriggerContext): readonly m.Hook[] {
  const path = encodeURIComponent(context.node.id)
  return [{ ...visitorHook, door: 'webhook', path, responseMode: 'onReceived', authentication: { kind: 'none' } }]
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const { elements } = readForm(context.parameters)
  const words = wordsFor(context, request)
  if (request.method === 'GET') return { refuse: m.pageResponse(formPage(elements, words, {})) }
  const refused = m.isVisitor(request) ? refusedForm(elements, words, request) : undefined
  if (refused !== undefined) return { refuse: refused }
  const { json, binary } = submittedItem(elements, request, { at: inZone(context), test: request.test })
  return { start: [[{ json: { data: answered(context, request, json) }, ...(binary && { binary }) }]] }
}

/** What the next node gets. */
function answered({ parameters }: m.TriggerContext, request: m.WebhookRequest, submitted: m.JsonObject): m.JsonObject {
  switch (parameters['asks']) {
    case 'approval':
      return { approved: approves(request) }
    case 'freeText':
      return { text: submitted['Response'] ?? '' }
    default:
      return submitted
  }
}

/** What the page says; for an approval the button is what the link was for. */
function wordsFor({ parameters }: m.TriggerContext, request: m.WebhookRequest): FormWords {
  const { words } = readForm(parameters)
  const ending = { ...endPage(words, 'Thank you', 'Your response has been recorded'), tone: 'good' } as const
  if (parameters['asks'] !== 'approval') return { ...words, ending }
  return { ...words, button: toText(parameters[approves(request) ? 'approveLabel' : 'disapproveLabel']), ending }
}

function accepted(context: m.TriggerContext, request: m.WebhookRequest): m.WebhookResponse {
  const { ending } = wordsFor(context, request)
  return { ...m.jsonResponse({ status: 200 }), ...(ending && { visitor: ending }) }
}

export const resumeAnswer: m.WebhookTrigger = { hooks, receive, accepted, answer: () => m.emptyResponse() }
