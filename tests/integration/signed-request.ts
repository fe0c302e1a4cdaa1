/** A published workflow that calls a service with a credential, and answers with what came of it. */
import { createWorkflow, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import type { Browser } from './server-client.ts'

export interface SignedRequest {
  /** Of the webhook that starts it. */
  readonly path: string
  readonly url: string
  /** A generic type, and the credential's id. */
  readonly type: string
  readonly credential: string
}

/** @returns the workflow's id */
export async function publishRequest(
  browser: Browser,
  { path, url, type, credential }: SignedRequest,
): Promise<string> {
  const node = (name: string, kind: string, typeVersion: number, parameters: JsonObject, more: JsonObject) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${kind}`,
    typeVersion,
    position: [0, 0],
    parameters,
    ...more,
  })
  const request = { url, authentication: 'genericCredentialType', genericAuthType: type }
  const document = {
    name: path,
    nodes: [
      node('Hook', 'webhook', 2, { path, responseMode: 'lastNode' }, { webhookId: path }),
      node('Ask', 'httpRequest', 4.2, request, { credentials: { [type]: { id: credential, name: 'Service' } } }),
    ],
    connections: { Hook: { main: [[{ node: 'Ask', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
  const { id, revision } = await browser.call(createWorkflow, { body: { document } })
  await browser.call(publishWorkflow, { params: { id }, body: { revision } })
  return id
}
