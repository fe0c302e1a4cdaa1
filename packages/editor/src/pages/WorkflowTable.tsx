import type { WorkflowSummary } from '@millrace/api'
import { Link } from '@tanstack/react-router'
import { Copy, Download, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Signature } from '../catalog/Signature.tsx'
import { ConfirmDeleteWorkflow } from '../parts/ConfirmDeleteWorkflow.tsx'
import { MoreMenu } from '../parts/MoreMenu.tsx'
import { ago, count } from '../parts/numbers.ts'
import { RenameDialog } from '../parts/RenameDialog.tsx'
import { Switch } from '../parts/Switch.tsx'
import page from './Page.module.css'
import { countsHours } from './WorkflowFigures.tsx'
import type { WorkflowDeeds } from './workflow-deeds.ts'
import styles from './WorkflowsPage.module.css'

/** A row for each workflow: what it is made of, how it does, whether it is live. */
export function WorkflowTable({
  workflows,
  deeds,
}: {
  readonly workflows: readonly WorkflowSummary[]
  readonly deeds: WorkflowDeeds
}) {
  const hourly = countsHours(workflows)
  return (
    <table className={page.table}>
      <thead>
        <tr>
          <th>Name</th>
          <th>Flow</th>
          {hourly && <th>Last 24 hours</th>}
          <th className={page.right}>Runs</th>
          <th className={page.right}>Failed</th>
          <th>Changed</th>
          <th>Live</th>
          <th aria-label="More" className={page.more} />
        </tr>
      </thead>
      <tbody>
        {workflows.map((workflow) => (
          <Row key={workflow.id} workflow={workflow} deeds={deeds} hourly={hourly} />
        ))}
      </tbody>
    </table>
  )
}

function Row({
  workflow,
  deeds,
  hourly,
}: {
  readonly workflow: WorkflowSummary
  readonly deeds: WorkflowDeeds
  readonly hourly: boolean
}) {
  const { figures } = workflow
  return (
    <tr>
      <td>
        <Link to="/workflow/$id" params={{ id: workflow.id }} className={page.name}>
          {workflow.name}
        </Link>
        <small>{workflow.nodeCount === 1 ? '1 node' : `${count(workflow.nodeCount)} nodes`}</small>
      </td>
      <td data-wide>
        <Signature types={workflow.nodeTypes} nodes={workflow.nodeCount} />
      </td>
      {hourly && (
        <td data-wide>
          <Bars hours={figures.hours} />
        </td>
      )}
      <td data-wide className={page.right}>
        {count(figures.runs)}
      </td>
      <td data-wide className={`${page.right} ${figures.failed > 0 ? page.bad : page.quiet}`}>
        {count(figures.failed)}
      </td>
      <td data-wide title={new Date(workflow.updatedAt).toLocaleString()}>
        {ago(workflow.updatedAt)}
      </td>
      <td>
        <Switch
          label={`${workflow.name} is live`}
          checked={workflow.active}
          onChange={(live) => void deeds.publish(workflow, live)}
        />
      </td>
      <td className={page.more}>
        <RowMenu workflow={workflow} deeds={deeds} />
      </td>
    </tr>
  )
}

function RowMenu({ workflow, deeds }: { readonly workflow: WorkflowSummary; readonly deeds: WorkflowDeeds }) {
  const [asking, setAsking] = useState<'delete' | 'rename' | null>(null)
  return (
    <>
      <MoreMenu
        label={`More for ${workflow.name}`}
        groups={[
          [
            { label: 'Rename', icon: <Pencil size={16} strokeWidth={1.75} />, do: () => setAsking('rename') },
            {
              label: 'Duplicate',
              icon: <Copy size={16} strokeWidth={1.75} />,
              do: () => void deeds.duplicate(workflow.id),
            },
            {
              label: 'Download',
              icon: <Download size={16} strokeWidth={1.75} />,
              do: () => void deeds.download(workflow),
            },
          ],
          [
            {
              label: 'Delete',
              icon: <Trash2 size={16} strokeWidth={1.75} />,
              danger: true,
              do: () => setAsking('delete'),
            },
          ],
        ]}
      />
      {asking === 'rename' && (
        <RenameDialog
          name={workflow.name}
          onClose={() => setAsking(null)}
          onName={(name) => {
            setAsking(null)
            void deeds.rename(workflow.id, name)
          }}
        />
      )}
      {asking === 'delete' && (
        <ConfirmDeleteWorkflow
          name={workflow.name}
          live={workflow.active}
          onKeep={() => setAsking(null)}
          onDelete={() => {
            setAsking(null)
            void deeds.remove(workflow)
          }}
        />
      )}
    </>
  )
}

function Bars({ hours }: { readonly hours: readonly number[] }) {
  const most = Math.max(1, ...hours)
  const all = hours.length === 0 ? Array.from({ length: 24 }, () => 0) : hours
  return (
    <span
      className={styles.bars}
      role="img"
      aria-label={`${count(all.reduce((sum, one) => sum + one, 0))} runs in 24 hours`}
    >
      {all.map((value, index) => (
        <i
          key={index}
          data-none={value === 0 || undefined}
          style={{ height: value === 0 ? 2 : 4 + (value / most) * 18 }}
        />
      ))}
    </span>
  )
}
