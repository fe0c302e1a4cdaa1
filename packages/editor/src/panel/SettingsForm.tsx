import type { NodeSettings, OnError } from '@millrace/workflow'
import { onErrorOf } from '@millrace/workflow'
import { Input, Labelled } from '../parts/Input.tsx'
import { Select } from '../parts/Select.tsx'
import { Switch } from '../parts/Switch.tsx'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import styles from './SettingsForm.module.css'

const onErrorChoices: readonly { readonly value: OnError; readonly label: string; readonly help: string }[] = [
  { value: 'stopWorkflow', label: 'Stop the workflow', help: 'The run fails here.' },
  { value: 'continueRegularOutput', label: 'Go on', help: 'The failed item leaves with its error.' },
  {
    value: 'continueErrorOutput',
    label: 'Go on by an error output',
    help: 'Failed items leave by an output of their own.',
  },
]

/** What any node may be told beside its parameters; saved as one changes it. */
export function SettingsForm({ id }: { readonly id: string }) {
  const { commands, readOnly } = useWorkbench()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  if (!node) return null
  const set = (settings: { readonly [Key in keyof NodeSettings]?: NodeSettings[Key] | null }) =>
    commands.edit({ do: 'setNodeSettings', node: id, settings }, `${id}.settings`)
  const flag = (
    name: 'alwaysOutputData' | 'executeOnce' | 'retryOnFail' | 'disabled' | 'notesInFlow',
    label: string,
    help: string,
  ) => (
    <div className={styles.row}>
      <span>
        <b>{label}</b>
        <small>{help}</small>
      </span>
      <Switch
        label={label}
        checked={node[name] === true}
        disabled={readOnly}
        onChange={(on) => set({ [name]: on ? true : null })}
      />
    </div>
  )
  const whole = (text: string) => (Number.isInteger(Number(text)) && text.trim() !== '' ? Number(text) : null)
  return (
    <div className={styles.form}>
      <Labelled label="When it fails">
        <Select
          label="When it fails"
          value={onErrorOf(node)}
          disabled={readOnly}
          choices={onErrorChoices}
          onChange={(onError) => set({ onError: onError === 'stopWorkflow' ? null : onError, continueOnFail: null })}
        />
      </Labelled>
      {flag('retryOnFail', 'Try again when it fails', 'A failed attempt is repeated before the run fails.')}
      {node.retryOnFail && (
        <div className={styles.pair}>
          <Labelled label="Attempts">
            <Input
              inputMode="numeric"
              value={String(node.maxTries ?? 3)}
              readOnly={readOnly}
              onText={(text) => set({ maxTries: whole(text) })}
            />
          </Labelled>
          <Labelled label="Wait between, ms">
            <Input
              inputMode="numeric"
              value={String(node.waitBetweenTries ?? 1000)}
              readOnly={readOnly}
              onText={(text) => set({ waitBetweenTries: whole(text) })}
            />
          </Labelled>
        </div>
      )}
      {flag('alwaysOutputData', 'Always give an item', 'An empty item goes on where there would be none.')}
      {flag('executeOnce', 'Only the first item', 'It runs once, with the first item it gets.')}
      {flag('disabled', 'Switched off', 'Items pass through as if it were not there.')}
      <Labelled label="Notes">
        <textarea
          className={styles.notes}
          rows={4}
          readOnly={readOnly}
          value={node.notes ?? ''}
          onChange={(event) => set({ notes: event.target.value === '' ? null : event.target.value })}
        />
      </Labelled>
      {flag('notesInFlow', 'Show the notes on the canvas', 'In place of its second line.')}
    </div>
  )
}
