import { type ExecutionSummary, listExecutions } from '@millrace/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronDown, History } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { client } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { Menu } from '../parts/Menu.tsx'
import { ago, duration } from '../parts/numbers.ts'
import { modeWord, runLabel, statusWord } from '../execution/words.ts'
import styles from './ViewTools.module.css'
import { useRun, useWorkbench } from './workbench.ts'

/** Top right: which run the canvas shows. */
export function RunPicker() {
  const { id, run } = useWorkbench()
  const navigate = useNavigate()
  const execution = useRun((state) => state.execution)
  const mode = useRun((state) => state.progress.mode)
  const startedAt = useRun((state) => state.progress.startedAt)
  const { data } = useQuery({
    queryKey: ['executions', { workflow: id, limit: 8 }],
    queryFn: () => client.call(listExecutions, { query: { workflow: id, limit: 8 } }),
  })
  const runs = data?.executions ?? []
  useGoing(data?.executions)
  if (execution === null && runs.length === 0) return null
  return (
    <div className={styles.float} data-at="top-right">
      <Menu
        trigger={
          <Button look="ghost">
            <History size={16} strokeWidth={1.75} />
            {execution === null ? 'Runs' : runLabel(execution)}
            <ChevronDown size={12} strokeWidth={2.25} />
          </Button>
        }
        groups={[
          runs.map((one) => ({
            label: `${runLabel(one.id)}, ${statusWord(one.status).toLowerCase()}`,
            aside: one.endedAt === null ? ago(one.startedAt) : duration(one.endedAt - one.startedAt),
            on: one.id === execution,
            do: () => run.getState().show(one.id),
          })),
          [
            ...(execution === null ? [] : [{ label: 'Show no run', do: () => run.getState().clear() }]),
            {
              label: 'All runs',
              do: () => void navigate({ to: '/workflow/$id/executions', params: { id } }),
            },
          ],
        ]}
      />
      {execution !== null && startedAt !== undefined && (
        <small>
          {modeWord(mode ?? '')}, {ago(startedAt)}
        </small>
      )}
    </div>
  )
}

/** Who comes back to a workflow that still runs by hand sees it run. */
function useGoing(runs: readonly ExecutionSummary[] | undefined): void {
  const { run } = useWorkbench()
  const looked = useRef(false)
  useEffect(() => {
    if (looked.current || !runs) return
    looked.current = true
    const going = runs.find(({ mode, endedAt }) => (mode === 'manual' || mode === 'evaluation') && endedAt === null)
    if (going && run.getState().execution === null) run.getState().show(going.id)
  }, [runs, run])
}
