import {
  type CredentialDescription,
  type CredentialForm,
  type CredentialSummary,
  createCredential,
  getCredential,
  testCredential,
  updateCredential,
} from '@millrace/api'
import { conditionHolds, type Json, type JsonObject, visibleMembers } from '@millrace/sdk'
import { withParameter } from '@millrace/workflow'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { client } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { useCredentialTypes } from '../catalog/catalog.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Skeleton } from '../parts/Empty.tsx'
import { Input, Labelled } from '../parts/Input.tsx'
import { Field } from '../panel/fields/Field.tsx'
import { FormContext, type FormHost } from '../panel/form.ts'
import { Consent } from './Consent.tsx'
import styles from './CredentialDialog.module.css'

interface CredentialDialogProps {
  readonly type: string
  /** Left out: a new one. */
  readonly id?: string
  readonly onClose: () => void
  readonly onSaved: (saved: CredentialSummary) => void
}

/** A credential's form. Secrets go in and never come out: a filled one shows that it is there, no more. */
export function CredentialDialog(props: CredentialDialogProps) {
  const stored = useQuery({
    queryKey: ['credential', props.id],
    enabled: props.id !== undefined,
    queryFn: () => client.call(getCredential, { params: { id: props.id ?? '' } }),
    staleTime: 0,
    gcTime: 0,
  })
  if (props.id !== undefined && !stored.data) {
    return (
      <Dialog title="Credential" wide onClose={props.onClose}>
        {stored.isError ? <p>{stored.error.message}</p> : <Skeleton rows={3} />}
      </Dialog>
    )
  }
  return <Form {...props} stored={stored.data} />
}

type Saying = { readonly ok: boolean; readonly message: string }

/** What is being written of a credential, and how it is saved. */
function useDraft(type: string, given: string | undefined, stored: CredentialForm | undefined) {
  const cache = useQueryClient()
  const kind = useCredentialTypes().get(type)
  /** A new one is made once, however often it is tested before it is left. */
  const [made, setMade] = useState<CredentialSummary | null>(null)
  const [latest, setLatest] = useState(stored)
  const [name, setName] = useState(stored?.name ?? kind?.name ?? type)
  const [fields, setFields] = useState<JsonObject>(stored?.fields ?? {})
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const id = given ?? made?.id

  const set = (path: readonly (string | number)[], value: Json | undefined) => {
    setFields((before) => withParameter(before, path, value))
    setChanged((before) => new Set([...before, String(path[0])]))
  }
  const save = async (): Promise<CredentialForm> => {
    const touched = Object.fromEntries(Object.entries(fields).filter(([key]) => id === undefined || changed.has(key)))
    const saved =
      id === undefined
        ? await client.call(createCredential, { body: { name, type, fields: touched } })
        : await client.call(updateCredential, { params: { id }, body: { name, fields: touched } })
    if (id === undefined) setMade(saved)
    setLatest(saved)
    await cache.invalidateQueries({ queryKey: ['credentials'] })
    return saved
  }
  const properties = kind?.properties ?? []
  const values: JsonObject = {
    ...Object.fromEntries(properties.map((one) => [one.name, one.default ?? null])),
    ...fields,
  }
  const kept = keptFields(stored, changed)
  const texts = properties.filter((one) => one.type === 'string')
  /** What needs words has none. */
  const isEmpty = kept.size === 0 && texts.length > 0 && texts.every((one) => values[one.name] === '')
  return { kind, made, latest, name, setName, fields, values, kept, isEmpty, set, save }
}

/** One deed at a time, and what came of it. */
function useAttempt() {
  const [said, setSaid] = useState<Saying | null>(null)
  const [busy, setBusy] = useState(false)
  const attempt = (deed: () => Promise<void>) => {
    setBusy(true)
    setSaid(null)
    deed()
      .catch((error: unknown) => setSaid({ ok: false, message: errorText(error) }))
      .finally(() => setBusy(false))
  }
  return { said, setSaid, busy, attempt }
}

function Form({
  type,
  id: given,
  stored,
  onClose,
  onSaved,
}: CredentialDialogProps & { readonly stored: CredentialForm | undefined }) {
  const { kind, made, latest, name, setName, fields, values, kept, isEmpty, set, save } = useDraft(type, given, stored)
  const { said, setSaid, busy, attempt } = useAttempt()
  const [address, setAddress] = useState('')
  const consents = kind?.consent !== undefined && conditionHolds(kind.consent, values, values, 1)
  /** What was made for a test is there, and counts as saved. */
  const leave = () => (made ? onSaved(made) : onClose())
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (isEmpty) return setSaid({ ok: false, message: 'Nothing is filled in yet: requests would go unsigned.' })
    attempt(async () => onSaved(await save()))
  }
  const test = async () => {
    const saved = await save()
    const body = kind?.generic && address.trim() !== '' ? { address: address.trim() } : {}
    setSaid(await client.call(testCredential, { params: { id: saved.id }, body }))
  }
  return (
    <Dialog
      wide
      title={given === undefined ? `New credential: ${kind?.name ?? type}` : name}
      onClose={leave}
      foot={
        <>
          {(kind?.testable || kind?.generic) && (
            <Button
              size="lg"
              disabled={busy || (!kind.testable && address.trim() === '')}
              onClick={() => attempt(test)}
            >
              Save and test
            </Button>
          )}
          <Button size="lg" look="go" disabled={busy || name.trim() === ''} onClick={() => submit()}>
            Save
          </Button>
        </>
      }
    >
      <form className={styles.form} onSubmit={submit}>
        {kind?.about && <p>{kind.about}</p>}
        <Labelled label="Name of the credential">
          <Input value={name} onText={setName} onFocus={(event) => event.target.select()} />
        </Labelled>
        {consents && (
          <Consent
            stored={latest}
            by={kind?.consentBy}
            busy={busy || name.trim() === ''}
            save={save}
            attempt={attempt}
          />
        )}
        <Fields kind={kind} fields={fields} kept={kept} set={set} />
        {kind?.generic && (
          <Labelled
            label="Address to try it at"
            aside="optional"
            hint="Save and test makes one request there, signed with this credential. The address is not kept."
          >
            <Input type="url" placeholder="https://api.example.com/me" value={address} onText={setAddress} />
          </Labelled>
        )}
        {said && (
          <p className={styles.said} data-ok={said.ok || undefined} role="status">
            {said.ok ? <CircleCheck size={16} /> : <CircleX size={16} />}
            {said.message}
          </p>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}

/** The secrets that are stored and stay as they are. */
function keptFields(stored: CredentialForm | undefined, changed: ReadonlySet<string>): ReadonlySet<string> {
  return new Set((stored?.filled ?? []).filter((name) => !changed.has(name)))
}

interface FieldsProps {
  readonly kind: CredentialDescription | undefined
  readonly fields: JsonObject
  readonly kept: ReadonlySet<string>
  readonly set: FormHost['set']
}

function Fields({ kind, fields, kept, set }: FieldsProps) {
  const host: FormHost = {
    set,
    root: fields,
    version: 1,
    readOnly: false,
    expressions: false,
    preview: () => ({ is: 'none', why: '' }),
    problemAt: () => undefined,
  }
  const properties = visibleMembers(kind?.properties ?? [], fields, fields, 1).map((property) =>
    kept.has(property.name) ? { ...property, placeholder: '•••••••• stays as it is' } : property,
  )
  return (
    <FormContext value={host}>
      {properties.map((property, index) => (
        <Field
          key={`${property.name}${index}`}
          property={property}
          value={fields[property.name]}
          path={[property.name]}
        />
      ))}
    </FormContext>
  )
}
