import { type CredentialDescription, listCredentialTypes, listCredentials, listNodeTypes } from '@millrace/api'
import type { NodeDescription } from '@millrace/sdk'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from '../api/client.ts'

/** The node types this instance knows, as data. A type that is not here is a placeholder on the canvas. */
export interface Catalog {
  readonly nodes: readonly NodeDescription[]
  readonly byType: ReadonlyMap<string, NodeDescription>
}

export function catalogOf(nodes: readonly NodeDescription[]): Catalog {
  return { nodes, byType: new Map(nodes.map((node) => [node.type, node])) }
}

export const catalogQuery = queryOptions({
  queryKey: ['node-types'],
  queryFn: async () => catalogOf((await client.call(listNodeTypes, {})).nodes),
  staleTime: Infinity,
})

const nothingKnown = catalogOf([])

export function useCatalog(): Catalog {
  return useQuery(catalogQuery).data ?? nothingKnown
}

export function useNodeType(type: string): NodeDescription | undefined {
  return useCatalog().byType.get(type)
}

export const credentialTypesQuery = queryOptions({
  queryKey: ['credential-types'],
  queryFn: async () => {
    const { credentials } = await client.call(listCredentialTypes, {})
    return new Map(credentials.map((type) => [type.type, type]))
  },
  staleTime: Infinity,
})

/** The stored credentials, without their secrets. */
export const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: async () => (await client.call(listCredentials, { query: {} })).credentials,
})

const noTypes: ReadonlyMap<string, CredentialDescription> = new Map()

export function useCredentialTypes(): ReadonlyMap<string, CredentialDescription> {
  return useQuery(credentialTypesQuery).data ?? noTypes
}
