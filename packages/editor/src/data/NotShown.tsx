import { CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Empty } from '../parts/Empty.tsx'

/** Why a file is not to be seen. */
export function NotShown({ children }: { readonly children: ReactNode }) {
  return (
    <Empty icon={<CircleX size={16} />} title="It cannot be shown">
      {children}
    </Empty>
  )
}
