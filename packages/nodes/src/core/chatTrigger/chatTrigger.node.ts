/**
 * Starts an execution with each message of a chat: of the page that it shows at its address, or of somebody's own page
 * that sends messages there.
 */
import * as m from '@millrace/sdk'
import { doorOf, doors } from '../webhook/received-call.ts'
import { answerOfLastNode } from '../webhook/webhook-answer.ts'
import { chatInput, chatTriggerInput } from './chat-trigger-input.ts'
import { messageOf, unwantedFile } from './message.ts'

type Given = m.Read<typeof chatInput>

function read(context: m.TriggerContext): Given {
  return m.read(chatInput, context.parameters, context.node.version)
}

function hooks(context: m.TriggerContext): readonly m.Hook[] {
  const given = read(context)
  const { options } = given
  return [
    {
      methods: ['GET', 'POST'],
      path: `${context.node.webhookId ?? ''}/chat`,
      door: 'webhook',
      responseMode: modeOf(given),
      authentication: chatDoor(given, context),
      ...(options?.allowedOrigins && { allowedOrigins: options.allowedOrigins }),
      binaryProperty: 'data',
      storeOtherBodies: false,
    },
  ]
}

/** Whoever tries a chat has signed in to the editor, which knows no passwords of chats. Each chat has its own realm. */
function chatDoor(
  { authentication = 'none', requireExecuteAccess }: Given,
  { manual, node }: m.TriggerContext,
): m.Hook['authentication'] {
  if (authentication === 'n8nUserAuth') return doorOf(authentication, requireExecuteAccess)
  if (authentication === 'none' || manual) return doors.none
  return { ...doors.basicAuth, realm: `Webhook ${node.webhookId ?? ''}`, wrongStatus: 403 }
}

function modeOf({ options, availableInChat }: Given): m.Hook['responseMode'] {
  const mode = options?.responseMode ?? (availableInChat ? 'streaming' : 'lastNode')
  // Nodes that answer may do so many times: what they say leaves as they say it.
  return mode === 'responseNodes' ? 'streaming' : mode
}

function receive(context: m.TriggerContext, request: m.WebhookRequest): m.Received {
  const given = read(context)
  const { options, mode } = given
  // Its author may try it before it is open.
  if (!given.public && !request.test) return { refuse: m.emptyResponse(404) }
  if (request.method === 'GET') {
    const isShown = mode !== 'webhook' || request.test
    return { refuse: isShown ? m.pageResponse(pageOf(given)) : m.emptyResponse(404) }
  }
  const item = messageOf(request, options?.allowFileUploads === true, given.includeUserInOutput === true)
  if (item.json['action'] === 'loadPreviousSession' && options?.loadPreviousSession !== 'manually') {
    // Messages lie in a memory node. None can run here yet, so there are none.
    return { refuse: m.jsonResponse({ data: [] }) }
  }
  const unwanted = item.binary && unwantedFile(item.binary, options?.allowedFilesMimeTypes ?? '*')
  if (unwanted !== undefined) {
    return { refuse: m.jsonResponse({ code: 415, message: `Files of type ${unwanted.mimeType} are not taken.` }, 415) }
  }
  return { start: [[item]] }
}

function pageOf({ initialMessages = '', options = {} }: Given): m.ChatPage {
  const { title, subtitle, inputPlaceholder, getStarted, customCss, loadPreviousSession } = options
  const heading = title ?? 'Hi there! 👋'
  return {
    kind: 'chat',
    title: heading,
    heading,
    subtitle: subtitle ?? "Start a chat. We're here to help you 24/7.",
    greetings: initialMessages.split('\n').filter((line) => line.trim() !== ''),
    placeholder: inputPlaceholder ?? 'Type your question..',
    remembers: loadPreviousSession === 'memory' || loadPreviousSession === 'manually',
    attribution: true,
    ...(options.showWelcomeScreen && { start: getStarted ?? 'New Conversation' }),
    ...(options.allowFileUploads && { accept: options.allowedFilesMimeTypes ?? '*' }),
    ...(customCss && { css: customCss }),
  }
}

function answer(_context: m.TriggerContext, lastItems: readonly m.Item[]): m.WebhookResponse {
  return answerOfLastNode(lastItems, {
    data: 'firstEntryJson',
    status: 200,
    headers: {},
    property: undefined,
    contentType: undefined,
    binaryProperty: '',
  })
}

export const chatTrigger = m.defineNode({
  type: 'ai.chatTrigger',
  name: 'Chat Trigger',
  defaultName: 'When chat message received',
  about: 'Starts the workflow with each message of a chat.',
  icon: 'lucide:message-circle',
  category: 'trigger',
  aliases: ['message', 'conversation', 'bot', 'assistant', 'talk', 'support'],
  versions: [1, 1.1, 1.2, 1.3, 1.4, 1.5],
  summary: [
    { text: 'On a page of its own', when: m.all(m.is('public', true), m.is('mode', 'hostedChat')) },
    { text: 'On your own page', when: m.is('public', true) },
    { text: 'In the editor' },
  ],
  triggerKind: 'chat',
  inputs: [
    {
      kind: 'ai_memory',
      label: 'Memory',
      required: true,
      max: 1,
      when: m.is('options.loadPreviousSession', 'memory'),
    },
  ],
  credentials: [{ type: 'httpBasicAuth', required: true, when: m.is('authentication', 'basicAuth') }],
  input: chatTriggerInput,
  trigger: {
    by: 'webhook',
    webhook: { hooks, receive, accepted: () => m.jsonResponse({ status: 200 }), answer },
  },
})
