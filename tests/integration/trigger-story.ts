/** A workflow that begins at a trigger under test, and what its executions began with. */
import { createWorkflow, listExecutions, listItems, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import type { Browser } from './server-client.ts'

/** How long something that a trigger finds may take to show. */
export const wait = { timeout: 40_000, interval: 100 }

/** A document with the trigger and a node behind it, which are called `trigger` and `after`. */
export function startingAt(type: string, parameters: JsonObject, more: JsonObject = {}): JsonObject {
  const trigger = { id: 'trigger', name: 'Trigger', type: `n8n-nodes-base.${type}`, typeVersion: 1, position: [0, 0] }
  const after = { id: 'after', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0] }
  return {
    name: `Begins with ${type}`,
    nodes: [
      { ...trigger, parameters, ...more },
      { ...after, parameters: {} },
    ],
    connections: { Trigger: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}

/** Stores a document and publishes it. */
export async function published(person: Browser, document: JsonObject): Promise<string> {
  const { id, revision } = await person.call(createWorkflow, { body: { document } })
  await person.call(publishWorkflow, { params: { id }, body: { revision } })
  return id
}

/** The items that ended executions of a workflow began with, the oldest first. */
export async function begun(person: Browser, workflow: string) {
  const { executions } = await person.call(listExecutions, { query: { workflow } })
  const ended = executions.filter(({ status }) => status === 'success').toReversed()
  return Promise.all(
    ended.map(async ({ id }) => {
      const { items } = await person.call(listItems, { params: { id }, query: { node: 'after', limit: 10 } })
      return items
    }),
  )
}
