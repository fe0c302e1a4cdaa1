import { type ListedItems, listItems } from '@millrace/api'
import type { Item } from '@millrace/sdk'
import { useQueries } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { client } from '../api/client.ts'

export interface ItemsPlace {
  readonly execution: string
  readonly node: string
  readonly run: number
  readonly output: number
  /** Changes when the run's data does, so that a repeated run is read again. */
  readonly seq?: number
}

/** Items of an output, as far as they are here. Where one looks is what is loaded. */
export interface ShownItems {
  readonly total: number
  /** The item at a place, if it is here. */
  readonly at: (index: number) => Item | undefined
  /** The first ones, which tell what the others look like. */
  readonly first: readonly Item[]
  /** All up to the page of a place. Those before it that are not here stand as empty ones. */
  readonly upTo: (index: number) => readonly Item[]
  /** Asks for the items from one place up to before another. */
  readonly need: (from: number, to: number) => void
  readonly isLoading: boolean
  readonly error: Error | null
  readonly tryAgain: () => void
}

const pageSize = 200
/** So many pages are kept in hand; others are asked for again when one comes back to them. */
const mostPages = 24
/** Who scrolls by asks for nothing. */
const restMs = 60

/** The items an output gave, page by page where one looks. */
export function useItems(place: ItemsPlace | undefined): ShownItems {
  const key = JSON.stringify(place)
  const [wanted, setWanted] = useState<{ readonly key: string; readonly pages: readonly number[] }>({ key, pages: [] })
  const nowhere = place === undefined
  const pages = useMemo(() => (nowhere ? [] : [0, ...(wanted.key === key ? wanted.pages : [])]), [nowhere, wanted, key])
  const found = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['items', key, page],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => readPage(place, page, signal),
      staleTime: Infinity,
    })),
    combine: (results) => ({
      byPage: results.map(({ data }) => data?.items),
      total: results[0]?.data?.total ?? 0,
      isLoading: results[0]?.isLoading ?? false,
      error: results[0]?.error ?? null,
      tryAgain: () => void results[0]?.refetch(),
    }),
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const { total } = found
  const need = useCallback(
    (from: number, to: number) => {
      clearTimeout(timer.current)
      const asked = pagesOf(from, Math.min(to, total)).filter((page) => page > 0)
      const set = () =>
        setWanted((before) => {
          const known = before.key === key ? before.pages : []
          if (asked.every((page) => known.includes(page))) return before
          return { key, pages: [...asked, ...known.filter((page) => !asked.includes(page))].slice(0, mostPages) }
        })
      timer.current = setTimeout(set, restMs)
    },
    [key, total],
  )
  return useMemo(() => {
    const here = new Map(pages.map((page, index) => [page, found.byPage[index]]))
    return { ...found, ...shown(here, total), need }
  }, [pages, found, total, need])
}

function shown(
  pages: ReadonlyMap<number, readonly Item[] | undefined>,
  total: number,
): Pick<ShownItems, 'at' | 'first' | 'upTo' | 'total'> {
  const first = pages.get(0) ?? []
  const at = (index: number) => pages.get(Math.floor(index / pageSize))?.[index % pageSize]
  return {
    total,
    first,
    at,
    upTo: (index) => {
      if (index < first.length) return first
      const end = Math.min(total, (Math.floor(index / pageSize) + 1) * pageSize)
      return Array.from({ length: end }, (_, place) => at(place) ?? absent)
    },
  }
}

const absent: Item = { json: {} }

function pagesOf(from: number, to: number): readonly number[] {
  const first = Math.floor(from / pageSize)
  const last = Math.floor(Math.max(from, to - 1) / pageSize)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function readPage(place: ItemsPlace | undefined, page: number, signal: AbortSignal): Promise<ListedItems> {
  if (!place) throw new Error('There is no place to read items of.')
  const { execution, node, run, output } = place
  return client.call(
    listItems,
    { params: { id: execution }, query: { node, run, output, offset: page * pageSize, limit: pageSize } },
    { signal },
  )
}

/** Items that are all here, as pinned ones are. */
export function standingItems(items: readonly Item[]): ShownItems {
  return {
    total: items.length,
    first: items,
    at: (index) => items[index],
    upTo: () => items,
    need: () => undefined,
    isLoading: false,
    error: null,
    tryAgain: () => undefined,
  }
}
