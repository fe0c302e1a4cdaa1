import { isJsonObject, type Json, type Property, visibleMembers } from '@millrace/sdk'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../parts/Button.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { type FieldPath, useForm } from '../form.ts'
import { Field } from './Field.tsx'
import styles from './rows.module.css'

/** Optional parameters: those that are set, and a way to the others. */
export function CollectionField({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const values = isJsonObject(value) ? value : {}
  const members = visibleMembers(property.members ?? [], values, host.root, host.version)
  const set = members.filter(({ name }) => values[name] !== undefined)
  const others = members.filter(({ name }) => values[name] === undefined)
  return (
    <section className={styles.section} aria-label={property.label}>
      <div className={styles.head}>
        {property.label}
        <i />
        {others.length > 0 && !host.readOnly && (
          <Menu
            trigger={
              <Button look="ghost" size="sm">
                <Plus size={14} strokeWidth={1.75} />
                {property.placeholder ?? 'Add option'}
              </Button>
            }
            groups={[
              others.map((member) => ({
                label: member.label,
                do: () => host.set([...path, member.name], member.default),
              })),
            ]}
          />
        )}
      </div>
      {set.map((member) => (
        <div key={member.name} className={styles.member}>
          <Field property={member} value={values[member.name]} path={[...path, member.name]} />
          {!host.readOnly && (
            <IconButton
              label={`Remove ${member.label}`}
              size="sm"
              onClick={() => host.set([...path, member.name], undefined)}
            >
              <X size={14} strokeWidth={1.75} />
            </IconButton>
          )}
        </div>
      ))}
    </section>
  )
}
