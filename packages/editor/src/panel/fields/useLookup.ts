import { type LookupPage, type Property, valueAt } from '@millrace/sdk'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useForm } from '../form.ts'

/** The choices that a node finds for a field: asked for again when a value changes that they depend on. */
export function useLookup({
  lookup,
  dependsOn = [],
}: Pick<Property, 'lookup' | 'dependsOn'>): UseQueryResult<LookupPage> {
  const host = useForm()
  const depends = dependsOn.map((path) => valueAt(host.root, path.replace(/^&/, '')))
  return useQuery({
    queryKey: ['lookup', lookup, depends],
    enabled: lookup !== undefined && host.lookUp !== undefined,
    queryFn: async () =>
      lookup === undefined || !host.lookUp ? { choices: [] } : host.lookUp(lookup, undefined, undefined),
    retry: false,
  })
}
