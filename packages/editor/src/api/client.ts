import { createClient, readSession, type Session } from '@millrace/api'
import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query'

/** Server state: fetched, cached and announced here; the document people edit lives in its own store. */
export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: 1, refetchOnWindowFocus: false } },
})

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => client.call(readSession, {}),
  staleTime: Infinity,
})

export const client = createClient({
  fetch: (url, init) => fetch(url, init),
  csrf: () => queries.getQueryData(sessionQuery.queryKey)?.csrf ?? null,
})

/** Takes over the session an answer carried. */
export function rememberSession(session: Session): void {
  queries.setQueryData(sessionQuery.queryKey, session)
}

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data
}
