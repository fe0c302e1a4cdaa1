/** How the address of a waiting page shows its form, takes it, and shows the ending when all is over. */
import * as m from '@millrace/sdk'
import { DateTime } from 'luxon'
import { readEnding, readForm } from './form-answer.ts'
import { formPage, refusedForm } from './form-page.ts'
import { submittedItem } from './submission.ts'

/** How an address for visitors takes requests. */
export const visitorHook = {
  methods: ['GET', 'POST'],
  door: 'form',
  forVisitors: true,
  beforeNumber: '_',
  storeOtherBodies: false,
} as const

function hooks(): readonly m.Hook[] {
  return [{ ...visitorHook, path: '', responseMode: 'onReceived', authentication: { kind: 'none' } }]
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const ending = readEnding(context.parameters)
  if (ending !== undefined) return { refuse: m.pageResponse(ending) }
  const { elements, words, query } = readForm(context.parameters)
  if (request.method === 'GET') return { refuse: m.pageResponse(formPage(elements, words, query)) }
  const refused = m.isVisitor(request) ? refusedForm(elements, words, request) : undefined
  if (refused !== undefined) return { refuse: refused }
  return { start: [[submittedItem(elements, request, { at: inZone(context), test: request.test })]] }
}

/** Now, as the workflow's zone tells it. */
export function inZone(context: m.TriggerContext): string {
  return DateTime.fromJSDate(context.now(), { zone: context.zone }).toISO() ?? ''
}

/** The visitor comes back to the same address, where the next page is, or the ending. */
function accepted(context: m.TriggerContext, { url, query }: m.WebhookRequest): m.WebhookResponse {
  const { signature } = query
  const next = `${url}?${new URLSearchParams({ signature: typeof signature === 'string' ? signature : '' })}`
  const { title } = readForm(context.parameters).words
  return { ...m.jsonResponse({ formWaitingUrl: next }), visitor: { kind: 'leave', title, url: next } }
}

export const resumeForm: m.WebhookTrigger = { hooks, receive, accepted, answer: () => m.emptyResponse() }
