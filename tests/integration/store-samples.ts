import type { JournalEntry, JournalWrite, NewExecution } from '@millrace/engine'

/** Writes as a runner makes them, with what a test is about filled in. */
export function newExecution(about: Partial<NewExecution> = {}): NewExecution {
  return {
    workflow: 'w1',
    workflowName: 'Orders',
    version: 'v1',
    mode: 'webhook',
    startedAt: 1_000,
    keep: { success: true, error: true },
    ...about,
  }
}

export function started(execution: string, items: readonly object[] = [{ n: 1 }], seq = 0): JournalEntry {
  return {
    seq,
    event: {
      type: 'executionStarted',
      at: 1_000,
      format: 1,
      behaviour: 1,
      version: 'v1',
      mode: 'webhook',
      trigger: 'hook',
      outputs: [{ count: items.length, items: 'stored' }],
      rootId: execution,
    },
    items: [items.map((json) => ({ json: { ...json } }))],
  }
}

export function ended(seq: number, status: 'success' | 'error' = 'success'): JournalEntry {
  return { seq, event: { type: 'executionEnded', at: 2_000, status, lastNode: 'hook' } }
}

/** The first write of an execution that goes on. */
export function begin(execution: string, more: Partial<JournalWrite> = {}): JournalWrite {
  return { execution, fence: 1, create: newExecution(), entries: [started(execution)], status: 'running', ...more }
}

/** A whole execution in one write. */
export function whole(execution: string, more: Partial<JournalWrite> = {}): JournalWrite {
  return begin(execution, { entries: [started(execution), ended(1)], status: 'success', ...more })
}
