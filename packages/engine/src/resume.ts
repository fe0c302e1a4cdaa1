/** What a waiting node is entered with again, as data that crosses processes and lies in the journal. */
import type { Entry, Item, Json, WorkflowCallResult } from '@millrace/sdk'
import type { NodeResumed } from '@millrace/workflow'
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

/** The entry a resumption is for the node. */
export function entryOf({ by, answer }: Resumption): Exclude<Entry, { by: 'input' }> {
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

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && 'json' in value && typeof value.json === 'object'
}

function isResult(value: unknown): value is WorkflowCallResult {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean'
}
