import type { Item, TriggerContext } from '@millrace/sdk'

/** The item a workflow starts with when something happened to it; by hand, where nothing did. */
export function happeningItem({ workflow, now }: TriggerContext, happened = 'Manual execution'): Item {
  return { json: { event: happened, timestamp: now().toISOString(), workflow_id: workflow.id } }
}
