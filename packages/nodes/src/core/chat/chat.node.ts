/** Says something in the chat that began the workflow, and may wait for what its visitor answers. */
import * as m from '@millrace/sdk'
import { approvalLinks, limitOf, linkTo, suffixOf } from '../sendAndWait/wait-for-answer.ts'
import { streamAnswer } from '../values/stream-answer.ts'
import { chatInput } from './chat-input.ts'
import { resumeChat } from './resume-chat.ts'

type Given = m.Read<typeof chatInput>

const say = m.operation({
  input: chatInput,
  per: 'list',
  effect: 'append',
  run: async (given, { context, items }) => {
    const { entry } = context
    if (entry.by === 'webhook') return entry.items
    if (entry.by === 'time') return items()
    streamAnswer(given.message, context)
    if (!waits(given)) return items()
    context.stream(questionOf(given, context))
    return waitFor(given, context)
  },
})

function waits({ operation, waitUserReply }: Given): boolean {
  return operation === undefined ? waitUserReply === true : operation === 'sendAndWait'
}

/** Tells the page of the chat where the answer goes, and which buttons give it. */
function questionOf({ responseType, blockUserInput, approvalOptions }: Given, context: m.RunContext): m.Json {
  const url = linkTo(context)
  if (responseType !== 'approval') return { type: 'question', url }
  const buttons = approvalLinks(approvalOptions, context).map((link) => ({ ...link }))
  return { type: 'question', url, buttons, onlyButtons: blockUserInput === true }
}

function waitFor({ responseType, options }: Given, context: m.RunContext): m.Outcome {
  const until = limitOf(options?.limitWaitTime, context)
  return {
    kind: 'wait',
    for: {
      by: 'webhook',
      methods: ['POST'],
      suffix: suffixOf(context.node.id),
      answer: { asks: responseType ?? 'freeTextChat' },
      ...(until !== undefined && { until }),
    },
  }
}

export const chat = m.defineNode({
  type: 'ai.chat',
  name: 'Chat',
  about: 'Says something in the chat that began the workflow, and may wait for the answer.',
  icon: 'lucide:messages-square',
  category: 'web',
  aliases: ['message', 'conversation', 'reply', 'ask', 'approval', 'respond to chat'],
  versions: [1, 1.1, 1.2, 1.3],
  summary: [{ text: '{message}' }],
  inputs: [
    { kind: 'main' },
    { kind: 'ai_memory', label: 'Memory', max: 1, when: m.is('options.memoryConnection', true) },
  ],
  operation: say,
  resume: resumeChat,
})
