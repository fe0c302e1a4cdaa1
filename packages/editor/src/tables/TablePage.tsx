import type { DataTable } from '@millrace/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import {
  ArrowLeft,
  ChevronLeft,
  ChevronRight,
  Columns3,
  Download,
  FileSpreadsheet,
  Pencil,
  Plus,
  Rows3,
  Search,
  Trash2,
} from 'lucide-react'
import { useCallback, useDeferredValue, useEffect, useState } from 'react'
import pageStyles from '../pages/Page.module.css'
import { PageSearch } from '../pages/PageSearch.tsx'
import { Button, IconButton } from '../parts/Button.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { MoreMenu } from '../parts/MoreMenu.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { count } from '../parts/numbers.ts'
import { RowGrid } from './RowGrid.tsx'
import styles from './TablePage.module.css'
import { type Asking, TableQuestion } from './TableQuestion.tsx'
import { pageSize, type RowsAsked, rowsQuery, tableQuery, useTableDeeds } from './tables.ts'

/** One data table: its rows and columns, to be looked through and written. */
export function TablePage() {
  const { id } = useParams({ from: '/frame/data-tables/$id' })
  const table = useQuery(tableQuery(id))
  return (
    <main className={styles.page}>
      {table.isPending && <Skeleton rows={8} height={36} />}
      {table.isError && <NotLoaded what="The table" error={table.error} onRetry={() => void table.refetch()} />}
      {table.data && <Loaded key={id} table={table.data} />}
    </main>
  )
}

function Loaded({ table }: { readonly table: DataTable }) {
  const deeds = useTableDeeds()
  const look = useLook()
  const [asking, setAsking] = useState<Asking | null>(null)
  const list = useQuery(rowsQuery(table.id, look.asked))
  const { rows = [], total = 0 } = list.data ?? {}
  const { turn } = look
  const isBehindTheLast = rows.length === 0 && total > 0 && !list.isPlaceholderData
  useEffect(() => {
    if (isBehindTheLast) turn(Math.floor((total - 1) / pageSize) * pageSize)
  }, [isBehindTheLast, total, turn])
  const addRow = async () => {
    if (await deeds.addRow(table.id)) look.goTo(table.rows)
  }
  return (
    <>
      <Top table={table} onAddRow={() => void addRow()} onAsk={setAsking} />
      <Tools look={look} total={total} onDelete={() => setAsking({ kind: 'delete rows' })} />
      {list.isPending && <Skeleton rows={8} height={36} />}
      {list.isError && <NotLoaded what="The rows" error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (rows.length > 0 || table.columns.length > 0) && (
        <RowGrid
          table={table}
          rows={rows}
          asked={look.asked}
          selected={look.selected}
          onSelect={look.select}
          onSort={look.sort}
          onWrite={(row, column, cell) => deeds.write(table.id, row, column, cell)}
          onRename={(column) => setAsking({ kind: 'rename column', column })}
          onDelete={(column) => setAsking({ kind: 'delete column', column })}
        />
      )}
      {list.data && total === 0 && (
        <NoRows
          table={table}
          search={look.asked.search}
          onAll={() => look.find('')}
          onAddRow={() => void addRow()}
          onAddColumn={() => setAsking({ kind: 'add column' })}
        />
      )}
      {asking && (
        <TableQuestion
          table={table}
          asking={asking}
          selected={look.selected}
          onDone={(gone) => {
            setAsking(null)
            if (gone) look.select(new Set())
          }}
        />
      )}
    </>
  )
}

type Look = ReturnType<typeof useLook>

/** Which rows are looked at, and which of them are chosen: what is chosen is always in sight. */
function useLook() {
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<Pick<RowsAsked, 'sort' | 'direction'>>({ direction: 'asc' })
  const [skip, setSkip] = useState(0)
  const [selected, select] = useState<ReadonlySet<number>>(new Set())
  const asked: RowsAsked = { skip, search: useDeferredValue(search), ...order }
  const turn = useCallback((to: number) => {
    setSkip(to)
    select(new Set())
  }, [])
  return {
    asked,
    search,
    selected,
    select,
    turn,
    find(text: string) {
      setSearch(text)
      turn(0)
    },
    sort(column: string, direction: 'asc' | 'desc') {
      setOrder({ sort: column, direction })
      turn(0)
    },
    /** To the page of a row in the table's own order. */
    goTo(row: number) {
      setSearch('')
      setOrder({ direction: 'asc' })
      turn(Math.floor(row / pageSize) * pageSize)
    },
  }
}

