import {
  type WorkflowSummary,
  createWorkflow,
  deleteWorkflow,
  downloadWorkflow,
  duplicateWorkflow,
  importWorkflows,
  listWorkflows,
  publishWorkflow,
  renameWorkflow,
  unpublishWorkflow,
} from '@millrace/api'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import {
  CircleX,
  Copy,
  Download,
  Ellipsis,
  Import,
  LayoutTemplate,
  Pencil,
  Plus,
  Search,
  Trash2,
  Workflow,
} from 'lucide-react'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { client } from '../api/client.ts'
import { Signature } from '../catalog/Signature.tsx'
import { Button } from '../parts/Button.tsx'
import { Confirm, Dialog } from '../parts/Dialog.tsx'
import { DropVeil } from '../parts/DropVeil.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { Input, Labelled } from '../parts/Input.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import { hasModifier, isAbovePage, isTyping } from '../parts/keys.ts'
import { Menu } from '../parts/Menu.tsx'
import { ago, count } from '../parts/numbers.ts'
import { Switch } from '../parts/Switch.tsx'
import { say, sayError } from '../parts/toasts.ts'
import { type DroppedFile, useFileDrop } from '../parts/useFileDrop.ts'
import { saveFile } from '../workbench/download.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { Page } from './Page.tsx'
import page from './Page.module.css'
import styles from './WorkflowsPage.module.css'

/** All workflows: what each does, how it runs, whether it is live. */
export function WorkflowsPage() {
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search)
  const list = useInfiniteQuery({
    queryKey: ['workflows', 'pages', asked],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      client.call(listWorkflows, {
        query: { ...(asked === '' ? {} : { search: asked }), ...(pageParam === '' ? {} : { cursor: pageParam }) },
      }),
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  })
  const deeds = useDeeds()
  const navigate = useNavigate()
  const [importing, setImporting] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  const { create } = deeds

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || isAbovePage(event) || hasModifier(event)) return
      if (event.key === '/') {
        event.preventDefault()
        box.current?.focus()
      } else if (event.key === 'n') void create()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [create])

  const dropping = useFileDrop((files) => void deeds.import(files), !importing)
  const workflows = list.data?.pages.flatMap((one) => one.workflows) ?? []
  const isFirst = list.data !== undefined && workflows.length === 0 && asked === ''
  return (
    <Page
      title="Workflows"
      total={list.data?.pages[0]?.total}
      actions={
        <>
          <Button size="lg" onClick={() => setImporting(true)}>
            <Import size={16} strokeWidth={1.75} />
            Import
          </Button>
          <Button size="lg" look={isFirst ? 'plain' : 'go'} onClick={() => void create()}>
            <Plus size={16} strokeWidth={1.75} />
            New workflow
            <Kbd keys="N" />
          </Button>
        </>
      }
    >
      {workflows.length > 0 && <Figures workflows={workflows} />}
      {!isFirst && (
        <div className={page.filters}>
          <Input
            ref={box}
            className={page.search}
            before={<Search size={16} strokeWidth={1.75} />}
            after={<Kbd keys="/" />}
            placeholder="Name, node, or tag"
            aria-label="Find workflows"
            value={search}
            onText={setSearch}
          />
        </div>
      )}
      {list.isPending && <Skeleton rows={6} />}
      {list.isError && (
        <Empty
          icon={<CircleX size={16} />}
          title="The list did not load"
          actions={<Button onClick={() => void list.refetch()}>Try again</Button>}
        >
          {list.error.message}
        </Empty>
      )}
      {isFirst && (
        <Empty
          icon={<Workflow size={16} />}
          title="No workflows yet"
          actions={
            <>
              <Button look="go" onClick={() => void create()}>
                <Plus size={16} />
                New workflow
              </Button>
              <Button onClick={() => void navigate({ to: '/templates' })}>
                <LayoutTemplate size={16} />
                Start from a template
              </Button>
              <Button onClick={() => setImporting(true)}>
                <Import size={16} />
                Import from n8n
              </Button>
            </>
          }
        >
          Draw your first one, take a template, or bring what you have: files from n8n work as they are.
        </Empty>
      )}
      {list.data && !isFirst && workflows.length === 0 && (
        <Empty
          icon={<Search size={16} />}
          title={`Nothing is called “${asked}”`}
          actions={<Button onClick={() => setSearch('')}>Show all</Button>}
        />
      )}
      {workflows.length > 0 && <Table workflows={workflows} deeds={deeds} />}
      {list.hasNextPage && (
        <div className={page.filters}>
          <Button onClick={() => void list.fetchNextPage()}>Show more</Button>
        </div>
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} onFiles={deeds.import} />}
      {dropping && <DropVeil>Let go to import</DropVeil>}
    </Page>
  )
}

