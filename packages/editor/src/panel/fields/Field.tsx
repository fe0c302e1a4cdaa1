import type { Json, Property } from '@millrace/sdk'
import { Info } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Segmented } from '../../parts/Segmented.tsx'
import { Tip } from '../../parts/Tip.tsx'
import { carriesField, draggedField } from '../../data/dragging.ts'
import { type FieldPath, isExpressionText, textOf, useForm } from '../form.ts'
import { AssignmentsField } from './AssignmentsField.tsx'
import { CollectionField } from './CollectionField.tsx'
import { CurlImport } from './CurlImport.tsx'
import { ExpressionInput } from './ExpressionInput.tsx'
import styles from './Field.module.css'
import { FilterField } from './FilterField.tsx'
import { GroupsField } from './GroupsField.tsx'
import { LocatorField } from './LocatorField.tsx'
import { MapperField } from './MapperField.tsx'
import { PlainControl } from './PlainControl.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import { useWriting } from './useWriting.ts'

interface FieldProps {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
  /** Without its own label row, for members of rows. */
  readonly bare?: boolean
}

/** One parameter of any kind: label, control, and in expression mode what it comes to. */
export function Field({ property, value, path, bare }: FieldProps) {
  switch (property.type) {
    case 'hidden':
    case 'button':
    case 'credentials':
      return null
    case 'curlImport':
      return <CurlImport />
    case 'notice':
    case 'callout':
      return (
        <p className={styles.notice}>
          <Info size={14} strokeWidth={1.75} />
          <span>{plainWords(property.label)}</span>
        </p>
      )
    case 'collection':
      return <CollectionField property={property} value={value} path={path} />
    case 'fixedCollection':
      return <GroupsField property={property} value={value} path={path} />
    case 'filter':
      return <FilterField property={property} value={value} path={path} />
    case 'assignmentCollection':
      return <AssignmentsField property={property} value={value} path={path} />
    case 'resourceLocator':
    case 'workflowSelector':
      return <LocatorField property={property} value={value} path={path} />
    case 'resourceMapper':
      return <MapperField property={property} value={value} path={path} />
    case 'boolean':
    case 'color':
    case 'credentialsSelect':
    case 'dateTime':
    case 'icon':
    case 'json':
    case 'multiOptions':
    case 'number':
    case 'options':
    case 'string':
      return <ValueField property={property} value={value} path={path} bare={bare} />
  }
}

/** A parameter that is one value: fixed, or an expression. */
function ValueField({ property, value, path, bare }: FieldProps) {
  const host = useForm()
  const stored = value === undefined ? property.default : value
  const isExpression = host.expressions && isExpressionText(stored)
  const mayBe = host.expressions && property.noExpression !== true
  const set = (next: Json | undefined) => host.set(path, next)
  /** The cursor goes along when a value becomes an expression. */
  const [changed, setChanged] = useState(false)
  const toFixed = () => set(isExpressionText(stored) ? fixedValue(property, stored.slice(1)) : stored)
  const toExpression = () => {
    setChanged(true)
    set(`=${textOf(stored)}`)
  }
  // The live line of an expression says what is wrong with its text, and where.
  const saysSo = isExpression && host.preview(stored.slice(1)).is === 'error'
  const problem = saysSo ? undefined : host.problemAt(path)
  const box = useFocusHere(path)
  const { onDropCapture, written } = useWriting()
  const writes = property.type === 'string' || property.type === 'json'

  const control = isExpression ? (
    <ExpressionInput
      label={property.label}
      text={stored.slice(1)}
      onText={(text) => set(`=${text}`)}
      bad={problem !== undefined}
      autoFocus={changed}
    />
  ) : (
    <div
      onDragOver={(event) => mayBe && !writes && carriesField(event) && event.preventDefault()}
      onDropCapture={(event) => {
        if (!mayBe) return
        if (writes) return onDropCapture(event)
        const field = draggedField(event)
        if (!field) return
        event.preventDefault()
        set(`=${field.mapping}`)
      }}
    >
      <PlainControl
        property={property}
        value={stored}
        bad={problem !== undefined}
        onValue={(next) => {
          const value = mayBe && typeof next === 'string' ? written(next) : next
          if (isExpressionText(value)) setChanged(true)
          set(value)
        }}
      />
    </div>
  )
  return (
    <div className={styles.field} data-inline={(property.type === 'boolean' && !isExpression) || undefined} ref={box}>
      {!bare && (
        <LabelRow property={property}>
          {mayBe && !host.readOnly && (
            <Segmented
              size="xs"
              label={`${property.label}: fixed or expression`}
              quiet={!isExpression}
              value={isExpression ? 'expression' : 'fixed'}
              segments={[
                { value: 'fixed', label: 'Fixed' },
                { value: 'expression', label: 'Expression' },
              ]}
              onChange={(mode) => (mode === 'expression' ? toExpression() : toFixed())}
            />
          )}
        </LabelRow>
      )}
      {control}
      {problem && <ProblemNote>{problem}</ProblemNote>}
    </div>
  )
}

export function LabelRow({ property, children }: { readonly property: Property; readonly children?: ReactNode }) {
  return (
    <div className={styles.label}>
      {property.help ? (
        <Tip label={plainWords(property.help)} side="top">
          <span className={styles.helped} tabIndex={0}>
            {property.label}
          </span>
        </Tip>
      ) : (
        <span>{property.label}</span>
      )}
      {property.required && <small aria-label="needed">needed</small>}
      <i />
      {children}
    </div>
  )
}

/** What of a field gets the cursor: where one writes, else where one chooses. */
const controls = [
  'input:not([type=radio], [aria-hidden=true]), textarea, [data-writes]',
  '[role=combobox], [role=switch]',
  'button',
]

/** Brings a field that something pointed at into view and gives it the cursor. */
function useFocusHere(path: FieldPath) {
  const { focus } = useForm()
  const box = useRef<HTMLDivElement>(null)
  const here = focus !== undefined && focus === path.join('.')
  useEffect(() => {
    if (!here) return
    box.current?.scrollIntoView({ block: 'center' })
    const found = controls.map((control) => box.current?.querySelector<HTMLElement>(control))
    found.find((control) => control)?.focus()
  }, [here])
  return box
}

/** Help comes with markup at times; only its words are shown. */
export function plainWords(text: string): string {
  return text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .trim()
}

function fixedValue(property: Property, text: string): Json | undefined {
  switch (property.type) {
    case 'number': {
      const value = Number(text)
      return text.trim() !== '' && Number.isFinite(value) ? value : property.default
    }
    case 'boolean':
      return text.trim() === 'true'
    case 'options':
      return property.options?.some((option) => String(option.value) === text) ? text : property.default
    case 'multiOptions':
      return property.default
    default:
      return text
  }
}
