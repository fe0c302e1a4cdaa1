import type { ComponentProps, ReactNode } from 'react'
import styles from './Button.module.css'
import { Tip } from './Tip.tsx'

export interface ButtonProps extends ComponentProps<'button'> {
  /** `go` is the one filled button of its place. */
  readonly look?: 'plain' | 'go' | 'ghost' | 'danger'
  readonly size?: 'sm' | 'md' | 'lg' | 'xl'
  readonly on?: boolean
}

/** A deed. Its words are a verb. */
export function Button({ look = 'plain', size = 'md', on, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={className ? `${styles.button} ${className}` : styles.button}
      data-look={look}
      data-size={size}
      data-on={on || undefined}
      {...rest}
    />
  )
}

/** A deed shown by a picture only: it needs a name, which is its tooltip too. */
export function IconButton({
  label,
  keys,
  children,
  look = 'ghost',
  side,
  ...rest
}: ButtonProps & {
  readonly label: string
  readonly keys?: string
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactNode
}) {
  return (
    <Tip label={label} keys={keys} side={side}>
      <Button aria-label={label} look={look} data-icon {...rest}>
        {children}
      </Button>
    </Tip>
  )
}
