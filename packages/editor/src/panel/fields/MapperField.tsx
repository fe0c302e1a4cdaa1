import { isJsonObject, type Json, type JsonObject, type Property } from '@millrace/sdk'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../parts/Button.tsx'
import { Input } from '../../parts/Input.tsx'
import { Select } from '../../parts/Select.tsx'
import { type FieldPath, textOf, useForm } from '../form.ts'
import { LabelRow } from './Field.tsx'
import { WrittenValue } from './WrittenValue.tsx'
import styles from './rows.module.css'

/** Values for the columns of a table elsewhere: all of the input by name, or each one said here. */
export function MapperField({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const stored = isJsonObject(value) ? value : isJsonObject(property.default) ? property.default : {}
  const mode = textOf(stored['mappingMode']) || 'defineBelow'
  const columns: JsonObject = isJsonObject(stored['value']) ? stored['value'] : {}
  const [name, setName] = useState('')
  const set = (part: JsonObject) => host.set(path, { ...stored, mappingMode: mode, ...part })
  const setColumn = (column: string, next: Json | undefined) =>
    set({
      value: Object.fromEntries([
        ...Object.entries(columns).filter(([key]) => key !== column),
        ...(next === undefined ? [] : [[column, next] as const]),
      ]),
    })
  return (
    <div>
      <LabelRow property={property} />
      <div className={styles.rows}>
        <Select
          label={property.label}
          value={mode}
          disabled={host.readOnly}
          choices={[
            { value: 'defineBelow', label: 'Each column here' },
            { value: 'autoMapInputData', label: 'Fields of the input by their names' },
          ]}
          onChange={(next) => set({ mappingMode: next })}
        />
        {mode === 'defineBelow' &&
          Object.entries(columns).map(([column, one]) => (
            <div key={column} className={styles.row}>
              <Input aria-label="Column" readOnly value={column} />
              <WrittenValue label={column} value={one} onText={(next) => setColumn(column, next)} />
              <IconButton label={`Remove ${column}`} size="sm" onClick={() => setColumn(column, undefined)}>
                <X size={14} strokeWidth={1.75} />
              </IconButton>
            </div>
          ))}
        {mode === 'defineBelow' && !host.readOnly && (
          <form
            className={styles.name}
            onSubmit={(event) => {
              event.preventDefault()
              if (name.trim() !== '') setColumn(name.trim(), '')
              setName('')
            }}
          >
            <Input aria-label="Name of the column" placeholder="Column" value={name} onText={setName} />
            <Button type="submit" look="ghost" size="sm">
              <Plus size={14} strokeWidth={1.75} />
              Add column
            </Button>
          </form>
        )}
      </div>
    </div>
  )
}
