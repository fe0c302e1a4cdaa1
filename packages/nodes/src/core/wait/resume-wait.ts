/** How the address of a waiting workflow is answered: a call is taken, a form is shown and taken. */
import * as m from '@millrace/sdk'
import { readElements } from '../form/form-element.ts'
import { endPage, formPage, type FormWords, refusedForm } from '../form/form-page.ts'
import { inZone, visitorHook } from '../form/resume-form.ts'
import { submittedItem } from '../form/submission.ts'
import { doors } from '../webhook/received-call.ts'
import { resumeCall, suffixOf } from './resume-call.ts'
import { formInput } from './wait-input.ts'

function read(context: m.TriggerContext) {
  return m.read(formInput, context.parameters, context.node.version)
}

type Given = ReturnType<typeof read>

function hooks(context: m.TriggerContext): readonly m.Hook[] {
  const { responseMode, incomingAuthentication, options } = read(context)
  const authentication = doors[incomingAuthentication ?? 'none']
  return [{ ...visitorHook, path: suffixOf(options), responseMode: responseMode ?? 'onReceived', authentication }]
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const given = read(context)
  const elements = readElements(given.formFields, false)
  if (request.method === 'GET') return { refuse: m.pageResponse(formPage(elements, wordsOf(given), {})) }
  const refused = m.isVisitor(request) ? refusedForm(elements, wordsOf(given), request) : undefined
  if (refused !== undefined) return { refuse: refused }
  return { start: [[submittedItem(elements, request, { at: inZone(context), test: request.test })]] }
}

function wordsOf({ formTitle = '', formDescription = '', options, responseMode }: Given): FormWords {
  const look = { title: formTitle, css: undefined, attribution: options.appendAttribution !== false }
  return {
    ...look,
    description: formDescription,
    button: 'Send',
    ...(responseMode === 'onReceived' && { ending: endingOf(options, look) }),
  }
}

function endingOf(
  { respondWithOptions }: Given['options'],
  look: Pick<FormWords, 'title' | 'css' | 'attribution'>,
): m.EndPage | m.LeavePage {
  const values = respondWithOptions?.values
  if (values?.redirectUrl) return { kind: 'leave', title: look.title, url: values.redirectUrl }
  return { ...endPage(look, 'Sent', values?.formSubmittedText || 'Your response has been recorded'), tone: 'good' }
}

function accepted(context: m.TriggerContext): m.WebhookResponse {
  const given = read(context)
  return { ...m.jsonResponse({ status: 200 }), visitor: endingOf(given.options, wordsOf(given)) }
}

function answer(context: m.TriggerContext): m.WebhookResponse {
  const given = read(context)
  return { ...m.emptyResponse(), visitor: endingOf(given.options, wordsOf(given)) }
}

const resumeForm: m.WebhookTrigger = { hooks, receive, accepted, answer }

/** What the node waits for is in the parameters it kept. */
function waitedFor({ parameters }: m.TriggerContext): m.WebhookTrigger {
  return parameters['resume'] === 'form' ? resumeForm : resumeCall
}

export const resumeWait: m.WebhookTrigger = {
  hooks: (context) => waitedFor(context).hooks(context),
  receive: (context, request) => waitedFor(context).receive(context, request),
  accepted: (context, request) => waitedFor(context).accepted(context, request),
  answer: (context, lastItems) => waitedFor(context).answer(context, lastItems),
}
