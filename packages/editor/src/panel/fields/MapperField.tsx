import { isJsonObject, type Json, type JsonObject, type Property } from '@millrace/sdk'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../parts/Button.tsx'
import { Input } from '../../parts/Input.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Select } from '../../parts/Select.tsx'
import { type FieldPath, textOf, useForm } from '../form.ts'
import { LabelRow } from './Field.tsx'
import { schemaOf } from './mapping.ts'
import { ProblemNote } from './ProblemNote.tsx'
import styles from './rows.module.css'
import { useLookup } from './useLookup.ts'
import { WrittenValue } from './WrittenValue.tsx'

/** Values for the columns of a table elsewhere, or the fields of a workflow: all of the input by name, or each one. */
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
  const list = useLookup(property)
  const known = list.data?.choices ?? []
  const word = wordOf(property)
  const set = (part: JsonObject) => host.set(path, { ...stored, mappingMode: mode, ...part })
  const setColumns = (next: JsonObject) => set({ value: next, schema: schemaOf(next, known, stored['schema']) })
  const add = (names: readonly string[]) =>
    setColumns({ ...columns, ...Object.fromEntries(names.map((name) => [name, ''])) })
  const remove = (name: string) =>
    setColumns(Object.fromEntries(Object.entries(columns).filter(([key]) => key !== name)))
  const problem = host.problemAt(path)
  return (
    <div>
      <LabelRow property={property} />
      <div className={styles.rows}>
        {property.settings?.['supportAutoMap'] !== false && (
          <Select
            label={property.label}
            value={mode}
            disabled={host.readOnly}
            choices={[
              { value: 'defineBelow', label: `Each ${word} here` },
              { value: 'autoMapInputData', label: 'Fields of the input by their names' },
            ]}
            onChange={(next) => set({ mappingMode: next })}
          />
        )}
        {mode === 'defineBelow' &&
          Object.entries(columns).map(([column, one]) => (
            <div key={column} className={styles.row}>
              <Input aria-label={`Name of the ${word}`} readOnly value={column} />
              <WrittenValue
                label={column}
                value={one}
                placeholder={known.find(({ value: name }) => name === column)?.help}
                onText={(next) => setColumns({ ...columns, [column]: next })}
              />
              {!host.readOnly && (
                <IconButton label={`Remove ${column}`} size="sm" onClick={() => remove(column)}>
                  <X size={14} strokeWidth={1.75} />
                </IconButton>
              )}
            </div>
          ))}
        {mode === 'defineBelow' && !host.readOnly && (
          <AddColumn
            word={word}
            known={known.filter(({ value: name }) => !Object.hasOwn(columns, name))}
            isListed={known.length > 0}
            onAdd={add}
          />
        )}
      </div>
      {list.error && <ProblemNote>{list.error.message}</ProblemNote>}
      {problem && <ProblemNote>{problem}</ProblemNote>}
    </div>
  )
}

/** Adds those that are known, one or all; where none are, by name. */
function AddColumn({
  word,
  known,
  isListed,
  onAdd,
}: {
  readonly word: string
  readonly known: readonly { readonly value: string; readonly label: string; readonly help?: string }[]
  readonly isListed: boolean
  readonly onAdd: (names: readonly string[]) => void
}) {
  const [name, setName] = useState('')
  if (isListed) {
    if (known.length === 0) return null
    const each = known.map(({ value, label, help }) => ({ label, aside: help, do: () => onAdd([value]) }))
    const all = { label: 'All of them', do: () => onAdd(known.map(({ value }) => value)) }
    return (
      <div>
        <Menu
          align="start"
          trigger={
            <Button look="ghost" size="sm">
              <Plus size={14} strokeWidth={1.75} />
              {`Add ${word}`}
            </Button>
          }
          groups={[each, known.length > 1 ? [all] : []]}
        />
      </div>
    )
  }
  return (
    <form
      className={styles.name}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') onAdd([name.trim()])
        setName('')
      }}
    >
      <Input aria-label={`Name of a new ${word}`} placeholder={`Name of a ${word}`} value={name} onText={setName} />
      <Button type="submit" look="ghost" size="sm">
        <Plus size={14} strokeWidth={1.75} />
        {`Add ${word}`}
      </Button>
    </form>
  )
}

/** What the service calls a column: column, field. */
function wordOf({ settings }: Property): string {
  const words = settings?.['fieldWords']
  const singular = isJsonObject(words) ? words['singular'] : undefined
  return typeof singular === 'string' && singular !== '' ? singular : 'field'
}