function Tools({
  look,
  total,
  onDelete,
}: {
  readonly look: Look
  readonly total: number
  readonly onDelete: () => void
}) {
  const { selected } = look
  return (
    <div className={styles.tools}>
      <PageSearch label="Find rows" placeholder="Text in any cell" value={look.search} onText={look.find} />
      <i />
      {selected.size > 0 && (
        <Button look="danger" onClick={onDelete}>
          <Trash2 size={16} strokeWidth={1.75} />
          {selected.size === 1 ? 'Delete row' : `Delete ${count(selected.size)} rows`}
        </Button>
      )}
      <Pager skip={look.asked.skip} total={total} onSkip={look.turn} />
    </div>
  )
}

function Top({
  table,
  onAddRow,
  onAsk,
}: {
  readonly table: DataTable
  readonly onAddRow: () => void
  readonly onAsk: (asking: Asking) => void
}) {
  const deeds = useTableDeeds()
  return (
    <header className={`${pageStyles.top} ${styles.top}`}>
      <Link to="/data-tables" className={styles.back} aria-label="All data tables" title="All data tables">
        <ArrowLeft size={16} strokeWidth={1.75} />
      </Link>
      <h1>{table.name}</h1>
      <span>{table.rows > 0 && count(table.rows)}</span>
      <i />
      <Button size="lg" aria-label="Add column" onClick={() => onAsk({ kind: 'add column' })}>
        <Columns3 size={16} strokeWidth={1.75} />
        <span className={styles.wide}>Add column</span>
      </Button>
      <Button size="lg" look="go" onClick={onAddRow}>
        <Plus size={16} strokeWidth={1.75} />
        Add row
      </Button>
      <MoreMenu
        groups={[
          [
            { label: 'Rename', icon: <Pencil size={16} strokeWidth={1.75} />, do: () => onAsk({ kind: 'rename' }) },
            {
              label: 'Add rows from CSV',
              icon: <FileSpreadsheet size={16} strokeWidth={1.75} />,
              disabled: table.columns.length === 0,
              do: () => onAsk({ kind: 'add rows' }),
            },
            {
              label: 'Download as CSV',
              icon: <Download size={16} strokeWidth={1.75} />,
              do: () => void deeds.download(table),
            },
          ],
          [
            {
              label: 'Delete table',
              icon: <Trash2 size={16} strokeWidth={1.75} />,
              danger: true,
              do: () => onAsk({ kind: 'delete' }),
            },
          ],
        ]}
      />
    </header>
  )
}

function Pager({
  skip,
  total,
  onSkip,
}: {
  readonly skip: number
  readonly total: number
  readonly onSkip: (skip: number) => void
}) {
  if (total <= pageSize && skip === 0) return null
  const last = Math.min(skip + pageSize, total)
  return (
    <div className={styles.pager} role="group" aria-label="Pages">
      <span role="status">
        {count(Math.min(skip + 1, total))}–{count(last)} of {count(total)}
      </span>
      <IconButton label="Page before" disabled={skip === 0} onClick={() => onSkip(Math.max(0, skip - pageSize))}>
        <ChevronLeft size={16} strokeWidth={1.75} />
      </IconButton>
      <IconButton label="Next page" disabled={last >= total} onClick={() => onSkip(skip + pageSize)}>
        <ChevronRight size={16} strokeWidth={1.75} />
      </IconButton>
    </div>
  )
}

function NoRows({
  table,
  search,
  onAll,
  onAddRow,
  onAddColumn,
}: {
  readonly table: DataTable
  readonly search: string
  readonly onAll: () => void
  readonly onAddRow: () => void
  readonly onAddColumn: () => void
}) {
  if (search !== '') {
    return (
      <Empty
        icon={<Search size={16} />}
        title={`No row has “${search}”`}
        actions={<Button onClick={onAll}>Show all</Button>}
      />
    )
  }
  if (table.columns.length === 0) {
    return (
      <Empty
        icon={<Columns3 size={16} />}
        title="No columns yet"
        actions={
          <Button look="go" onClick={onAddColumn}>
            Add column
          </Button>
        }
      >
        A column has a name and holds text, numbers, dates, or true and false.
      </Empty>
    )
  }
  return (
    <Empty icon={<Rows3 size={16} />} title="No rows yet" actions={<Button onClick={onAddRow}>Add row</Button>}>
      Write them here, or let a workflow do it with the Data Table node.
    </Empty>
  )
}
