import { listWorkflows } from '@millrace/api'
import { type ExecutionOrder, type WorkflowSettings as Settings, executionOrder, ownSettings } from '@millrace/workflow'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { client, useSession } from '../api/client.ts'
import { ownSetting, workflowSetting } from '../document/settings.ts'
import { CheckedInput, NumberInput } from '../parts/CheckedInput.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Input } from '../parts/Input.tsx'
import { Select } from '../parts/Select.tsx'
import { SettingRow } from '../parts/SettingRow.tsx'
import { Switch } from '../parts/Switch.tsx'
import { useDocument, useWorkbench } from './workbench.ts'
import styles from './WorkflowSettings.module.css'

const orders: readonly { readonly value: ExecutionOrder; readonly label: string; readonly help: string }[] = [
  { value: 'v1', label: 'Branch by branch', help: 'A branch runs to its end before the next one begins (v1).' },
  { value: 'v0', label: 'Step by step', help: 'All branches advance together, as in old workflows (v0).' },
]

const afterInterruption = [
  { value: 'again', label: 'Do it again', help: 'Under the same key, so that receivers can tell.' },
  { value: 'ask', label: 'Ask a person', help: 'It waits until somebody decides.' },
] as const

const callers = [
  { value: 'any', label: 'Any workflow' },
  { value: 'workflowsFromAList', label: 'Those of a list' },
  { value: 'none', label: 'None' },
] as const

const none = 'none'

