import type { NodeSettings, OnError } from '@millrace/workflow'
import { nodeMillrace, onErrorOf } from '@millrace/workflow'
import { useNodeType } from '../catalog/catalog.ts'
import { ownNodeSetting } from '../document/settings.ts'
import { CheckedInput, NumberInput } from '../parts/CheckedInput.tsx'
import { Labelled, TextArea } from '../parts/Input.tsx'
import { Select } from '../parts/Select.tsx'
import { SettingRow } from '../parts/SettingRow.tsx'
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
    <SettingRow label={label} help={help}>
      <Switch
        label={label}
        checked={node[name] === true}
        disabled={readOnly}
        onChange={(on) => set({ [name]: on ? true : null })}
      />
    </SettingRow>
  )
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
            <NumberInput
              whole
              label="Attempts"
              readOnly={readOnly}
              placeholder="3"
              value={node.maxTries}
              onValue={(maxTries) => set({ maxTries: maxTries ?? null })}
            />
          </Labelled>
          <Labelled label="Wait between, ms">
            <NumberInput
              label="Wait between, ms"
              readOnly={readOnly}
              placeholder="1000"
              value={node.waitBetweenTries}
              onValue={(pause) => set({ waitBetweenTries: pause ?? null })}
            />
          </Labelled>
        </div>
      )}
      <OwnSettings id={id} />
      {flag('alwaysOutputData', 'Always give an item', 'An empty item goes on where there would be none.')}
      {flag('executeOnce', 'Only the first item', 'It runs once, with the first item it gets.')}
      {flag('disabled', 'Switched off', 'Items pass through as if it were not there.')}
      <Labelled label="Notes">
        <TextArea
          rows={4}
          spellCheck
          readOnly={readOnly}
          value={node.notes ?? ''}
          onText={(text) => set({ notes: text === '' ? null : text })}
        />
      </Labelled>
      {flag('notesInFlow', 'Show the notes on the canvas', 'In place of its second line.')}
    </div>
  )
}

const afterInterruption = [
  { value: 'workflow', label: 'As the workflow says' },
  { value: 'again', label: 'Do it again', help: 'Under the same key, so that receivers can tell.' },
  { value: 'ask', label: 'Ask a person', help: 'The run waits until somebody decides.' },
] as const

/** What Millrace adds for reliability: what a trigger takes, and how long, under which key and how often others act. */
function OwnSettings({ id }: { readonly id: string }) {
  const { commands, readOnly } = useWorkbench()
  const workflow = useDocument((state) => state.workflow)
  const type = useNodeType(workflow.nodes.get(id)?.type ?? '')
  const told = nodeMillrace(workflow, id) ?? {}
  const set = (name: string, value: string | number | true | undefined) =>
    commands.edit(ownNodeSetting(workflow, id, name, value), `${id}.own.${name}`)
  if (type?.trigger === 'webhook') {
    return (
      <SettingRow
        label="Each Idempotency-Key once"
        help="A call that comes again under its key within a day starts nothing, and gets the first answer."
      >
        <Switch
          label="Each Idempotency-Key once"
          checked={told['idempotency'] === true}
          disabled={readOnly}
          onChange={(on) => set('idempotency', on || undefined)}
        />
      </SettingRow>
    )
  }
  if (type?.trigger || type?.annotation) return null
  return (
    <>
      <Labelled label="Time limit of an attempt, seconds">
        <NumberInput
          label="Time limit of an attempt, seconds"
          readOnly={readOnly}
          placeholder="No limit"
          value={typeof told['timeout'] === 'number' ? told['timeout'] : undefined}
          onValue={(seconds) => set('timeout', seconds)}
        />
      </Labelled>
      <Labelled label="When it is interrupted">
        <Select
          label="When it is interrupted"
          value={afterInterruption.find(({ value }) => value === told['interrupted'])?.value ?? 'workflow'}
          disabled={readOnly}
          choices={afterInterruption}
          onChange={(choice) => set('interrupted', choice === 'workflow' ? undefined : choice)}
        />
      </Labelled>
      <Labelled
        label="Header for its key"
        hint="Requests that change something carry a key in it: the same after an interruption and in a retry."
      >
        <CheckedInput
          aria-label="Header for its key"
          readOnly={readOnly}
          placeholder="Idempotency-Key"
          value={typeof told['keyHeader'] === 'string' ? told['keyHeader'] : ''}
          isRight={(text) => text === '' || /^[\w-]{1,100}$/.test(text)}
          onValue={(text) => set('keyHeader', text === '' ? undefined : text)}
        />
      </Labelled>
    </>
  )
}
