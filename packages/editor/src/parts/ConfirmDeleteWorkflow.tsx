import { Confirm } from './Dialog.tsx'

/** Asks before a workflow is deleted, and says what goes with it. */
export function ConfirmDeleteWorkflow({
  name,
  live,
  onKeep,
  onDelete,
}: {
  readonly name: string
  readonly live: boolean
  readonly onKeep: () => void
  readonly onDelete: () => void
}) {
  return (
    <Confirm question={`Delete “${name}”?`} deed="Delete workflow" onKeep={onKeep} onDeed={onDelete}>
      {live
        ? 'It is live: its addresses stop answering at once. Its runs are deleted with it.'
        : 'Its runs are deleted with it. This cannot be undone.'}
    </Confirm>
  )
}
