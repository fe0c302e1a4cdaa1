import { type CredentialSummary, deleteCredential } from '@millrace/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Pencil, Plus, Search, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { client } from '../api/client.ts'
import { credentialsQuery, useCredentialTypes } from '../catalog/catalog.ts'
import { CredentialDialog } from '../credentials/CredentialDialog.tsx'
import { Button } from '../parts/Button.tsx'
import { Confirm, Dialog } from '../parts/Dialog.tsx'
import { Empty, Skeleton } from '../parts/Empty.tsx'
import { Input } from '../parts/Input.tsx'
import { MoreMenu } from '../parts/MoreMenu.tsx'
import { NotLoaded } from '../parts/NotLoaded.tsx'
import { ago } from '../parts/numbers.ts'
import { say, sayError } from '../parts/toasts.ts'
import styles from './CredentialsPage.module.css'
import { Page } from './Page.tsx'
import page from './Page.module.css'

/** All credentials: names and kinds, never their secrets. */
export function CredentialsPage() {
  const cache = useQueryClient()
  const list = useQuery(credentialsQuery)
  const [picking, setPicking] = useState(false)
  const [form, setForm] = useState<{ readonly type: string; readonly id?: string } | null>(null)
  const [deleting, setDeleting] = useState<CredentialSummary | null>(null)
  const credentials = list.data ?? []
  const isFirst = list.data !== undefined && credentials.length === 0
  const add = (look: 'plain' | 'go') => (
    <Button size="lg" look={look} onClick={() => setPicking(true)}>
      <Plus size={16} strokeWidth={1.75} />
      New credential
    </Button>
  )
  const remove = async (credential: CredentialSummary) => {
    setDeleting(null)
    try {
      await client.call(deleteCredential, { params: { id: credential.id } })
      say(`“${credential.name}” is deleted`)
    } catch (error) {
      sayError('Not deleted', error)
    }
    await cache.invalidateQueries({ queryKey: ['credentials'] })
  }
  return (
    <Page title="Credentials" total={list.data?.length} actions={add(isFirst ? 'plain' : 'go')}>
      {list.isPending && <Skeleton rows={4} />}
      {list.isError && <NotLoaded what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {isFirst && (
        <Empty icon={<KeyRound size={16} />} title="No credentials yet" actions={add('go')}>
          A credential holds what a service asks for. It is stored encrypted and never shown again.
        </Empty>
      )}
      {credentials.length > 0 && (
        <CredentialTable
          credentials={credentials}
          onEdit={(one) => setForm({ type: one.type, id: one.id })}
          onDelete={setDeleting}
        />
      )}
      {picking && (
        <PickKind
          onClose={() => setPicking(false)}
          onPick={(type) => {
            setPicking(false)
            setForm({ type })
          }}
        />
      )}
      {form && <CredentialDialog {...form} onClose={() => setForm(null)} onSaved={() => setForm(null)} />}
      {deleting && (
        <Confirm
          question={`Delete “${deleting.name}”?`}
          deed="Delete credential"
          onKeep={() => setDeleting(null)}
          onDeed={() => void remove(deleting)}
        >
          Nodes that use it fail until another one is chosen. This cannot be undone.
        </Confirm>
      )}
    </Page>
  )
}

interface CredentialTableProps {
  readonly credentials: readonly CredentialSummary[]
  readonly onEdit: (credential: CredentialSummary) => void
  readonly onDelete: (credential: CredentialSummary) => void
}

function CredentialTable({ credentials, onEdit, onDelete }: CredentialTableProps) {
  const types = useCredentialTypes()
  return (
    <table className={page.table}>
      <thead>
        <tr>
          <th>Name</th>
          <th>Kind</th>
          <th>Changed</th>
          <th aria-label="More" className={page.more} />
        </tr>
      </thead>
      <tbody>
        {credentials.map((one) => (
          <tr key={one.id}>
            <td>
              <button type="button" className={page.name} onClick={() => onEdit(one)}>
                {one.name}
              </button>
            </td>
            <td>{types.get(one.type)?.name ?? one.type}</td>
            <td data-wide title={new Date(one.updatedAt).toLocaleString()}>
              {ago(one.updatedAt)}
            </td>
            <td className={page.more}>
              <MoreMenu
                label={`More for ${one.name}`}
                groups={[
                  [
                    {
                      label: 'Edit',
                      icon: <Pencil size={16} strokeWidth={1.75} />,
                      do: () => onEdit(one),
                    },
                  ],
                  [
                    {
                      label: 'Delete',
                      icon: <Trash2 size={16} strokeWidth={1.75} />,
                      danger: true,
                      do: () => onDelete(one),
                    },
                  ],
                ]}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function PickKind({ onPick, onClose }: { readonly onPick: (type: string) => void; readonly onClose: () => void }) {
  const types = useCredentialTypes()
  const [query, setQuery] = useState('')
  const found = [...types.values()]
    .filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()))
    .toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <Dialog title="New credential" onClose={onClose}>
      <Input
        autoFocus
        before={<Search size={16} />}
        aria-label="Find a kind"
        placeholder="For which service?"
        value={query}
        onText={setQuery}
      />
      <ul className={styles.kinds}>
        {found.map((type) => (
          <li key={type.type}>
            <button type="button" onClick={() => onPick(type.type)}>
              {type.name}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
