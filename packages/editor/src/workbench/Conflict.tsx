import { useStore } from 'zustand'
import { importWorkflow } from '@millrace/workflow'
import type { SavingStore } from '../document/saving.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { ago, count } from '../parts/numbers.ts'
import { useDocument } from './workbench.ts'
import { downloadDocument } from './download.ts'

/** Two drafts of one workflow: nothing is written until a person says which one counts. */
export function Conflict({ saving }: { readonly saving: SavingStore }) {
  const state = useStore(saving, (one) => one.state)
  const mine = useDocument((one) => one.workflow)
  if (state.is !== 'conflict') return null
  const { theirs } = state
  const newer = importWorkflow(theirs.document).workflow
  return (
    <Dialog
      title="Someone saved a newer draft"
      foot={
        <>
          <Button size="lg" onClick={() => downloadDocument(mine, 'millrace')}>
            Download mine
          </Button>
          <Button size="lg" onClick={() => void saving.getState().keepMine()}>
            Keep mine
          </Button>
          <Button size="lg" look="go" onClick={() => saving.getState().takeTheirs()}>
            Use theirs
          </Button>
        </>
      }
    >
      <p>
        The other draft was saved {ago(theirs.updatedAt)} and has {count(newer.nodes.size)} nodes; yours has{' '}
        {count(mine.nodes.size)}. Nothing of yours is saved until you choose. Keeping yours replaces the other draft.
      </p>
    </Dialog>
  )
}
