import { lookUp } from '@millrace/api'
import { type Json, type NodeDescription, conditionHolds, visibleProperties, withDefaults } from '@millrace/sdk'
import { type Diagnostic, neededCredentials } from '@millrace/workflow'
import { CircleAlert, CircleHelp, Radio } from 'lucide-react'
import { Fragment, useMemo, useState } from 'react'
import { client, useSession } from '../api/client.ts'
import { useCatalog, useNodeType } from '../catalog/catalog.ts'
import { isCurl } from '../curl/is-curl.ts'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Markdown } from '../parts/Markdown.tsx'
import { useDocument, useRun, useUi, useWorkbench } from '../workbench/workbench.ts'
import { CredentialPicker } from './CredentialPicker.tsx'
import { Field } from './fields/Field.tsx'
import { FormContext, type FormHost } from './form.ts'
import { HookAddresses } from './HookAddresses.tsx'
import styles from './ParametersPane.module.css'
import type { PreviewData } from './preview.ts'
import { SettingsForm } from './SettingsForm.tsx'
import { useLanguage } from './useLanguage.ts'
import type { PanelData } from './usePanelData.ts'

type Tab = 'parameters' | 'settings' | 'docs'

const tabs: readonly { readonly tab: Tab; readonly label: string }[] = [
  { tab: 'parameters', label: 'Parameters' },
  { tab: 'settings', label: 'Settings' },
  { tab: 'docs', label: 'Docs' },
]

/** What the node is told. */
export function ParametersPane({ id, data }: { readonly id: string; readonly data: PanelData }) {
  const [tab, setTab] = useState<Tab>('parameters')
  const { ui } = useWorkbench()
  const problems = useProblems(id)
  const [first] = problems
  return (
    <section className={styles.pane} aria-label="Parameters">
      <header className={styles.head}>
        <div role="tablist" aria-label="Parts of the form" className={styles.tabs}>
          {tabs.map((one) => (
            <button
              key={one.tab}
              type="button"
              role="tab"
              aria-selected={one.tab === tab}
              onClick={() => setTab(one.tab)}
            >
              {one.label}
            </button>
          ))}
        </div>
        <i />
        {first && (
          <button
            type="button"
            className={styles.problems}
            title={first.message}
            onClick={() => {
              setTab('parameters')
              ui.getState().set({ openField: first.where.path?.slice(1).join('.') ?? null })
            }}
          >
            <Chip tone="bad">
              <CircleAlert size={12} strokeWidth={2} />
              {problems.length === 1 ? '1 problem' : `${problems.length} problems`}
            </Chip>
          </button>
        )}
      </header>
      <div className={styles.body}>
        {tab === 'parameters' && <Parameters id={id} data={data} problems={problems} />}
        {tab === 'settings' && <SettingsForm id={id} />}
        {tab === 'docs' && <Docs id={id} />}
      </div>
    </section>
  )
}

function useProblems(id: string): readonly Diagnostic[] {
  const workflow = useDocument((state) => state.workflow)
  const { byType } = useCatalog()
  const language = useLanguage()
  return useMemo(
    () =>
      language
        ?.validate(workflow, (type) => byType.get(type))
        .filter(({ where, severity }) => where.node === id && severity === 'error') ?? [],
    [language, workflow, byType, id],
  )
}

function Parameters({
  id,
  data,
  problems,
}: {
  readonly id: string
  readonly data: PanelData
  readonly problems: readonly Diagnostic[]
}) {
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  const host = useNodeForm(id, data, problems)
  if (!node) return null
  if (!type) return <UnknownParameters parameters={node.parameters} type={node.type} />
  const credentials = type.credentials.filter(
    (use) =>
      (use.versions === undefined || use.versions.includes(node.typeVersion)) &&
      conditionHolds(use.when, host.root, host.root, node.typeVersion),
  )
  const needed = neededCredentials(node, type)
  const named = needed.filter((one) => !credentials.some((use) => use.type === one))
  const fields = visibleProperties(type, node.parameters, node.typeVersion)
  return (
    <FormContext value={host}>
      <div
        className={styles.form}
        onPasteCapture={(event) => {
          const text = event.clipboardData.getData('text/plain')
          if (!host.fillFromCurl || !isCurl(text)) return
          event.preventDefault()
          event.stopPropagation()
          host.fillFromCurl(text)
        }}
      >
        {isCalled(type) && (
          <>
            <HookAddresses id={id} />
            <Listen id={id} />
          </>
        )}
        {credentials.map((use) => (
          <CredentialPicker key={use.type} node={id} type={use.type} needed={use.required} />
        ))}
        {fields.map((property, index) => {
          const value = node.parameters[property.name]
          return (
            <Fragment key={`${property.name}${index}`}>
              <Field property={property} value={value} path={[property.name]} />
              {property.type === 'credentialsSelect' && typeof value === 'string' && named.includes(value) && (
                <CredentialPicker node={id} type={value} needed />
              )}
            </Fragment>
          )
        })}
        {fields.length === 0 && credentials.length === 0 && (
          <Empty icon={<CircleHelp size={16} />} title="Nothing to set">
            This node does what its name says.
          </Empty>
        )}
      </div>
    </FormContext>
  )
}

