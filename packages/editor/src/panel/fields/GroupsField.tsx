import {
  isJsonObject,
  type Json,
  type JsonObject,
  type Property,
  type PropertyGroup,
  visibleMembers,
} from '@millrace/sdk'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../parts/Button.tsx'
import { type FieldPath, listOf, useForm } from '../form.ts'
import { Field, LabelRow } from './Field.tsx'
import styles from './rows.module.css'
import { WrittenValue } from './WrittenValue.tsx'

/** Groups of fields that belong together, one or several of each. */
export function GroupsField({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const groups = property.groups ?? []
  const values = isJsonObject(value) ? value : {}
  return (
    <div>
      <LabelRow property={property} />
      <div className={styles.rows}>
        {groups.map((group) =>
          entriesOf(values, group, property.multiple).map((entry, index) => (
            <Group
              key={`${group.name}${index}`}
              group={group}
              several={property.multiple === true}
              entry={entry}
              path={property.multiple ? [...path, group.name, index] : [...path, group.name]}
            />
          )),
        )}
        {!host.readOnly && (
          <div className={styles.chips}>
            {groups
              .filter((group) => property.multiple || values[group.name] === undefined)
              .map((group) => (
                <Button
                  key={group.name}
                  look="ghost"
                  size="sm"
                  className={styles.add}
                  onClick={() => {
                    const entry = defaultsOf(group, host.root, host.version)
                    if (property.multiple) host.set([...path, group.name], [...listOf(values[group.name]), entry])
                    else host.set([...path, group.name], entry)
                  }}
                >
                  <Plus size={14} strokeWidth={1.75} />
                  {groups.length === 1 ? (property.placeholder ?? `Add ${group.label.toLowerCase()}`) : group.label}
                </Button>
              ))}
          </div>
        )}
      </div>
    </div>
  )
}

function Group({
  group,
  several,
  entry,
  path,
}: {
  readonly group: PropertyGroup
  readonly several: boolean
  readonly entry: JsonObject
  readonly path: FieldPath
}) {
  const host = useForm()
  const fields = visibleMembers(group.values, entry, host.root, host.version)
  const [first, second] = fields
  const remove = !host.readOnly && (
    <IconButton
      label={`Remove ${group.label.toLowerCase()}`}
      size="sm"
      className={styles.remove}
      onClick={() => host.set(path, undefined)}
    >
      <X size={14} strokeWidth={1.75} />
    </IconButton>
  )
  if (several && host.expressions && fields.length === 2 && fields.every(isWritten)) {
    return (
      <div className={styles.row} role="group" aria-label={group.label}>
        {fields.map((field) => (
          <PairMember key={field.name} property={field} value={entry[field.name]} path={[...path, field.name]} />
        ))}
        {remove}
      </div>
    )
  }
  const simple = fields.length === 2 && first && second && isLine(first) && isLine(second)
  return (
    <div className={styles.group} role="group" aria-label={group.label}>
      {simple ? (
        <div className={styles.pair}>
          <Field property={first} value={entry[first.name]} path={[...path, first.name]} />
          <Field property={second} value={entry[second.name]} path={[...path, second.name]} />
        </div>
      ) : (
        fields.map((field) => (
          <Field key={field.name} property={field} value={entry[field.name]} path={[...path, field.name]} />
        ))
      )}
      {remove}
    </div>
  )
}

/** A name or a value, of many: its place says which. */
function PairMember({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const problem = host.problemAt(path)
  return (
    <div>
      <WrittenValue
        label={property.label}
        placeholder={property.placeholder ?? property.label}
        value={value ?? property.default}
        onText={(text) => host.set(path, text)}
      />
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
    </div>
  )
}

function isWritten(property: Property): boolean {
  return isLine(property) && property.type === 'string' && !property.password && !property.noExpression
}

function isLine(property: Property): boolean {
  return (
    (property.type === 'string' && property.editor === undefined && (property.rows ?? 1) === 1) ||
    property.type === 'options' ||
    property.type === 'number'
  )
}

function entriesOf(values: JsonObject, group: PropertyGroup, multiple: boolean | undefined): readonly JsonObject[] {
  const stored = values[group.name]
  if (stored === undefined) return []
  const all = multiple ? listOf(stored) : [stored]
  return all.map((entry) => (isJsonObject(entry) ? entry : {}))
}

function defaultsOf(group: PropertyGroup, root: JsonObject, version: number): JsonObject {
  return Object.fromEntries(visibleMembers(group.values, {}, root, version).map((field) => [field.name, field.default]))
}
