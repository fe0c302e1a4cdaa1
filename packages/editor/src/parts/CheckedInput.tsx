import { useState } from 'react'
import { Input, type InputProps } from './Input.tsx'

/** A field that passes on what is right only: what is not is marked, and forgotten when one leaves. */
export function CheckedInput({
  value,
  isRight,
  onValue,
  ...rest
}: Omit<InputProps, 'value' | 'onText' | 'bad' | 'onBlur'> & {
  readonly value: string
  readonly isRight: (text: string) => boolean
  readonly onValue: (text: string) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Input
      {...rest}
      value={typed ?? value}
      bad={typed !== null && !isRight(typed.trim())}
      onBlur={() => setTyped(null)}
      onText={(text) => {
        setTyped(text)
        if (isRight(text.trim())) onValue(text.trim())
      }}
    />
  )
}

/** A number above nothing, or nothing. */
export function NumberInput({
  label,
  value,
  whole,
  onValue,
  ...rest
}: {
  readonly label: string
  readonly value: number | undefined
  readonly whole?: boolean
  readonly readOnly?: boolean
  readonly placeholder?: string
  readonly onValue: (value: number | undefined) => void
}) {
  const isRight = (text: string) =>
    text === '' || (/^\d+(\.\d*)?$/.test(text) && Number(text) > 0 && (!whole || Number.isInteger(Number(text))))
  return (
    <CheckedInput
      {...rest}
      aria-label={label}
      inputMode={whole ? 'numeric' : 'decimal'}
      value={value === undefined ? '' : String(value)}
      isRight={isRight}
      onValue={(text) => onValue(text === '' ? undefined : Number(text))}
    />
  )
}