/** Whether it starts when an address of its own is called. */
function isCalled({ trigger }: NodeDescription): boolean {
  return trigger === 'webhook' || trigger === 'form' || trigger === 'chat'
}

function Listen({ id }: { readonly id: string }) {
  const { run, commands, document, readOnly } = useWorkbench()
  const listening = useRun((state) => state.listening !== null)
  if (readOnly) return null
  const listen = () => run.getState().listen(document.getState().workflow, id)
  return (
    <Button onClick={() => void (listening ? commands.stop() : listen())}>
      <Radio size={16} strokeWidth={1.75} />
      {listening ? 'Stop listening' : 'Listen for a test event'}
    </Button>
  )
}

/** The form of one node: writes operations, reads conditions, previews expressions. */
function useNodeForm(id: string, data: PanelData, problems: readonly Diagnostic[]): FormHost {
  const { commands, readOnly } = useWorkbench()
  const focus = useUi((state) => state.openField)
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  const language = useLanguage()
  const known = usePreviewData(id, data)
  const writing = useMemo(() => {
    if (!language || !known) return undefined
    const assist = language.assistOf(known)
    return { assist, preview: language.previewer(known, assist) }
  }, [language, known])
  return useMemo(() => {
    const parameters = node?.parameters ?? {}
    const version = node?.typeVersion ?? 1
    return {
      set: (path, value: Json | undefined) => commands.setParameter(id, path, value),
      root: type ? withDefaults(type, parameters, version) : parameters,
      version,
      readOnly,
      ...(!readOnly && type && visibleProperties(type, parameters, version).some((one) => one.type === 'curlImport')
        ? { fillFromCurl: (text: string) => void commands.fillFromCurl(id, text) }
        : {}),
      expressions: true,
      preview: writing?.preview ?? notYet,
      ...(writing ? { assist: writing.assist } : {}),
      ...(data.input.total > 1
        ? { previewOf: `item ${Math.min(data.item, data.input.total - 1) + 1} of ${data.input.total}` }
        : {}),
      lookUp: async (lookup, filter, page) =>
        client.call(lookUp, {
          body: {
            nodeType: node?.type ?? '',
            version,
            lookup,
            parameters,
            credentials: Object.fromEntries(
              Object.entries(node?.credentials ?? {}).flatMap(([kind, one]) =>
                one.id === null ? [] : [[kind, one.id]],
              ),
            ),
            ...(filter === undefined ? {} : { filter }),
            ...(page === undefined ? {} : { page }),
          },
        }),
      problemAt: (path) =>
        problems.find(
          ({ where }) => where.path?.[0] === 'parameters' && where.path.slice(1).join('.') === path.join('.'),
        )?.message,
      ...(focus === null ? {} : { focus }),
    }
  }, [id, node, type, data, writing, problems, focus, commands, readOnly])
}

const notYet: FormHost['preview'] = () => ({ is: 'none', why: '' })

/** What expressions of a node are evaluated over: another one only when something of it is another. */
function usePreviewData(id: string, data: PanelData): PreviewData | undefined {
  const workflow = useDocument((state) => state.workflow)
  const session = useSession()
  const node = workflow.nodes.get(id)
  const { progress, execution, itemsOf, arrivals, input } = data
  const itemIndex = Math.min(data.item, Math.max(0, input.total - 1))
  const items = useMemo(() => (input.total > 0 ? input.upTo(itemIndex) : undefined), [input, itemIndex])
  const { timezone = 'DEFAULT' } = workflow.settings
  const zone = timezone === 'DEFAULT' || timezone === '' ? (session?.zone ?? 'UTC') : timezone
  return useMemo(
    () =>
      node && {
        workflow,
        node,
        progress,
        execution,
        input: items,
        itemIndex,
        zone,
        now: Date.now,
        items: itemsOf,
        arrivals,
      },
    [workflow, node, progress, execution, items, itemIndex, zone, itemsOf, arrivals],
  )
}

function UnknownParameters({ parameters, type }: { readonly parameters: object; readonly type: string }) {
  return (
    <div className={styles.form}>
      <p className={styles.words}>
        {type} is not installed. Its settings are kept as they are, and exported as they came.
      </p>
      <pre className={styles.raw}>{JSON.stringify(parameters, null, 2)}</pre>
    </div>
  )
}

function Docs({ id }: { readonly id: string }) {
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const type = useNodeType(node?.type ?? '')
  if (!node) return null
  return (
    <div className={styles.form}>
      {type && <Markdown text={type.about} />}
      <p className={styles.words}>
        {type?.name ?? node.type}, version {node.typeVersion}
        {type && type.defaultVersion !== node.typeVersion ? `; the newest is ${type.defaultVersion}` : ''}.
      </p>
      {type && type.outputs.length > 1 && (
        <p className={styles.words}>
          Leaves by: {type.outputs.map((rule, index) => rule.label ?? `Output ${index + 1}`).join(', ')}.
        </p>
      )}
    </div>
  )
}
