import { isJsonObject, type Json, type LocatorMode, type Property } from '@millrace/sdk'
import { ExternalLink } from 'lucide-react'
import { Input } from '../../parts/Input.tsx'
import { SearchSelect } from '../../parts/SearchSelect.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { Select } from '../../parts/Select.tsx'
import { type FieldPath, isExpressionText, textOf, useForm } from '../form.ts'
import { ExpressionInput } from './ExpressionInput.tsx'
import field from './Field.module.css'
import { LabelRow } from './Field.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import { useLookup } from './useLookup.ts'
import { useWriting } from './useWriting.ts'
import styles from './rows.module.css'

/** A thing named in one of several ways: from a list, by its address, by its id. */
export function LocatorField({
  property,
  value,
  path,
}: {
  readonly property: Property
  readonly value: Json | undefined
  readonly path: FieldPath
}) {
  const host = useForm()
  const { onDropCapture, written } = useWriting()
  const modes = property.modes ?? (property.type === 'workflowSelector' ? byListOrId(property) : [])
  const stored = isJsonObject(value) ? value : isJsonObject(property.default) ? property.default : {}
  // Older documents hold the id alone.
  const inner = typeof value === 'string' ? value : stored['value']
  const mode = typeof stored['mode'] === 'string' ? stored['mode'] : (modes[0]?.name ?? 'id')
  const set = (next: { readonly mode?: string; readonly value?: Json; readonly cachedResultName?: string }) =>
    host.set(path, { ...stored, __rl: true, mode, value: inner ?? '', ...next })
  const isExpression = isExpressionText(inner)
  const current = modes.find(({ name }) => name === mode)
  const problem = host.problemAt(path)
  return (
    <div className={field.field}>
      <LabelRow property={property}>
        {host.expressions && property.noExpression !== true && !host.readOnly && (
          <Segmented
            size="xs"
            label={`${property.label}: fixed or expression`}
            quiet={!isExpression}
            value={isExpression ? 'expression' : 'fixed'}
            segments={[
              { value: 'fixed', label: 'Fixed' },
              { value: 'expression', label: 'Expression' },
            ]}
            onChange={(next) =>
              set({ value: next === 'expression' ? `=${textOf(inner)}` : textOf(inner).replace(/^=/, '') })
            }
          />
        )}
      </LabelRow>
      {isExpression ? (
        <ExpressionInput label={property.label} text={inner.slice(1)} onText={(text) => set({ value: `=${text}` })} />
      ) : (
        <div className={styles.joined}>
          {modes.length > 1 && (
            <Select
              joined
              label={`${property.label}: named by`}
              value={mode}
              disabled={host.readOnly}
              choices={modes.map(({ name, label }) => ({ value: name, label }))}
              onChange={(next) => set({ mode: next, value: '' })}
            />
          )}
          {current?.type === 'list' && current.lookup !== undefined ? (
            <ListChoice
              label={property.label}
              lookup={current.lookup}
              dependsOn={property.dependsOn ?? []}
              value={textOf(inner)}
              name={textOf(stored['cachedResultName'])}
              onChoice={(id, name) => set({ value: id, cachedResultName: name })}
            />
          ) : (
            <Input
              aria-label={property.label}
              readOnly={host.readOnly}
              bad={problem !== undefined}
              placeholder={current?.placeholder ?? property.placeholder}
              value={textOf(inner)}
              onText={(text) => set({ value: written(text) })}
              onDropCapture={onDropCapture}
            />
          )}
        </div>
      )}
      {problem && <ProblemNote>{problem}</ProblemNote>}
    </div>
  )
}

/** How a workflow is named. */
function byListOrId({ lookup }: Property): readonly LocatorMode[] {
  return [
    { name: 'list', label: 'From list', type: 'list', ...(lookup !== undefined && { lookup }) },
    { name: 'id', label: 'By ID', type: 'string' },
  ]
}

/** What a browser may be sent to: some of these come from services. */
const isPage = /^(?:https?:\/\/|\/(?![/\\]))/

/** A list that is longer is searched by name. */
const MANY = 12

function ListChoice(props: {
  readonly label: string
  readonly lookup: string
  readonly dependsOn: readonly string[]
  readonly value: string
  readonly name: string
  readonly onChoice: (id: string, name: string) => void
}) {
  const host = useForm()
  const list = useLookup(props)
  const known = list.data?.choices ?? []
  const stray = props.value !== '' && !known.some(({ value }) => value === props.value)
  const address = known.find(({ value }) => value === props.value)?.url
  const Choices = known.length > MANY ? SearchSelect : Select
  return (
    <div className={styles.listed}>
      <Choices
        label={props.label}
        value={props.value}
        disabled={host.readOnly}
        choices={[
          ...(stray ? [{ value: props.value, label: props.name === '' ? props.value : props.name }] : []),
          ...(props.value === ''
            ? [
                {
                  value: '',
                  label: list.isFetching ? 'The list is loading' : list.isError ? list.error.message : 'Choose one',
                },
              ]
            : []),
          ...known.map(({ value, label }) => ({ value, label })),
        ]}
        onChange={(id) => props.onChoice(id, known.find(({ value }) => value === id)?.label ?? id)}
      />
      {address !== undefined && isPage.test(address) && (
        <a
          className={styles.open}
          href={address}
          target="_blank"
          rel="noreferrer"
          aria-label={`Open ${props.label}`}
          title="Open it"
        >
          <ExternalLink size={14} strokeWidth={1.75} />
        </a>
      )}
    </div>
  )
}
