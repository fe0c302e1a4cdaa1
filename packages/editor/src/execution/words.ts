import type { ExecutionStatus, ExecutionSummary } from '@millrace/api'

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

/** What went wrong, of one that did go wrong: stopping one by hand is no trouble. */
export function troubleOf({ status, error }: ExecutionSummary): string | undefined {
  return status === 'error' || status === 'crashed' ? (error ?? undefined) : undefined
}
