import type { ExecutionStatus, ExecutionSummary } from '@millrace/api'
import type { NodeSuspended } from '@millrace/workflow'

/** `Run 1042`; long ids are told by their end. */
export function runLabel(id: string): string {
  return id.length <= 8 ? `Run ${id}` : `Run ${id.slice(-6)}`
}

export function statusWord(status: ExecutionStatus): string {
  switch (status) {
    case 'new':
      return 'Queued'
    case 'running':
      return 'Running'
    case 'waiting':
      return 'Waiting'
    case 'success':
      return 'Succeeded'
    case 'error':
      return 'Failed'
    case 'canceled':
      return 'Stopped'
    case 'crashed':
      return 'Interrupted'
    case 'unknown':
      return 'Unknown'
  }
}

export function modeWord(mode: string): string {
  switch (mode) {
    case 'manual':
      return 'Test run'
    case 'evaluation':
      return 'Evaluation'
    case 'webhook':
      return 'Webhook'
    case 'trigger':
      return 'Schedule'
    case 'retry':
      return 'Retry'
    case 'error':
      return 'Error workflow'
    case 'integrated':
      return 'Called'
    case 'cli':
      return 'Command line'
    default:
      return mode
  }
}

/** What a node waits for. */
export function waitingWords(reason: NodeSuspended['reason']): string {
  switch (reason.by) {
    case 'time':
      return `It goes on at ${new Date(reason.until).toLocaleString()}.`
    case 'webhook':
      return 'It goes on when its address is called.'
    case 'form':
      return 'It goes on when its form is sent.'
    case 'call':
      return 'It goes on when the workflow that it called has ended.'
    case 'person':
      return 'Nobody knows whether it was done. It goes on when a person has decided.'
  }
}

/** Whether a wait ends only when somebody does something. */
export function waitsForPeople({ by }: NodeSuspended['reason']): boolean {
  return by === 'person' || by === 'form' || by === 'webhook'
}

/** What an execution that waits for people asks; `name` is the node's. */
export function asksWords(reason: NodeSuspended['reason'], name: string): string {
  switch (reason.by) {
    case 'person':
      return `“${name}” was interrupted, and nobody knows whether it was done.`
    case 'form':
      return `“${name}” waits for its form to be sent.`
    case 'webhook':
      return `“${name}” waits for an answer, or for its address to be called.`
    case 'time':
    case 'call':
      return `“${name}” goes on by itself.`
  }
}

/** What went wrong, of one that did go wrong: stopping one by hand is no trouble. */
export function troubleOf({ status, error }: ExecutionSummary): string | undefined {
  return status === 'error' || status === 'crashed' ? (error ?? undefined) : undefined
}
