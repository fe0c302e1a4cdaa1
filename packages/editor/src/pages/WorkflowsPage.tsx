import { listWorkflows } from '@millrace/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Import, LayoutTemplate, Plus, Search, Workflow } from 'lucide-react'
import { useCallback, useDeferredValue, useState } from 'react'
import { client } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { DropVeil } from '../parts/DropVeil.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { useFileDrop } from '../parts/useFileDrop.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { Page } from './Page.tsx'
import { PageSearch } from './PageSearch.tsx'
import { usePageKey } from './usePageKey.ts'
import page from './Page.module.css'
import { WorkflowFigures } from './WorkflowFigures.tsx'
import { WorkflowTable } from './WorkflowTable.tsx'
import { useWorkflowDeeds } from './workflow-deeds.ts'

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
  const deeds = useWorkflowDeeds()
  const [importing, setImporting] = useState(false)
  const { create } = deeds

  usePageKey(
    'n',
    useCallback(() => void create(), [create]),
  )

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
      {workflows.length > 0 && <WorkflowFigures workflows={workflows} />}
      {!isFirst && (
        <PageSearch label="Find workflows" placeholder="Name, node, or tag" value={search} onText={setSearch} />
      )}
      {list.isPending && <Skeleton rows={6} />}
      {list.isError && <NotLoaded what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {isFirst && <First onCreate={() => void create()} onImport={() => setImporting(true)} />}
      {list.data && !isFirst && workflows.length === 0 && (
        <Empty
          icon={<Search size={16} />}
          title={`Nothing is called “${asked}”`}
          actions={<Button onClick={() => setSearch('')}>Show all</Button>}
        />
      )}
      {workflows.length > 0 && <WorkflowTable workflows={workflows} deeds={deeds} />}
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

function First({ onCreate, onImport }: { readonly onCreate: () => void; readonly onImport: () => void }) {
  const navigate = useNavigate()
  return (
    <Empty
      icon={<Workflow size={16} />}
      title="No workflows yet"
      actions={
        <>
          <Button look="go" onClick={onCreate}>
            <Plus size={16} />
            New workflow
          </Button>
          <Button onClick={() => void navigate({ to: '/templates' })}>
            <LayoutTemplate size={16} />
            Start from a template
          </Button>
          <Button onClick={onImport}>
            <Import size={16} />
            Import from n8n
          </Button>
        </>
      }
    >
      Draw your first one, take a template, or bring what you have: files from n8n work as they are.
    </Empty>
  )
}
