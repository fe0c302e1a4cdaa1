import type { Json } from '@millrace/sdk'
import { useState } from 'react'
import { Input } from '../../parts/Input.tsx'
import { isExpressionText, textOf, useForm } from '../form.ts'
import { ExpressionInput } from './ExpressionInput.tsx'
import { useWriting } from './useWriting.ts'

/**
 * A value that is written: text, or an expression once it begins with `=`. The cursor stays where one writes when
 * one becomes the other.
 */
export function WrittenValue({
  label,
  value,
  placeholder,
  onText,
}: {
  readonly label: string
  readonly value: Json | undefined
  readonly placeholder?: string
  /** With the leading `=` where it is an expression. */
  readonly onText: (text: string) => void
}) {
  const host = useForm()
  const { onDropCapture, written } = useWriting()
  const [changed, setChanged] = useState(false)
  const take = (text: string) => {
    if (text.startsWith('=') !== isExpressionText(value)) setChanged(true)
    onText(text)
  }
  if (isExpressionText(value)) {
    return (
      <ExpressionInput
        label={label}
        text={value.slice(1)}
        autoFocus={changed}
        onText={(text) => take(text === '' ? '' : `=${text}`)}
      />
    )
  }
  return (
    <Input
      aria-label={label}
      placeholder={placeholder}
      readOnly={host.readOnly}
      autoFocus={changed}
      value={textOf(value)}
      onText={(text) => take(written(text))}
      onDropCapture={onDropCapture}
    />
  )
}
