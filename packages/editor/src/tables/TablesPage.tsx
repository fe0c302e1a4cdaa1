import type { DataTable } from '@millrace/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download, Pencil, Plus, Table2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Page } from '../pages/Page.tsx'
import page from '../pages/Page.module.css'
import { Button } from '../parts/Button.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { MoreMenu } from '../parts/MoreMenu.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { ago, count } from '../parts/numbers.ts'
import { NewTableDialog } from './NewTableDialog.tsx'
import { DeleteTable, RenameTable } from './TableQuestion.tsx'
import { tablesQuery, useTableDeeds } from './tables.ts'

/** All data tables: what workflows and people keep between runs. */
export function TablesPage() {
  const list = useQuery(tablesQuery)
  const [making, setMaking] = useState(false)
  const tables = list.data ?? []
  const isFirst = list.data !== undefined && tables.length === 0
  const add = (look: 'plain' | 'go') => (
    <Button size="lg" look={look} onClick={() => setMaking(true)}>
      <Plus size={16} strokeWidth={1.75} />
      New table
    </Button>
  )
  return (
    <Page title="Data tables" total={list.data?.length} actions={add(isFirst ? 'plain' : 'go')}>
      {list.isPending && <Skeleton rows={4} />}
      {list.isError && <NotLoaded what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {isFirst && (
        <Empty icon={<Table2 size={16} />} title="No data tables yet" actions={add('go')}>
          A data table keeps rows between runs. Workflows read and write it with the Data Table node.
        </Empty>
      )}
      {tables.length > 0 && (
        <table className={page.table}>
          <thead>
            <tr>
              <th>Name</th>
              <th className={page.right}>Rows</th>
              <th>Changed</th>
              <th aria-label="More" className={page.more} />
            </tr>
          </thead>
          <tbody>
            {tables.map((table) => (
              <Row key={table.id} table={table} />
            ))}
          </tbody>
        </table>
      )}
      {making && <NewTableDialog onClose={() => setMaking(false)} />}
    </Page>
  )
}

function Row({ table }: { readonly table: DataTable }) {
  const deeds = useTableDeeds()
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null)
  return (
    <tr>
      <td>
        <Link to="/data-tables/$id" params={{ id: table.id }} className={page.name}>
          {table.name}
        </Link>
        <small>{table.columns.map(({ name }) => name).join(', ') || 'No columns yet'}</small>
      </td>
      <td className={page.right}>{count(table.rows)}</td>
      <td data-wide title={new Date(table.updatedAt).toLocaleString()}>
        {ago(table.updatedAt)}
      </td>
      <td className={page.more}>
        <MoreMenu
          label={`More for ${table.name}`}
          groups={[
            [
              { label: 'Rename', icon: <Pencil size={16} strokeWidth={1.75} />, do: () => setAsking('rename') },
              {
                label: 'Download as CSV',
                icon: <Download size={16} strokeWidth={1.75} />,
                do: () => void deeds.download(table),
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
        {asking === 'rename' && <RenameTable table={table} onDone={() => setAsking(null)} />}
        {asking === 'delete' && <DeleteTable table={table} onDone={() => setAsking(null)} />}
      </td>
    </tr>
  )
}
