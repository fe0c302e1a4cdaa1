import { decideExecution } from '@millrace/api'
import type { Decision, NodeSuspended, Progress } from '@millrace/workflow'
import { useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX, RefreshCw, Scale } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { client } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { sayError } from '../parts/toasts.ts'
import styles from './Deciding.module.css'

/** Whether an execution waits until a person says what becomes of an attempt that was interrupted. */
export function asksPerson({ status, waiting }: Progress): boolean {
  return status === 'waiting' && waiting?.reason.by === 'person'
}

const choices: readonly {
  readonly decision: Decision
  readonly icon: ReactNode
  readonly label: string
  readonly help: string
}[] = [
  {
    decision: 'again',
    icon: <RefreshCw size={16} strokeWidth={1.75} />,
    label: 'Do it again',
    help: 'It was not done, or may be done twice. It carries the same key as before.',
  },
  {
    decision: 'goOn',
    icon: <CircleCheck size={16} strokeWidth={1.75} />,
    label: 'Count it as done',
    help: 'It was done. The items that came in go on, since what it answered is lost.',
  },
  {
    decision: 'stop',
    icon: <CircleX size={16} strokeWidth={1.75} />,
    label: 'Let it fail',
    help: 'The run ends here as failed. It can be retried later.',
  },
]

/** The button behind which an execution that asks is answered. */
export function Deciding({
  execution,
  waiting,
  name,
}: {
  readonly execution: string
  readonly waiting: NodeSuspended | undefined
  /** Of the node that was interrupted. */
  readonly name: string
}) {
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const decide = async (decision: Decision) => {
    setBusy(true)
    try {
      await client.call(decideExecution, { params: { id: execution }, body: { decision } })
      await cache.invalidateQueries({ queryKey: ['execution', execution] })
      await cache.invalidateQueries({ queryKey: ['executions'] })
    } catch (error) {
      sayError('Not decided', error)
    }
    setBusy(false)
    setOpen(false)
  }
  const since = waiting?.reason.by === 'person' ? waiting.reason.since : undefined
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Scale size={14} strokeWidth={1.75} />
        Decide
      </Button>
      {open && (
        <Dialog title={`What becomes of “${name}”?`} onClose={() => setOpen(false)}>
          <p>
            The server went away while it worked
            {since === undefined ? '' : `, on ${new Date(since).toLocaleString()}`}. Nobody here knows whether it was
            done: look where it acts, then choose.
          </p>
          <div className={styles.choices}>
            {choices.map(({ decision, icon, label, help }) => (
              <button
                key={decision}
                type="button"
                className={styles.choice}
                disabled={busy}
                onClick={() => void decide(decision)}
              >
                {icon}
                <b>{label}</b>
                <small>{help}</small>
              </button>
            ))}
          </div>
        </Dialog>
      )}
    </>
  )
}
