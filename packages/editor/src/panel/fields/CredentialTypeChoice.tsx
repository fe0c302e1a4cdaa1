import type { Json, Property } from '@millrace/sdk'
import { useCredentialTypes } from '../../catalog/catalog.ts'
import { SearchSelect } from '../../parts/SearchSelect.tsx'
import { Select } from '../../parts/Select.tsx'
import { textOf, useForm } from '../form.ts'

/** A kind of credential: of a service, or one of the generic ways to sign requests. */
export function CredentialTypeChoice({
  property,
  value,
  onValue,
  bad,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly onValue: (value: Json) => void
  readonly bad?: boolean
}) {
  const { readOnly } = useForm()
  const types = [...useCredentialTypes().values()]
  // Documents have two such parameters; which kinds each one means is told by its name alone.
  const generic = property.name.startsWith('generic')
  const text = textOf(value)
  const offered = types
    .filter((type) => (type.signs && (type.generic ?? false) === generic) || type.type === text)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((type) => ({ value: type.type, label: type.name }))
  const known = offered.some((choice) => choice.value === text)
  const none = offered.length === 0 ? 'No service is installed' : 'Choose one'
  const choices = known ? offered : [{ value: text, label: text === '' ? none : `${text} (not installed)` }, ...offered]
  const Control = generic ? Select : SearchSelect
  return (
    <Control label={property.label} value={text} bad={bad} disabled={readOnly} choices={choices} onChange={onValue} />
  )
}
