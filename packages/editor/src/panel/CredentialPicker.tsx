import { useQuery } from '@tanstack/react-query'
import { ChevronDown, KeyRound, Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import { credentialsQuery, useCredentialTypes } from '../catalog/catalog.ts'
import { PlainTile } from '../catalog/Tile.tsx'
import { CredentialDialog } from '../credentials/CredentialDialog.tsx'
import { Button, IconButton } from '../parts/Button.tsx'
import { Menu } from '../parts/Menu.tsx'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import styles from './CredentialPicker.module.css'

/** Which stored credential the node uses: the usable ones, a new one, the chosen one's form. */
export function CredentialPicker({
  node: id,
  type,
  needed,
}: {
  readonly node: string
  readonly type: string
  readonly needed: boolean
}) {
  const { commands, readOnly } = useWorkbench()
  const chosen = useDocument((state) => state.workflow.nodes.get(id)?.credentials?.[type])
  const kind = useCredentialTypes().get(type)
  const list = useQuery(credentialsQuery)
  const [form, setForm] = useState<{ readonly id?: string } | null>(null)
  const usable = (list.data ?? []).filter((one) => one.type === type)
  const gone = chosen !== undefined && list.data !== undefined && !usable.some((one) => one.id === chosen.id)
  const choose = (credential: { readonly id: string; readonly name: string } | undefined) =>
    credential
      ? commands.chooseCredential(id, type, credential)
      : commands.edit({ do: 'setCredential', node: id, type })
  const name = kind?.name ?? type
  return (
    <div>
      <div className={styles.label}>{name}</div>
      <div className={styles.field} data-missing={(needed && (chosen === undefined || gone)) || undefined}>
        <PlainTile icon={KeyRound} size="sm" />
        <span className={styles.name}>
          {chosen ? chosen.name : 'Choose a credential'}
          {gone && <small>is not here any more</small>}
        </span>
        {chosen && !gone && chosen.id !== null && !readOnly && (
          <IconButton label="Edit credential" size="sm" onClick={() => setForm({ id: chosen.id ?? '' })}>
            <Pencil size={14} strokeWidth={1.75} />
          </IconButton>
        )}
        {kind === undefined && <small>is not supported yet</small>}
        {!readOnly && kind && usable.length === 0 && (
          <Button size="sm" onClick={() => setForm({})}>
            <Plus size={14} strokeWidth={1.75} />
            New
          </Button>
        )}
        {!readOnly && (usable.length > 0 || chosen !== undefined) && (
          <Menu
            trigger={
              <Button look="ghost" size="sm" data-icon aria-label={`Choose for ${name}`}>
                <ChevronDown size={14} strokeWidth={1.75} />
              </Button>
            }
            groups={[
              usable.map((one) => ({ label: one.name, on: one.id === chosen?.id, do: () => choose(one) })),
              [
                ...(kind
                  ? [{ label: 'New credential', icon: <Plus size={16} strokeWidth={1.75} />, do: () => setForm({}) }]
                  : []),
                ...(chosen ? [{ label: 'Use none', do: () => choose(undefined) }] : []),
              ],
            ]}
          />
        )}
      </div>
      {form && (
        <CredentialDialog
          type={type}
          id={form.id}
          onClose={() => setForm(null)}
          onSaved={(saved) => {
            choose(saved)
            setForm(null)
          }}
        />
      )}
    </div>
  )
}
