import { listItems } from '@millrace/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { client } from '../api/client.ts'

export interface ItemsPlace {
  readonly execution: string
  readonly node: string
  readonly run: number
  readonly output: number
  /** Changes when the run's data does, so that a repeated run is read again. */
  readonly seq?: number
}

const pageSize = 200

/** The items an output gave, page by page as one scrolls. */
export function useItems(place: ItemsPlace | undefined) {
  const query = useInfiniteQuery({
    queryKey: ['items', place],
    enabled: place !== undefined,
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      client.call(listItems, {
        params: { id: place?.execution ?? '' },
        query: {
          node: place?.node ?? '',
          run: place?.run ?? 0,
          output: place?.output ?? 0,
          offset: pageParam,
          limit: pageSize,
        },
      }),
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.items.length, 0)
      return last.items.length > 0 && loaded < last.total ? loaded : undefined
    },
    staleTime: Infinity,
  })
  const { data } = query
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  return { query, items, total: query.data?.pages[0]?.total ?? 0 }
}
