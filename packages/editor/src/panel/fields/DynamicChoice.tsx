import type { Json, Property } from '@millrace/sdk'
import { RotateCw } from 'lucide-react'
import { Button } from '../../parts/Button.tsx'
import { Input } from '../../parts/Input.tsx'
import { Select } from '../../parts/Select.tsx'
import { textOf, useForm } from '../form.ts'
import styles from './DynamicChoice.module.css'
import { useLookup } from './useLookup.ts'

/** Choices that the service itself knows: loaded when the field is there; an id can always be typed. */
export function DynamicChoice({
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
  const host = useForm()
  const list = useLookup(property)
  const text = textOf(value)
  const known = list.data?.choices ?? []
  if (list.data && known.length > 0) {
    const stray = text !== '' && !known.some((choice) => choice.value === text) ? [{ value: text, label: text }] : []
    return (
      <Select
        label={property.label}
        value={text}
        bad={bad}
        disabled={host.readOnly}
        choices={[
          ...stray,
          ...known.map(({ value: id, label, help }) => ({ value: id, label, ...(help === undefined ? {} : { help }) })),
        ]}
        onChange={onValue}
      />
    )
  }
  return (
    <div>
      <Input
        aria-label={property.label}
        placeholder="Id"
        bad={bad}
        readOnly={host.readOnly}
        value={text}
        onText={onValue}
      />
      <p className={styles.note}>
        {list.isFetching ? (
          'The list is loading. An id works meanwhile.'
        ) : list.isError ? (
          <>
            {list.error.message}
            <Button size="sm" onClick={() => void list.refetch()}>
              <RotateCw size={12} />
              Try again
            </Button>
          </>
        ) : (
          'An id works here.'
        )}
      </p>
    </div>
  )
}
