/**
 * The answer that somebody waits for, made from what an execution came to: when it has ended, or when it goes into a
 * wait that outlasts a request.
 */
import type { Item, Output, TriggerContext, WebhookResponse, WebhookTrigger } from '@millrace/sdk'
import type { StartJob } from './ports.ts'

/** Who makes the answer: the trigger that was called, or the node at whose address somebody went on. */
export interface Answerer {
  readonly webhook: WebhookTrigger
  readonly context: TriggerContext
}

/** The answer when the execution has ended without having given one; undefined where nobody waits. */
export function answerAtEnd(
  mode: StartJob['respond'],
  succeeded: boolean,
  outputs: readonly Output[],
  answerer: () => Answerer | undefined,
): WebhookResponse | undefined {
  if (mode === undefined) return undefined
  if (!succeeded) return failed('Error in workflow')
  if (mode !== 'lastNode') return EMPTY
  return answerOf(answerer(), outputs.find((output) => output !== null && output.length > 0) ?? [])
}

/**
 * The answer when the execution goes into a long wait: who waits for the last node gets the items at the wait, a
 * stream ends, and who waits for a node that answers goes on waiting.
 */
export function answerAtWait(
  mode: StartJob['respond'],
  items: readonly Item[],
  answerer: () => Answerer | undefined,
): WebhookResponse | undefined {
  switch (mode) {
    case 'lastNode':
      return answerOf(answerer(), items)
    case 'streaming':
      return EMPTY
    case 'responseNode':
    case undefined:
      return undefined
    default:
      return mode satisfies never
  }
}

const EMPTY: WebhookResponse = { status: 200, headers: {}, body: { kind: 'none' } }

/** What cannot be answered with is told the caller; the execution ended all the same. */
function answerOf(answerer: Answerer | undefined, items: readonly Item[]): WebhookResponse {
  if (answerer === undefined) return EMPTY
  try {
    return answerer.webhook.answer(answerer.context, items)
  } catch (cause) {
    return failed(cause instanceof Error && 'code' in cause ? cause.message : 'Error in workflow', 0)
  }
}

function failed(message: string, code?: number): WebhookResponse {
  const value = code === undefined ? { message } : { code, message }
  return { status: 500, headers: {}, body: { kind: 'json', value } }
}
