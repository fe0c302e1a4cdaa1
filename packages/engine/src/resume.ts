/** What a waiting node is entered with again, as data that crosses processes and lies in the journal. */
import type { Entry, Item, Json, WorkflowCallResult } from '@millrace/sdk'
import type { Decision, NodeResumed } from '@millrace/workflow'
import type { StartJob } from './ports.ts'

export interface Resumption {
  readonly by: NodeResumed['by']
  readonly answer: Json
  /** The answer that whoever brought it waits for. */
  readonly respond?: StartJob['respond']
}

export function readResumption({ by, answer }: NodeResumed): Resumption {
  return { by, answer }
}

/** What a node is entered with again. A decision is none: it says what becomes of an attempt. */
export type ForNode = Resumption & { readonly by: Exclude<Resumption['by'], 'person'> }

export function isForNode(resumption: Resumption): resumption is ForNode {
  return resumption.by !== 'person'
}

/** The entry a resumption is for the node. */
export function entryOf({ by, answer }: ForNode): Exclude<Entry, { by: 'input' }> {
  switch (by) {
    case 'time':
      return { by }
    case 'webhook':
    case 'form':
      return { by, items: Array.isArray(answer) ? answer.filter(isItem) : [] }
    case 'call':
      return { by, results: Array.isArray(answer) ? answer.filter(isResult) : [] }
    default:
      return by satisfies never
  }
}

/** What a person decided; nothing else is a decision. */
export function decisionOf({ by, answer }: Resumption): Decision | undefined {
  if (by !== 'person') return undefined
  return answer === 'again' || answer === 'goOn' || answer === 'stop' ? answer : undefined
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && 'json' in value && typeof value.json === 'object'
}

function isResult(value: unknown): value is WorkflowCallResult {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean'
}
