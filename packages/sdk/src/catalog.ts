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
 * Builds a catalog. Of credential types there may be more, which are made when somebody first asks for one that is not
 * among the others; where names are the same, the others win.
 * @throws Error when two types share a name: a packaging mistake nobody should find out by running
 */
export function createCatalog(
  nodes: readonly NodeType[],
  credentials: readonly CredentialType[],
  makeMore: () => readonly CredentialType[] = () => [],
): Catalog {
  const byType = new Map<string, NodeType>()
  for (const node of nodes) {
    if (byType.has(node.description.type)) throw new Error(`Two node types are called "${node.description.type}".`)
    byType.set(node.description.type, node)
  }
  const byCredential = byName(credentials)
  let more: ReadonlyMap<string, CredentialType> | undefined
  const others = () => (more ??= byName(makeMore().filter(({ type }) => !byCredential.has(type))))
  return {
    node: (type) => byType.get(type),
    credential: (type) => byCredential.get(type) ?? others().get(type),
    nodes,
    get credentials() {
      return [...credentials, ...others().values()]
    },
  }
}

function byName(credentials: readonly CredentialType[]): ReadonlyMap<string, CredentialType> {
  const found = new Map<string, CredentialType>()
  for (const credential of credentials) {
    if (found.has(credential.type)) throw new Error(`Two credential types are called "${credential.type}".`)
    found.set(credential.type, credential)
  }
  return found
}
