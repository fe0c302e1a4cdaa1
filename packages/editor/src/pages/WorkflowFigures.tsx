import type { WorkflowSummary } from '@millrace/api'
import { count } from '../parts/numbers.ts'
import styles from './WorkflowsPage.module.css'

/** Runs by the hour are drawn where the server counts them. */
export function countsHours(workflows: readonly WorkflowSummary[]): boolean {
  return workflows.some(({ figures }) => figures.hours.length > 0)
}

/** How the workflows do, in three figures. */
export function WorkflowFigures({ workflows }: { readonly workflows: readonly WorkflowSummary[] }) {
  const runs = workflows.reduce((sum, { figures }) => sum + figures.runs, 0)
  const failed = workflows.reduce((sum, { figures }) => sum + figures.failed, 0)
  const live = workflows.filter(({ active }) => active).length
  const hours = Array.from({ length: 24 }, (_, hour) =>
    workflows.reduce((sum, { figures }) => sum + (figures.hours[hour] ?? 0), 0),
  )
  return (
    <dl className={styles.figures}>
      <div>
        <dt>Runs, last 24 hours</dt>
        <dd>{count(runs)}</dd>
        {countsHours(workflows) && <Spark values={hours} />}
      </div>
      <div>
        <dt>Failed</dt>
        <dd data-bad={failed > 0 || undefined}>
          {count(failed)}
          {runs > 0 && <small>{((failed / runs) * 100).toFixed(1)} %</small>}
        </dd>
      </div>
      <div>
        <dt>Live</dt>
        <dd>
          {count(live)}
          <small>of {count(workflows.length)}</small>
        </dd>
      </div>
    </dl>
  )
}

function Spark({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(1, ...values)
  const points = values.map(
    (value, index) => `${((index / (values.length - 1)) * 96).toFixed(1)},${(30 - (value / most) * 28).toFixed(1)}`,
  )
  return (
    <svg viewBox="0 0 96 32" className={styles.spark} aria-hidden>
      <polygon points={`0,32 ${points.join(' ')} 96,32`} />
      <polyline points={points.join(' ')} />
    </svg>
  )
}
