import type { Json, Property } from '@millrace/sdk'
import { Check, Eye, EyeOff } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'
import { IconButton } from '../../parts/Button.tsx'
import { Input, TextArea } from '../../parts/Input.tsx'
import { Select } from '../../parts/Select.tsx'
import { Switch } from '../../parts/Switch.tsx'
import { isExpressionText, listOf, textOf, useForm } from '../form.ts'
import { CredentialTypeChoice } from './CredentialTypeChoice.tsx'
import { DynamicChoice } from './DynamicChoice.tsx'
import styles from './PlainControl.module.css'

const CodeArea = lazy(async () => ({ default: (await import('./CodeArea.tsx')).CodeArea }))

interface ControlProps {
  readonly property: Property
  readonly value: Json | undefined
  readonly onValue: (value: Json) => void
  readonly bad?: boolean
}

/** The control of a fixed value, by its kind. */
export function PlainControl(props: ControlProps) {
  const { property, value, onValue, bad } = props
  const { readOnly } = useForm()
  switch (property.type) {
    case 'boolean':
      return <Switch label={property.label} checked={value === true} disabled={readOnly} onChange={onValue} />
    case 'number':
      return <NumberControl {...props} />
    case 'options':
      return property.lookup === undefined ? <OptionsControl {...props} /> : <DynamicChoice {...props} />
    case 'credentialsSelect':
      return <CredentialTypeChoice {...props} />
    case 'multiOptions':
      return <MultiControl {...props} />
    case 'json':
      return <LongControl {...props} language="json" />
    case 'dateTime':
      return (
        <Input
          type="datetime-local"
          aria-label={property.label}
          disabled={readOnly}
          bad={bad}
          value={textOf(value).slice(0, 16)}
          onText={onValue}
        />
      )
    case 'color':
      return (
        <span className={styles.color}>
          <input
            type="color"
            aria-label={`${property.label}, picker`}
            value={textOf(value)}
            disabled={readOnly}
            onChange={(event) => onValue(event.target.value)}
          />
          <Input aria-label={property.label} value={textOf(value)} onText={onValue} disabled={readOnly} bad={bad} />
        </span>
      )
    default:
      return <TextControl {...props} />
  }
}

function TextControl({ property, value, onValue, bad }: ControlProps) {
  const { readOnly } = useForm()
  const [shown, setShown] = useState(false)
  if (property.multiple) return <TextsControl property={property} value={value} onValue={onValue} bad={bad} />
  if (property.editor !== undefined) {
    return (
      <LongControl
        property={property}
        value={value}
        onValue={onValue}
        bad={bad}
        language={property.language ?? property.editor}
      />
    )
  }
  if ((property.rows ?? 1) > 1) {
    return (
      <TextArea
        aria-label={property.label}
        bad={bad}
        rows={Math.min(property.rows ?? 3, 12)}
        readOnly={readOnly}
        placeholder={property.placeholder}
        value={textOf(value)}
        onText={onValue}
      />
    )
  }
  return (
    <Input
      aria-label={property.label}
      type={property.password && !shown ? 'password' : 'text'}
      autoComplete="off"
      readOnly={readOnly}
      placeholder={property.placeholder}
      bad={bad}
      value={textOf(value)}
      onText={onValue}
      after={
        property.password ? (
          <IconButton label={shown ? 'Hide' : 'Show'} size="sm" onClick={() => setShown(!shown)}>
            {shown ? <EyeOff size={14} strokeWidth={1.75} /> : <Eye size={14} strokeWidth={1.75} />}
          </IconButton>
        ) : undefined
      }
    />
  )
}

/** A list of texts, one to a line. */
function TextsControl({ property, value, onValue, bad }: ControlProps) {
  const { readOnly } = useForm()
  return (
    <TextArea
      aria-label={`${property.label}, one to a line`}
      bad={bad}
      rows={3}
      readOnly={readOnly}
      value={listOf(value).map(textOf).join('\n')}
      onText={(text) => onValue(text.split('\n'))}
    />
  )
}

/** A number may be half typed; the document gets it when it is one. */
function NumberControl({ property, value, onValue, bad }: ControlProps) {
  const { readOnly } = useForm()
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Input
      aria-label={property.label}
      inputMode="decimal"
      readOnly={readOnly}
      bad={bad || (typed !== null && !Number.isFinite(Number(typed)))}
      placeholder={property.placeholder}
      value={typed ?? textOf(value)}
      onBlur={() => setTyped(null)}
      onText={(text) => {
        setTyped(text)
        if (text === '=') onValue('=')
        const number = Number(text)
        if (text.trim() !== '' && Number.isFinite(number)) onValue(within(number, property))
      }}
    />
  )
}

function within(value: number, { min, max, decimals }: Property): number {
  const rounded = decimals === undefined ? value : Number(value.toFixed(decimals))
  return Math.min(max ?? Infinity, Math.max(min ?? -Infinity, rounded))
}

function OptionsControl({ property, value, onValue, bad }: ControlProps) {
  const { readOnly } = useForm()
  const choices = (property.options ?? []).map((option) => ({ ...option, key: String(option.value) }))
  const chosen = choices.find((choice) => choice.value === value)
  const stray =
    chosen === undefined && value !== undefined && value !== ''
      ? [{ value: textOf(value), label: `${textOf(value)} (not offered)` }]
      : []
  return (
    <Select
      label={property.label}
      value={chosen?.key ?? textOf(value)}
      bad={bad || (stray.length > 0 && !isExpressionText(value))}
      disabled={readOnly}
      choices={[
        ...stray,
        ...choices.map(({ key, label, help }) => ({
          value: key,
          label,
          ...(help === undefined ? {} : { help: help.replace(/<[^>]*>/g, '') }),
        })),
      ]}
      onChange={(key) => {
        const found = choices.find((choice) => choice.key === key)
        if (found) onValue(found.value)
      }}
    />
  )
}

function MultiControl({ property, value, onValue }: ControlProps) {
  const { readOnly } = useForm()
  const chosen = listOf(value)
  return (
    <div className={styles.multi} role="group" aria-label={property.label}>
      {(property.options ?? []).map((option) => {
        const on = chosen.includes(option.value)
        return (
          <button
            key={String(option.value)}
            type="button"
            role="checkbox"
            aria-checked={on}
            disabled={readOnly}
            onClick={() => onValue(on ? chosen.filter((one) => one !== option.value) : [...chosen, option.value])}
          >
            {on && <Check size={12} strokeWidth={2.25} />}
            {option.label}
          </button>
        )
      })}
    </div>
  )
}

function LongControl({ property, value, onValue, bad, language }: ControlProps & { readonly language: string }) {
  const { readOnly } = useForm()
  const text = textOf(value)
  return (
    <Suspense fallback={<pre className={styles.coming}>{text}</pre>}>
      <CodeArea label={property.label} language={language} text={text} bad={bad} readOnly={readOnly} onText={onValue} />
    </Suspense>
  )
}
