import { listTemplates, type TemplateSummary } from '@millrace/api'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ArrowLeft, Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { client } from '../api/client.ts'
import { useCatalog } from '../catalog/catalog.ts'
import { Signature } from '../catalog/Signature.tsx'
import { Page } from '../pages/Page.tsx'
import { PageSearch } from '../pages/PageSearch.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { count } from '../parts/numbers.ts'
import { findTemplates } from './find-templates.ts'
import styles from './TemplatesPage.module.css'
import { useTemplate } from './use-template.ts'

/** Workflows to begin with: a click opens one, ready to run. */
export function TemplatesPage() {
  const { into } = useSearch({ from: '/frame/templates' })
  const catalog = useCatalog()
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search)
  const list = useQuery({ queryKey: ['templates'], queryFn: () => client.call(listTemplates, {}), staleTime: Infinity })
  const templates = list.data?.templates
  const found = useMemo(() => findTemplates(templates ?? [], asked, catalog), [templates, asked, catalog])
  const { opening, use } = useTemplate(into)

  return (
    <Page
      title="Templates"
      total={templates?.length}
      actions={
        into !== undefined && (
          <Link to="/workflow/$id" params={{ id: into }} className={styles.back}>
            <ArrowLeft size={16} strokeWidth={1.75} />
            Back to the canvas
          </Link>
        )
      }
    >
      <p className={styles.lead}>
        Each runs as it is, with sample data and without an account. A note on the canvas says what to make yours.
      </p>
      <PageSearch label="Find templates" placeholder="What it does, or a node" value={search} onText={setSearch} />
      {list.isPending && <Skeleton rows={6} height={96} />}
      {list.isError && <NotLoaded what="The templates" error={list.error} onRetry={() => void list.refetch()} />}
      {templates && found.length === 0 && (
        <Empty
          icon={<Search size={16} />}
          title={`No template has “${asked}”`}
          actions={<Button onClick={() => setSearch('')}>Show all</Button>}
        />
      )}
      <ul className={styles.cards} aria-label="Templates" aria-busy={opening !== null}>
        {found.map((template) => (
          <li key={template.id}>
            <Card template={template} opening={opening} onUse={() => void use(template.id)} />
          </li>
        ))}
      </ul>
    </Page>
  )
}

function Card({
  template: { id, name, about, nodeTypes, nodeCount },
  opening,
  onUse,
}: {
  readonly template: TemplateSummary
  /** The template that is being opened. */
  readonly opening: string | null
  readonly onUse: () => void
}) {
  const { byType } = useCatalog()
  const trigger = byType.get(nodeTypes[0] ?? '')
  return (
    <article className={styles.card}>
      <Signature types={nodeTypes} nodes={nodeTypes.length} size="sm" />
      <button type="button" aria-describedby={`${id}-about`} disabled={opening !== null} onClick={onUse}>
        {name}
      </button>
      <p id={`${id}-about`}>{about}</p>
      <small>
        {opening === id
          ? 'Opening'
          : [trigger?.trigger && trigger.name, `${count(nodeCount)} nodes`].filter(Boolean).join(' · ')}
      </small>
    </article>
  )
}
