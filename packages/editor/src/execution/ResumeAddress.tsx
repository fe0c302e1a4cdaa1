import { getResumeAddress } from '@millrace/api'
import type { NodeSuspended } from '@millrace/workflow'
import { useQuery } from '@tanstack/react-query'
import { client } from '../api/client.ts'
import { CopyText } from '../parts/CopyText.tsx'
import { OpenLink } from '../parts/OpenLink.tsx'
import styles from './ResumeAddress.module.css'

/** Where an execution that waits for a form or a call goes on: the form is opened, an address is copied. */
export function ResumeAddress({
  execution,
  waiting,
}: {
  readonly execution: string
  readonly waiting: NodeSuspended | undefined
}) {
  const by = waiting?.reason.by
  const found = useQuery({
    queryKey: ['executions', 'address', execution, waiting?.at],
    queryFn: () => client.call(getResumeAddress, { params: { id: execution } }),
    enabled: by === 'form' || by === 'webhook',
    // A wait is announced a moment before it is on disk.
    retry: 4,
    staleTime: Infinity,
  })
  if (!found.data) return null
  const { url, methods } = found.data
  if (found.data.by === 'form') return <OpenLink address={url} label="the form" />
  return (
    <span className={styles.address}>
      <CopyText text={url} label={`address that it waits at, ${methods.join(' or ')}`} />
    </span>
  )
}
