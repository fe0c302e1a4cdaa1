import type { JournalWrite } from '@millrace/engine'

/** One webhook execution of three nodes with about 1.7 kB of items, as a runner writes it: one write, five events. */
export function webhookExecution(id: string): JournalWrite {
  const items = [
    [
      {
        json: {
          body: { user: { name: 'Ada', email: 'ada@example.org', tags: ['a', 'b', 'c'] } },
          text: 'x'.repeat(420),
        },
      },
    ],
  ]
  const node = (name: string, seq: number) =>
    ({
      seq,
      event: {
        type: 'nodeEnded',
        at: 1,
        took: 0.2,
        node: name,
        run: 0,
        order: seq,
        attempts: 1,
        source: [{ node: 'hook', output: 0, run: 0 }],
        status: 'success',
        outputs: [{ count: 1, items: 'stored' }],
      },
      items,
    }) as const
  return {
    execution: id,
    fence: 1,
    status: 'success',
    create: {
      workflow: 'bench-workflow',
      workflowName: 'Bench',
      version: 'd4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9',
      mode: 'webhook',
      startedAt: Date.now(),
      keep: { success: true, error: true },
    },
    entries: [
      {
        seq: 0,
        event: {
          type: 'executionStarted',
          at: 1,
          format: 1,
          behaviour: 1,
          version: 'd4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9',
          mode: 'webhook',
          trigger: 'hook',
          outputs: [{ count: 1, items: 'stored' }],
          rootId: id,
        },
        items,
      },
      node('set', 1),
      node('respond', 2),
      { seq: 3, event: { type: 'executionEnded', at: 2, status: 'success', lastNode: 'respond' } },
    ],
  }
}
