import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { Unplug } from 'lucide-react'
import { Suspense, lazy } from 'react'
import { sessionQuery } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'

const Welcome = lazy(async () => ({ default: (await import('../pages/WelcomePage.tsx')).WelcomePage }))

/** Nobody sees a workflow before it is known who they are: first the owner, then a sign-in, then the app. */
export function SessionGate() {
  const session = useQuery(sessionQuery)
  if (session.isError) {
    return (
      <main>
        <Empty
          icon={<Unplug size={16} />}
          title="Millrace does not answer"
          actions={<Button onClick={() => void session.refetch()}>Try again</Button>}
        >
          {session.error.message} Check that the server is running.
        </Empty>
      </main>
    )
  }
  if (!session.data) return null
  if (!session.data.user) {
    return (
      <Suspense fallback={null}>
        <Welcome session={session.data} />
      </Suspense>
    )
  }
  return <Outlet />
}
