import { isJsonObject, type Json, type JsonObject, type Property } from '@millrace/sdk'
import { Plus, X } from 'lucide-react'
import type { DragEvent } from 'react'
import { carriesField, draggedField } from '../../data/dragging.ts'
import { TypeGlyph } from '../../data/TypeGlyph.tsx'
import type { Kind } from '../../data/values.ts'
import { Button, IconButton } from '../../parts/Button.tsx'
import { Input } from '../../parts/Input.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { type FieldPath, isExpressionText, listOf, textOf, useForm } from '../form.ts'
import { LabelRow } from './Field.tsx'
import { WrittenValue } from './WrittenValue.tsx'
import styles from './rows.module.css'

const kinds: readonly { readonly type: string; readonly label: string; readonly kind: Kind }[] = [
  { type: 'string', label: 'Text', kind: 'string' },
  { type: 'number', label: 'Number', kind: 'number' },
  { type: 'boolean', label: 'True or false', kind: 'boolean' },
  { type: 'array', label: 'List', kind: 'array' },
  { type: 'object', label: 'Object', kind: 'object' },
]

/** Named values: a name, a kind, a value. A field dropped here becomes one. */
export function AssignmentsField({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const stored = isJsonObject(value) ? value : {}
  const rows = listOf(stored['assignments']).map((row) => (isJsonObject(row) ? row : {}))
  const setRows = (next: readonly JsonObject[]) => host.set(path, { ...stored, assignments: next })
  const add = (row: JsonObject) => setRows([...rows, { id: crypto.randomUUID(), ...row }])
  const dropNew = (event: DragEvent) => {
    const field = draggedField(event)
    if (!field || event.defaultPrevented) return
    event.preventDefault()
    add({ name: lastName(field.mapping), value: `=${field.mapping}`, type: typeOfKind(field.kind) })
  }
  return (
    <div onDragOver={(event) => carriesField(event) && event.preventDefault()} onDrop={dropNew}>
      <LabelRow property={property} />
      <div className={styles.rows}>
        {rows.map((row, index) => (
          <Assignment
            key={typeof row['id'] === 'string' ? row['id'] : index}
            row={row}
            onRow={(next) => setRows(rows.with(index, next))}
            onRemove={() => setRows(rows.toSpliced(index, 1))}
          />
        ))}
        {!host.readOnly && (
          <Button
            look="ghost"
            size="sm"
            className={styles.add}
            onClick={() => add({ name: '', value: '', type: 'string' })}
          >
            <Plus size={14} strokeWidth={1.75} />
            Add field
            <small>or drop one here</small>
          </Button>
        )}
      </div>
    </div>
  )
}

function Assignment({
  row,
  onRow,
  onRemove,
}: {
  readonly row: JsonObject
  readonly onRow: (row: JsonObject) => void
  readonly onRemove: () => void
}) {
  const host = useForm()
  const kind = kinds.find(({ type }) => type === row['type']) ?? kinds[0]
  const value = row['value']
  const name = textOf(row['name'])
  return (
    <div
      className={styles.row}
      onDragOver={(event) => event.stopPropagation()}
      onDrop={(event) => event.stopPropagation()}
    >
      <span className={styles.name}>
        <Input
          aria-label="Name"
          placeholder="name"
          readOnly={host.readOnly}
          value={name}
          onText={(text) => onRow({ ...row, name: text })}
          before={
            <Menu
              align="start"
              trigger={
                <button type="button" className={styles.kind} aria-label={`Kind: ${kind?.label ?? ''}`}>
                  <TypeGlyph kind={kind?.kind ?? 'string'} />
                </button>
              }
              groups={[
                kinds.map(({ type, label, kind: glyph }) => ({
                  label,
                  icon: <TypeGlyph kind={glyph} />,
                  on: type === kind?.type,
                  do: () => onRow({ ...row, type, value: isExpressionText(value) ? value : converted(value, type) }),
                })),
              ]}
            />
          }
        />
      </span>
      {kind?.type === 'boolean' && !isExpressionText(value) ? (
        <Segmented
          label={`Value of ${name}`}
          value={textOf(value) === 'true' ? 'true' : 'false'}
          segments={[
            { value: 'true', label: 'true' },
            { value: 'false', label: 'false' },
          ]}
          onChange={(next) => onRow({ ...row, value: next === 'true' })}
        />
      ) : (
        <WrittenValue
          label={`Value of ${name}`}
          placeholder="value, or = for an expression"
          value={value}
          onText={(text) => onRow({ ...row, value: converted(text, textOf(row['type'])) })}
        />
      )}
      <IconButton
        label={`Remove ${name === '' ? 'field' : name}`}
        size="sm"
        className={styles.remove}
        onClick={onRemove}
      >
        <X size={14} strokeWidth={1.75} />
      </IconButton>
    </div>
  )
}

/** The kind a field gets that reads a value: dates travel as text. */
function typeOfKind(kind: Kind): string {
  return kinds.find((one) => one.kind === kind)?.type ?? 'string'
}

/** Numbers become numbers when they are whole ones to read; half a number stays text. */
function converted(value: Json | undefined, type: string): Json {
  const text = textOf(value)
  if (text.startsWith('=')) return text
  if (type === 'boolean') return text === 'true'
  if (type === 'number' && text.trim() !== '' && !text.endsWith('.') && Number.isFinite(Number(text)))
    return Number(text)
  return text
}

/** The name a dragged field brings along. */
function lastName(mapping: string): string {
  return /([\w$]+)(?:\[\d+\])?\s*\}\}$/.exec(mapping)?.[1] ?? /\["([^"]+)"\]\s*\}\}$/.exec(mapping)?.[1] ?? ''
}
