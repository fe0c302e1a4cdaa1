import { type ExecutionSummary, getExecution, listEvents, listExecutions } from '@millrace/api'
import { type NodeSuspended, type Progress, evolve, noProgress } from '@millrace/workflow'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { client } from '../api/client.ts'
import { Deciding } from '../execution/Deciding.tsx'
import { ResumeAddress } from '../execution/ResumeAddress.tsx'
import { asksWords, runLabel, waitsForPeople } from '../execution/words.ts'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { ago } from '../parts/numbers.ts'
import styles from './NeedsYou.module.css'

/** An execution that goes on only when a person does something, and what it asks. */
interface Asking {
  readonly execution: ExecutionSummary
  readonly waiting: NodeSuspended
  /** Of the node that asks. */
  readonly name: string
}

/** So many of the waiting ones are looked at, the newest first. */
const most = 50

/** Executions that stopped and ask, with what answers them. */
export function NeedsYou() {
  const list = useQuery({
    queryKey: ['executions', 'waiting'],
    queryFn: () => client.call(listExecutions, { query: { status: ['waiting'], limit: most } }),
    refetchInterval: 5000,
  })
  const found = useQueries({
    queries: (list.data?.executions ?? []).map((execution) => ({
      queryKey: ['executions', 'asking', execution.id],
      queryFn: () => askingOf(execution),
      refetchInterval: 15_000,
    })),
    combine: (all) => ({
      asking: all.flatMap(({ data }) => data ?? []),
      isPending: all.some((one) => one.isPending),
      error: all.find((one) => one.error)?.error ?? undefined,
    }),
  })
  const error = list.error ?? found.error
  if (error) {
    return <NotLoaded what="What needs you" error={error} onRetry={() => void list.refetch()} />
  }
  if (list.isPending || (found.isPending && found.asking.length === 0)) return <Skeleton rows={4} />
  if (found.asking.length === 0) {
    return (
      <Empty icon={<CircleCheck size={16} />} title="Nothing needs you" actions={<Link to="/">Open a workflow</Link>}>
        Runs that wait for an answer, a form or a decision stand here. Those that go on by themselves do not.
      </Empty>
    )
  }
  return (
    <>
      <ul className={styles.list} aria-label="Needs you">
        {found.asking.map((one) => (
          <Question key={one.execution.id} asking={one} />
        ))}
      </ul>
      {list.data?.next && (
        <p className={styles.more}>These are of the newest {most} that wait. Older ones stand under Waiting.</p>
      )}
    </>
  )
}

function Question({ asking: { execution, waiting, name } }: { readonly asking: Asking }) {
  const place = { to: '/workflow/$id/executions/$execution' } as const
  const params = { id: execution.workflow, execution: execution.id }
  return (
    <li>
      <div>
        <Link {...place} params={params}>
          {execution.workflowName}
        </Link>
        <p>{asksWords(waiting.reason, name)}</p>
        <small title={new Date(waiting.at).toLocaleString()}>
          {runLabel(execution.id)}, asked {ago(waiting.at)}
          {execution.wakeAt === null ? '' : `, until ${new Date(execution.wakeAt).toLocaleString()}`}
        </small>
      </div>
      {waiting.reason.by === 'person' ? (
        <Deciding execution={execution.id} waiting={waiting} name={name} />
      ) : (
        <>
          <Link {...place} params={params} className={styles.look}>
            See the run
          </Link>
          <ResumeAddress execution={execution.id} waiting={waiting} />
        </>
      )}
    </li>
  )
}

/** What an execution asks people, null where it asks nothing: its journal says what it waits for. */
async function askingOf(execution: ExecutionSummary): Promise<Asking | null> {
  const params = { id: execution.id }
  const { events } = await client.call(listEvents, { params, query: {} })
  let progress: Progress = noProgress()
  for (const { event, seq } of events) progress = evolve(progress, event, seq)
  const { status, waiting } = progress
  if (status !== 'waiting' || !waiting || !waitsForPeople(waiting.reason)) return null
  const { document } = await client.call(getExecution, { params })
  return { execution, waiting, name: nameIn(document, waiting.node) ?? 'A node' }
}

function nameIn(document: { readonly nodes?: unknown } | null, id: string): string | undefined {
  const nodes: readonly unknown[] = Array.isArray(document?.nodes) ? document.nodes : []
  for (const node of nodes) {
    if (typeof node !== 'object' || node === null || !('id' in node) || !('name' in node)) continue
    if (node.id === id && typeof node.name === 'string') return node.name
  }
  return undefined
}