type Deeds = ReturnType<typeof useDeeds>

function useDeeds() {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const act = async (trouble: string, deed: () => Promise<void>) => {
    try {
      await deed()
    } catch (error) {
      sayError(trouble, error)
    }
    await cache.invalidateQueries({ queryKey: ['workflows'] })
  }
  return {
    create: () =>
      act('Not created', async () => {
        const { id } = await client.call(createWorkflow, { body: {} })
        await navigate({ to: '/workflow/$id', params: { id } })
      }),
    rename: (id: string, name: string) =>
      act('Not renamed', async () => {
        await client.call(renameWorkflow, { params: { id }, body: { name } })
      }),
    duplicate: (id: string) =>
      act('Not duplicated', async () => {
        const copy = await client.call(duplicateWorkflow, { params: { id } })
        say(`“${copy.name}” is here`, { text: 'It is a draft: nothing starts it yet.' })
      }),
    remove: (workflow: WorkflowSummary) =>
      act('Not deleted', async () => {
        await client.call(deleteWorkflow, { params: { id: workflow.id } })
        say(`“${workflow.name}” is deleted`)
      }),
    download: (workflow: WorkflowSummary) =>
      act('Not downloaded', async () => {
        const document = await client.call(downloadWorkflow, { params: { id: workflow.id }, query: {} })
        saveFile(`${workflow.name}.json`, JSON.stringify(document, null, 2))
      }),
    publish: (workflow: WorkflowSummary, live: boolean) =>
      act(live ? 'Not live' : 'Still live', async () => {
        if (live)
          await client.call(publishWorkflow, { params: { id: workflow.id }, body: { revision: workflow.revision } })
        else await client.call(unpublishWorkflow, { params: { id: workflow.id } })
      }),
    import: (files: readonly DroppedFile[]) =>
      act('Not imported', async () => {
        const { imported, failed } = await client.call(importWorkflows, {
          body: { texts: files.map(({ text }) => text) },
        })
        const [first] = imported
        const [trouble] = failed
        if (trouble) {
          const name = files[trouble.index]?.name ?? 'A file'
          say(failed.length === 1 ? `“${name}” is not imported` : `“${name}” and others are not imported`, {
            text: trouble.diagnostics[0]?.message ?? 'The text holds no workflow.',
            data: { tone: 'bad' },
          })
        }
        if (imported.length === 1 && first) await navigate({ to: '/workflow/$id', params: { id: first.id } })
        else if (imported.length > 1)
          say(`${count(imported.length)} workflows imported`, { text: 'They are drafts: nothing starts them yet.' })
      }),
  }
}

/** Runs by the hour are drawn where the server counts them. */
function countsHours(workflows: readonly WorkflowSummary[]): boolean {
  return workflows.some(({ figures }) => figures.hours.length > 0)
}

function Figures({ workflows }: { readonly workflows: readonly WorkflowSummary[] }) {
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

function Table({ workflows, deeds }: { readonly workflows: readonly WorkflowSummary[]; readonly deeds: Deeds }) {
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
  readonly deeds: Deeds
  readonly hourly: boolean
}) {
  const { figures } = workflow
  const [asking, setAsking] = useState<'delete' | 'rename' | null>(null)
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
        <Menu
          trigger={
            <Button look="ghost" data-icon aria-label={`More for ${workflow.name}`}>
              <Ellipsis size={16} strokeWidth={1.75} />
            </Button>
          }
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
          <Rename
            name={workflow.name}
            onClose={() => setAsking(null)}
            onName={(name) => {
              setAsking(null)
              void deeds.rename(workflow.id, name)
            }}
          />
        )}
        {asking === 'delete' && (
          <Confirm
            question={`Delete “${workflow.name}”?`}
            deed="Delete workflow"
            onKeep={() => setAsking(null)}
            onDeed={() => {
              setAsking(null)
              void deeds.remove(workflow)
            }}
          >
            {workflow.active
              ? 'It is live: its addresses stop answering at once. Its runs are deleted with it.'
              : 'Its runs are deleted with it. This cannot be undone.'}
          </Confirm>
        )}
      </td>
    </tr>
  )
}

function Rename({
  name,
  onName,
  onClose,
}: {
  readonly name: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}) {
  const [text, setText] = useState(name)
  const usable = text.trim() !== ''
  return (
    <Dialog
      title={`Rename “${name}”`}
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Keep the name
          </Button>
          <Button size="lg" look="go" disabled={!usable} onClick={() => onName(text.trim())}>
            Rename
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (usable) onName(text.trim())
        }}
      >
        <Labelled label="Name">
          <Input big autoFocus value={text} onText={setText} />
        </Labelled>
      </form>
    </Dialog>
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