/** How the workflow runs, whom it serves and what it keeps; saved as one changes it. */
export function WorkflowSettings({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog wide calm title="Settings of the workflow" onClose={onClose}>
      <p className={styles.words}>They belong to the draft: live runs follow them once it is published.</p>
      <Running />
      <Trouble />
      <Keeping />
    </Dialog>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** The settings as they are, and the ways to change them. */
function useSettings() {
  const { commands } = useWorkbench()
  const workflow = useDocument((state) => state.workflow)
  return {
    workflow,
    settings: workflow.settings,
    own: ownSettings(workflow),
    set: (name: keyof Settings & string, value: Settings[string]) =>
      commands.edit(workflowSetting(workflow, name, value), `settings.${name}`),
    setOwn: (name: string, value: string | number | undefined) =>
      commands.edit(ownSetting(workflow, name, value), `settings.own.${name}`),
  }
}

function Running() {
  const { workflow, settings, own, set, setOwn } = useSettings()
  return (
    <Group title="Running">
      <SettingRow
        label="Strict expressions"
        help="Errors that would silently give nothing are shown, and }} may stand inside texts and objects."
      >
        <Switch
          label="Strict expressions"
          checked={own.expressions === 'strict'}
          onChange={(on) => setOwn('expressions', on ? 'strict' : undefined)}
        />
      </SettingRow>
      <SettingRow wide label="Order of branches" help="Which node is next where several could be.">
        <Select
          label="Order of branches"
          value={executionOrder(workflow)}
          choices={orders}
          onChange={(order) => set('executionOrder', order)}
        />
      </SettingRow>
      <TimeZone />
      <SettingRow wide label="Runs at a time" help="Others wait for their turn. Runs by hand do not count.">
        <NumberInput
          whole
          label="Runs at a time"
          placeholder="No limit"
          value={own.concurrency}
          onValue={(value) => setOwn('concurrency', value)}
        />
      </SettingRow>
      <SettingRow wide label="Callers" help="The workflows that may call this one as a part of theirs.">
        <Select
          label="Callers"
          value={callers.find(({ value }) => value === settings.callerPolicy)?.value ?? 'any'}
          choices={callers}
          onChange={(policy) => set('callerPolicy', policy === 'any' ? undefined : policy)}
        />
      </SettingRow>
      {settings.callerPolicy === 'workflowsFromAList' && (
        <SettingRow wide label="Ids of the callers" help="With commas between them.">
          <Input
            aria-label="Ids of the callers"
            value={settings.callerIds ?? ''}
            onText={(text) => set('callerIds', text === '' ? undefined : text)}
          />
        </SettingRow>
      )}
    </Group>
  )
}

function TimeZone() {
  const { settings, set } = useSettings()
  const session = useSession()
  const id = useId()
  const zone = settings.timezone === undefined || settings.timezone === 'DEFAULT' ? '' : settings.timezone
  return (
    <SettingRow wide label="Time zone" help="Of schedules, and of dates in expressions.">
      <CheckedInput
        aria-label="Time zone"
        list={id}
        placeholder={`The server’s: ${session?.zone ?? 'UTC'}`}
        value={zone}
        isRight={(text) => text === '' || isZone(text)}
        onValue={(text) => set('timezone', text === '' ? undefined : text)}
      />
      <datalist id={id}>
        {Intl.supportedValuesOf('timeZone').map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </SettingRow>
  )
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    // Intl has no other way to say that it does not know a zone.
    return false
  }
}

function Trouble() {
  const { settings, own, set, setOwn } = useSettings()
  const limit = settings.executionTimeout
  return (
    <Group title="When something goes wrong">
      <SettingRow wide label="Stop after, seconds" help="A run that takes longer is stopped.">
        <NumberInput
          label="Stop after, seconds"
          placeholder="No limit"
          value={limit !== undefined && limit > 0 ? limit : undefined}
          onValue={(value) => set('executionTimeout', value)}
        />
      </SettingRow>
      <SettingRow
        wide
        label="A step was interrupted"
        help="The server went away in the middle of it, and it may have been done. Nodes can say otherwise."
      >
        <Select
          label="A step was interrupted"
          value={own.interrupted}
          choices={afterInterruption}
          onChange={(choice) => setOwn('interrupted', choice === 'ask' ? choice : undefined)}
        />
      </SettingRow>
      <ErrorWorkflow />
    </Group>
  )
}

function ErrorWorkflow() {
  const { id } = useWorkbench()
  const { settings, set } = useSettings()
  const { data } = useQuery({ queryKey: ['workflows', ''], queryFn: () => client.call(listWorkflows, { query: {} }) })
  const chosen = settings.errorWorkflow ?? ''
  const others = (data?.workflows ?? [])
    .filter((one) => one.id !== id)
    .map((one) => ({ value: one.id, label: one.name }))
  const isKnown = chosen === '' || others.some(({ value }) => value === chosen)
  return (
    <SettingRow wide label="Error workflow" help="It runs when this one fails, and is told why.">
      <Select
        label="Error workflow"
        value={chosen === '' ? none : chosen}
        choices={[{ value: none, label: 'None' }, ...(isKnown ? [] : [{ value: chosen, label: chosen }]), ...others]}
        onChange={(choice) => set('errorWorkflow', choice === none ? undefined : choice)}
      />
    </SettingRow>
  )
}

function Keeping() {
  const { settings, set } = useSettings()
  const kept = (name: 'saveDataSuccessExecution' | 'saveDataErrorExecution', label: string, help: string) => (
    <SettingRow label={label} help={help}>
      <Switch label={label} checked={settings[name] !== 'none'} onChange={(on) => set(name, on ? undefined : 'none')} />
    </SettingRow>
  )
  return (
    <Group title="What is kept">
      {kept('saveDataSuccessExecution', 'Keep runs that succeed', 'Their data can be looked at, and run again.')}
      {kept('saveDataErrorExecution', 'Keep runs that fail', 'They can be retried from where they failed.')}
      <SettingRow label="Keep test runs" help="Those that were started by hand in the editor.">
        <Switch
          label="Keep test runs"
          checked={settings.saveManualExecutions !== false}
          onChange={(on) => set('saveManualExecutions', on ? undefined : false)}
        />
      </SettingRow>
    </Group>
  )
}
