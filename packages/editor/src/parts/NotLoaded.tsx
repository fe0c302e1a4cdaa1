import { CircleX } from 'lucide-react'
import { errorText } from '../api/error-text.ts'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'

/** Something that was asked of the server did not come: why, and another try. */
export function NotLoaded({
  what,
  error,
  onRetry,
}: {
  /** As it begins a sentence: “The list”. */
  readonly what: string
  readonly error: Error
  readonly onRetry: () => void
}) {
  return (
    <Empty
      icon={<CircleX size={16} />}
      title={`${what} did not load`}
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      {errorText(error)}
    </Empty>
  )
}
