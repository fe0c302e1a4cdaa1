/** How the address of a workflow that waits for a call takes one, and what it answers. */
import * as m from '@millrace/sdk'
import { bodyOf, callersOf, doors, headersOf, itemOf, mayRun, notRun, started } from '../webhook/received-call.ts'
import { answerOfLastNode } from '../webhook/webhook-answer.ts'
import { callInput } from './wait-input.ts'

function read(context: m.TriggerContext) {
  return m.read(callInput, context.parameters, context.node.version)
}

function hooks(context: m.TriggerContext): readonly m.Hook[] {
  const { httpMethod, responseMode, incomingAuthentication, options } = read(context)
  const { version } = context.node
  return [
    {
      methods: [httpMethod ?? 'GET'],
      path: suffixOf(options),
      door: 'webhook',
      responseMode: responseMode ?? 'onReceived',
      authentication: doors[incomingAuthentication ?? 'none'],
      ...callersOf(options),
      ...bodyOf(options, version),
    },
  ]
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const item = itemOf(request, read(context).options, context.node.version)
  return mayRun(context, item) ? { start: [[item]] } : { refuse: notRun }
}

function accepted(context: m.TriggerContext): m.WebhookResponse {
  const { responseCode, options } = read(context)
  return started(responseCode ?? 200, headersOf(options.responseHeaders))
}

function answer(context: m.TriggerContext, lastItems: readonly m.Item[]): m.WebhookResponse {
  const { responseCode, responseData, responseBinaryPropertyName, options } = read(context)
  return answerOfLastNode(lastItems, {
    data: responseData ?? 'firstEntryJson',
    status: responseCode ?? 200,
    headers: headersOf(options.responseHeaders),
    property: options.responsePropertyName || undefined,
    contentType: options.responseContentType || undefined,
    binaryProperty: responseBinaryPropertyName ?? 'data',
  })
}

/** What follows the execution in its address, without slashes around it. */
export function suffixOf(options: { readonly webhookSuffix?: string } | undefined): string {
  return options?.webhookSuffix?.replace(/^\/|\/$/g, '') ?? ''
}

export const resumeCall: m.WebhookTrigger = { hooks, receive, accepted, answer }
