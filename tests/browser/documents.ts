/** The workflows that the chapters work on. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The workflow of the story, as n8n writes it, calling the given service. */
export async function orderIntake(service: string, name = 'Order intake'): Promise<{ readonly name: string }> {
  const text = await readFile(join(import.meta.dirname, 'order-intake.json'), 'utf8')
  return { ...JSON.parse(text.replace('STOCK_ADDRESS', service)), name }
}

/** A node as documents write it, in its place of a row. */
function node(id: string, name: string, type: string, typeVersion: number, at: number, parameters: object): object {
  return { id, name, type: `n8n-nodes-base.${type}`, typeVersion, position: [at * 220, 0], parameters }
}

const next = (target: string) => ({ main: [[{ node: target, type: 'main', index: 0 }]] })

/** A workflow that is called with two fields, and gives them back. */
export const invoicing = {
  name: 'Invoicing',
  nodes: [
    node('a', 'Called', 'executeWorkflowTrigger', 1.1, 0, {
      workflowInputs: { values: [{ name: 'customer' }, { name: 'total', type: 'number' }] },
    }),
  ],
  connections: {},
  settings: { executionOrder: 'v1' },
}

/** Start → Call: a call of nothing yet. */
export const calling = {
  name: 'Calling',
  nodes: [node('a', 'Start', 'manualTrigger', 1, 0, {}), node('b', 'Call', 'executeWorkflow', 1.2, 1, {})],
  connections: { Start: next('Call') },
  settings: { executionOrder: 'v1' },
}

/** Start → People → Ask → Keep: two people, a request for each. */
export function asking(service: string, name = 'Asking'): object {
  const people = "return [{ json: { name: 'Ada', age: 36 } }, { json: { name: 'Bob', age: 41 } }]"
  return {
    name,
    nodes: [
      node('a', 'Start', 'manualTrigger', 1, 0, {}),
      node('b', 'People', 'code', 2, 1, { jsCode: people }),
      node('c', 'Ask', 'httpRequest', 4.2, 2, { url: `${service}/people`, options: {} }),
      node('d', 'Keep', 'set', 3.4, 3, { assignments: { assignments: [] }, options: {} }),
    ],
    connections: { Start: next('People'), People: next('Ask'), Ask: next('Keep') },
    settings: { executionOrder: 'v1' },
  }
}

/** Start → a node, run by hand. */
export function started(
  name: string,
  node: { readonly name: string; readonly type: string; readonly typeVersion: number; readonly parameters: object },
): object {
  return {
    name,
    nodes: [
      {
        id: 'a',
        name: 'Start',
        type: 'n8n-nodes-base.manualTrigger',
        typeVersion: 1,
        position: [0, 0],
        parameters: {},
      },
      { id: 'b', position: [220, 0], ...node },
    ],
    connections: { Start: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}

/** A run by hand that waits for a form, or for a call. */
export function buyerAsked(resume: 'form' | 'webhook'): object {
  const parameters = {
    resume,
    formTitle: 'When?',
    formFields: { values: [{ fieldLabel: 'Day' }] },
    options: {},
  }
  const asks = { name: 'Ask the buyer', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters, webhookId: 'buyer' }
  return started('Buyer is asked', asks)
}
