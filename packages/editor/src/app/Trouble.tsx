import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { CircleHelp, CircleX } from 'lucide-react'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'

export function NotFound() {
  return (
    <main>
      <Empty icon={<CircleHelp size={16} />} title="There is no such page" actions={<Link to="/">All workflows</Link>}>
        The address may be old, or what it named was deleted.
      </Empty>
    </main>
  )
}

/** A fault of ours: what was said, and the two ways on. */
export function WentWrong({ error, reset }: ErrorComponentProps) {
  return (
    <main>
      <Empty
        icon={<CircleX size={16} />}
        title="This page failed"
        actions={
          <>
            <Button look="go" onClick={reset}>
              Try again
            </Button>
            <Button onClick={() => location.assign('/')}>All workflows</Button>
          </>
        }
      >
        {error instanceof Error ? error.message : String(error)} What you drew is saved up to the last change.
      </Empty>
    </main>
  )
}
