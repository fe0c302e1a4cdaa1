/**
 * Starts an execution with each form that somebody fills in. The form is a page of its own address: it is shown to
 * whoever goes there, and taken there.
 */
import * as m from '@millrace/sdk'
import { DateTime } from 'luxon'
import { readElements } from '../form/form-element.ts'
import { endPage, formPage, type FormWords, refusedForm } from '../form/form-page.ts'
import { submittedItem } from '../form/submission.ts'
import { callersOf, doorOf } from '../webhook/received-call.ts'
import { formTriggerInput } from './form-trigger-input.ts'

type Given = m.Read<typeof formTriggerInput>

function read(context: m.TriggerContext): Given {
  return m.read(formTriggerInput, context.parameters, context.node.version)
}

function hooks(context: m.TriggerContext): readonly m.Hook[] {
  const { authentication, requireExecuteAccess, responseMode, options, path } = read(context)
  const { version, webhookId = '' } = context.node
  const ownPath = (path || (options && 'path' in options && options.path) || webhookId).replace(/^\/|\/$/g, '')
  return [
    {
      methods: ['GET', 'POST'],
      path: version === 1 ? `${ownPath}/n8n-form` : ownPath,
      door: version === 1 ? 'webhook' : 'form',
      responseMode: responseMode ?? 'onReceived',
      authentication: doorOf(authentication ?? 'none', requireExecuteAccess),
      ...callersOf(options ?? {}),
      forVisitors: true,
      beforeNumber: '_',
      storeOtherBodies: false,
    },
  ]
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const given = read(context)
  const { version } = context.node
  const elements = readElements(given.formFields, version >= 2.4)
  if (request.method === 'GET') return { refuse: m.pageResponse(formPage(elements, wordsOf(given), request.query)) }
  const refused = m.isVisitor(request) ? refusedForm(elements, wordsOf(given), request) : undefined
  if (refused !== undefined) return { refuse: refused }
  const { options = {} } = given
  const inZone = 'useWorkflowTimezone' in options ? options.useWorkflowTimezone : version > 2
  const item = submittedItem(elements, request, {
    at: DateTime.fromJSDate(context.now(), { zone: inZone ? context.zone : 'UTC' }).toISO() ?? '',
    test: request.test,
    ...(request.user !== undefined && handsOnUser(options) && { user: request.user }),
    ...(Object.keys(request.query).length > 0 && { query: request.query }),
    ...('showHeaders' in options && options.showHeaders && { headers: request.headers }),
  })
  return { start: [[item]] }
}

function handsOnUser(options: NonNullable<Given['options']> | Record<string, never>): boolean {
  return !('includeUserInOutput' in options) || options.includeUserInOutput !== false
}

function wordsOf(given: Given): FormWords {
  const { options = {} } = given
  const look = {
    title: given.formTitle,
    css: 'customCss' in options ? options.customCss : undefined,
    attribution: !('appendAttribution' in options) || options.appendAttribution !== false,
  }
  return {
    ...look,
    description: given.formDescription,
    button: ('buttonLabel' in options && options.buttonLabel) || 'Send',
    ...(given.responseMode === 'onReceived' && { ending: endingOf(given, look) }),
  }
}

/** What the visitor sees when the form was taken, or the workflow has ended. */
function endingOf(
  { options = {} }: Given,
  look: Pick<FormWords, 'title' | 'css' | 'attribution'>,
): m.Page & { kind: 'end' | 'leave' } {
  const values = 'respondWithOptions' in options ? options.respondWithOptions?.values : undefined
  if (values?.redirectUrl) return { kind: 'leave', title: look.title, url: values.redirectUrl }
  const text = values?.formSubmittedText ?? ('formSubmittedText' in options ? options.formSubmittedText : undefined)
  return { ...endPage(look, 'Sent', text || 'Your response has been recorded'), tone: 'good' }
}

function accepted(context: m.TriggerContext): m.WebhookResponse {
  const given = read(context)
  return { ...m.jsonResponse({ status: 200 }), visitor: endingOf(given, wordsOf(given)) }
}

function answer(context: m.TriggerContext): m.WebhookResponse {
  const given = read(context)
  return { ...m.emptyResponse(), visitor: endingOf(given, wordsOf(given)) }
}

export const formTrigger = m.defineNode({
  type: 'formTrigger',
  name: 'Form Trigger',
  defaultName: 'On form submission',
  about: 'Starts the workflow when somebody fills in its form.',
  icon: 'lucide:clipboard-pen',
  category: 'trigger',
  aliases: ['form', 'survey', 'questionnaire', 'input', 'page', 'upload'],
  versions: [1, 2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6],
  summary: [{ text: '{formTitle}' }],
  triggerKind: 'form',
  credentials: [
    {
      type: 'httpBasicAuth',
      required: true,
      versions: [2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6],
      when: m.is('authentication', 'basicAuth'),
    },
  ],
  input: formTriggerInput,
  trigger: { by: 'webhook', webhook: { hooks, receive, accepted, answer } },
})
