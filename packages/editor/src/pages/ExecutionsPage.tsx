import { type ExecutionSummary, listExecutions } from '@millrace/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { client } from '../api/client.ts'
import { StatusGlyph } from '../execution/StatusGlyph.tsx'
import { modeWord, runLabel, statusWord, troubleOf } from '../execution/words.ts'
import { Button } from '../parts/Button.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { ago, duration } from '../parts/numbers.ts'
import { Segmented } from '../parts/Segmented.tsx'
import { NeedsYou } from './NeedsYou.tsx'
import { Page } from './Page.tsx'
import page from './Page.module.css'

const filters = [
  { value: 'all', label: 'All' },
  { value: 'needs', label: 'Needs you' },
  { value: 'error', label: 'Failed' },
  { value: 'running', label: 'Running' },
  { value: 'waiting', label: 'Waiting' },
] as const

type Filter = (typeof filters)[number]['value']

/** What ran, newest first, across all workflows; and what waits for a person. */
export function ExecutionsPage() {
  const [filter, setFilter] = useState<Filter>('all')
  return (
    <Page title="Executions">
      <div className={page.filters}>
        <Segmented label="Show" value={filter} segments={filters} onChange={setFilter} />
      </div>
      {filter === 'needs' ? <NeedsYou /> : <Listed filter={filter} />}
    </Page>
  )
}

function Listed({ filter }: { readonly filter: Exclude<Filter, 'needs'> }) {
  const list = useInfiniteQuery({
    queryKey: ['executions', { filter }],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      client.call(listExecutions, {
        query: {
          limit: 50,
          ...(pageParam === '' ? {} : { cursor: pageParam }),
          ...(filter === 'all'
            ? {}
            : { status: filter === 'error' ? ['error' as const, 'crashed' as const] : [filter] }),
        },
      }),
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 5000,
  })
  const executions = list.data?.pages.flatMap((one) => one.executions) ?? []
  return (
    <>
      {list.isPending && <Skeleton rows={8} />}
      {list.isError && <NotLoaded what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && executions.length === 0 && (
        <Empty
          icon={<Activity size={16} />}
          title={filter === 'all' ? 'Nothing ran yet' : 'None of these'}
          actions={<Link to="/">Open a workflow</Link>}
        >
          Runs show here as they happen, by hand or by their triggers.
        </Empty>
      )}
      {executions.length > 0 && <ExecutionTable executions={executions} />}
      {list.hasNextPage && (
        <div className={page.filters}>
          <Button onClick={() => void list.fetchNextPage()}>Show older ones</Button>
        </div>
      )}
    </>
  )
}

function ExecutionTable({ executions }: { readonly executions: readonly ExecutionSummary[] }) {
  return (
    <table className={page.table}>
      <thead>
        <tr>
          <th>Workflow</th>
          <th>Status</th>
          <th>Started by</th>
          <th>Started</th>
          <th className={page.right}>Took</th>
        </tr>
      </thead>
      <tbody>
        {executions.map((one) => (
          <tr key={one.id}>
            <td>
              <Link
                className={page.name}
                to="/workflow/$id/executions/$execution"
                params={{ id: one.workflow, execution: one.id }}
              >
                {one.workflowName}
              </Link>
              <small>{troubleOf(one) ?? runLabel(one.id)}</small>
            </td>
            <td>
              <span className={page.status}>
                <StatusGlyph status={one.status} />
                {statusWord(one.status)}
              </span>
            </td>
            <td data-wide>{modeWord(one.mode)}</td>
            <td data-wide title={new Date(one.startedAt).toLocaleString()}>
              {ago(one.startedAt)}
            </td>
            <td data-wide className={page.right}>
              {one.endedAt === null ? '' : duration(one.endedAt - one.startedAt)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
