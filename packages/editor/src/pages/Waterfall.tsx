import { useMemo } from 'react'
import { useCatalog } from '../catalog/catalog.ts'
import { Tile } from '../catalog/Tile.tsx'
import { count, duration } from '../parts/numbers.ts'
import { useDocument, useRun, useWorkbench } from '../workbench/workbench.ts'
import styles from './Waterfall.module.css'

/** When each node worked, on one axis of time; a click opens its data. */
export function Waterfall() {
  const { ui } = useWorkbench()
  const progress = useRun((state) => state.progress)
  const nodes = useDocument((state) => state.workflow.nodes)
  const { byType } = useCatalog()
  const rows = useMemo(
    () =>
      [...progress.nodes]
        .flatMap(([id, runs]) => {
          const node = nodes.get(id)
          return node && runs.length > 0 ? [{ node, runs }] : []
        })
        .toSorted((a, b) => (a.runs[0]?.order ?? 0) - (b.runs[0]?.order ?? 0)),
    [progress, nodes],
  )
  if (rows.length === 0) return null
  // What an earlier execution did has no time on this one's axis.
  const worked = rows.flatMap(({ runs }) => runs.filter(({ taken }) => !taken))
  const start = Math.min(progress.startedAt ?? Infinity, ...worked.map(({ at }) => at))
  const end = Math.max(start + 1, ...worked.map(({ at, took }) => at + took), progress.endedAt ?? 0)
  const span = end - start
  return (
    <div className={styles.box} role="table" aria-label="When each node worked">
      <div className={styles.head} role="row">
        <span role="columnheader">Node</span>
        <span role="columnheader">Items</span>
        <span role="columnheader" className={styles.axis}>
          {ticksOf(span).map((part) => (
            <i key={part} style={{ left: `${part * 100}%` }}>
              {part === 0 ? '0 s' : duration(span * part)}
            </i>
          ))}
        </span>
        <span role="columnheader">Took</span>
      </div>
      {rows.map(({ node, runs }) => {
        const items = runs.reduce(
          (sum, run) => sum + run.outputs.reduce((all, output) => all + (output?.count ?? 0), 0),
          0,
        )
        const here = runs.filter(({ taken }) => !taken)
        const failed = runs.some(({ status }) => status === 'error')
        return (
          <button
            key={node.id}
            type="button"
            role="row"
            className={styles.row}
            data-bad={failed || undefined}
            onClick={() => ui.getState().set({ openNode: node.id })}
          >
            <span role="cell" className={styles.name}>
              <Tile type={byType.get(node.type)} size="xs" />
              <b>{runs.length > 1 ? `${node.name}, ${runs.length} runs` : node.name}</b>
            </span>
            <span role="cell">{count(items)}</span>
            <span role="cell" className={styles.track}>
              {here.slice(0, 200).map((run) => (
                <i
                  key={run.run}
                  data-status={run.status}
                  style={{ left: `${((run.at - start) / span) * 100}%`, width: `${(run.took / span) * 100}%` }}
                />
              ))}
            </span>
            <span role="cell">
              {here.length === 0 ? 'from before' : duration(here.reduce((sum, run) => sum + run.took, 0))}
            </span>
          </button>
        )
      })}
    </div>
  )
}

/** Where the axis is marked, as parts of it: quarters, and fewer where a quarter is too short to be told. */
function ticksOf(span: number): readonly number[] {
  const marks = Math.max(1, Math.min(4, Math.floor(span)))
  return Array.from({ length: marks }, (_, index) => index / marks)
}
