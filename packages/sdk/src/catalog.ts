import type { CredentialType } from './credential-type.ts'
import type { NodeType } from './node-type.ts'

/** The node and credential types an instance knows, by their in-memory names. */
export interface Catalog {
  node(type: string): NodeType | undefined
  credential(type: string): CredentialType | undefined
  readonly nodes: readonly NodeType[]
  readonly credentials: readonly CredentialType[]
}

/**
 * Builds a catalog.
 * @throws Error when two types share a name: a packaging mistake nobody should find out by running
 */
export function createCatalog(nodes: readonly NodeType[], credentials: readonly CredentialType[]): Catalog {
  const byType = new Map<string, NodeType>()
  for (const node of nodes) {
    if (byType.has(node.description.type)) throw new Error(`Two node types are called "${node.description.type}".`)
    byType.set(node.description.type, node)
  }
  const byCredential = new Map<string, CredentialType>()
  for (const credential of credentials) {
    if (byCredential.has(credential.type)) throw new Error(`Two credential types are called "${credential.type}".`)
    byCredential.set(credential.type, credential)
  }
  return { node: (type) => byType.get(type), credential: (type) => byCredential.get(type), nodes, credentials }
}
