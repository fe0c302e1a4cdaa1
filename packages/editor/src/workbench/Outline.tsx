import { CornerDownRight } from 'lucide-react'
import { useMemo } from 'react'
import { useCatalog } from '../catalog/catalog.ts'
import { summaryOf, summaryText } from '../catalog/summary.ts'
import { Tile } from '../catalog/Tile.tsx'
import { anatomyOf } from '../canvas/anatomy.ts'
import { describeNode } from '../canvas/describe.ts'
import { nodeView } from '../execution/nodeView.ts'
import { Button } from '../parts/Button.tsx'
import { duration, items, shortCount } from '../parts/numbers.ts'
import styles from './Outline.module.css'
import { outlineOf } from './outline-rows.ts'
import { useDocument, useRun, useWorkbench } from './workbench.ts'

/** The workflow as a list in flow order: the first view on a small screen, and a quick one on any. */
export function Outline() {
  const { ui, readOnly } = useWorkbench()
  const workflow = useDocument((state) => state.workflow)
  const catalog = useCatalog()
  const progress = useRun((state) => state.progress)
  const atWork = useRun((state) => state.atWork)
  const rows = useMemo(() => outlineOf(workflow, catalog), [workflow, catalog])
  return (
    <div className={styles.lane} data-plain={readOnly || undefined}>
      <ol className={styles.rows}>
        {rows.map((row) => {
          const node = workflow.nodes.get(row.node)
          if (!node) return null
          const type = catalog.byType.get(node.type)
          const view = nodeView(progress, atWork, node.id, node.name)
          const total = view.counts.reduce((sum, one) => sum + one, 0)
          const summary = type ? summaryText(summaryOf(type, node.parameters, node.typeVersion)) : node.type
          // What is seen at a glance is read as one sentence.
          const said = describeNode(node, type, view, anatomyOf(workflow, node, type))
          return (
            <li key={node.id} style={{ marginLeft: Math.min(row.depth, 3) * 28 }}>
              {row.branch !== undefined && (
                <span className={styles.branch}>
                  <CornerDownRight size={12} strokeWidth={2} />
                  {row.branch}
                </span>
              )}
              <button
                type="button"
                className={styles.step}
                data-state={view.state}
                data-off={node.disabled || undefined}
                data-end={row.end || undefined}
                onClick={() => ui.getState().set({ openNode: node.id, openField: null })}
              >
                <Tile type={type} size="touch" />
                <span className={styles.text}>
                  <span className={styles.said}>{said}</span>
                  <b aria-hidden>{node.name}</b>
                  <small aria-hidden data-bad={view.state === 'bad' || undefined}>
                    {view.state === 'bad' ? (view.error?.message ?? 'It failed.') : summary}
                  </small>
                </span>
                {view.state === 'ok' && (
                  <span className={styles.count} title={items(total)} aria-hidden>
                    <b>{shortCount(total)}</b>
                    <small>{view.reused ? 'from before' : duration(view.took)}</small>
                  </span>
                )}
                {view.state === 'run' && (
                  <span className={styles.count} aria-hidden>
                    Running
                  </span>
                )}
              </button>
            </li>
          )
        })}
      </ol>
      {!readOnly && rows.length > 0 && (
        <Button
          size="xl"
          className={styles.add}
          onClick={() => {
            const last = rows.at(-1)
            ui.getState().set({
              searching: last ? { after: { node: last.node, kind: 'main', index: 0 } } : { triggers: true },
            })
          }}
        >
          Add below
        </Button>
      )}
    </div>
  )
}
