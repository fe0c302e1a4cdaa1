/**
 * The plain fields of nodes and of workflow settings: what each must be, and how a slightly wrong value
 * (a number written as text) is still read. A field that cannot be read counts as missing.
 */
import type { Json } from '@millrace/sdk'
import type { NodeSettings, OnError, WorkflowSettings } from '../document.ts'
import { isJsonObject, own } from '../json.ts'

export type Reader<Value> = (value: Json) => Value | undefined

export const text: Reader<string> = (value) =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined

export const number: Reader<number> = (value) => {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined
}

export const flag: Reader<boolean> = (value) => {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : undefined
}

const onErrors: readonly OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']
const onError: Reader<OnError> = (value) => onErrors.find((known) => known === value)

/** `true`, `false` or n8n's word for "as the instance says". */
const choice: Reader<boolean | 'DEFAULT'> = (value) => (value === 'DEFAULT' ? value : flag(value))

const order: Reader<'v0' | 'v1'> = (value) => (value === 'v0' || value === 'v1' ? value : undefined)

/** A workflow named by id, or by a resource locator holding one. */
const workflowId: Reader<string> = (value) => {
  const inner = isJsonObject(value) && value['__rl'] === true ? own(value, 'value') : value
  return inner === undefined ? undefined : text(inner)
}

type Readers<Fields> = { readonly [Key in keyof Fields]-?: Reader<NonNullable<Fields[Key]>> }

export const nodeSettings: Readers<NodeSettings> = {
  disabled: flag,
  notes: text,
  notesInFlow: flag,
  onError,
  continueOnFail: flag,
  alwaysOutputData: flag,
  executeOnce: flag,
  retryOnFail: flag,
  maxTries: number,
  waitBetweenTries: number,
  webhookId: text,
  color: text,
}

export const workflowSettings = {
  executionOrder: order,
  timezone: text,
  errorWorkflow: workflowId,
  callerPolicy: text,
  callerIds: text,
  saveExecutionProgress: choice,
  saveManualExecutions: choice,
  saveDataErrorExecution: text,
  saveDataSuccessExecution: text,
  executionTimeout: number,
} satisfies Partial<Record<keyof WorkflowSettings, Reader<Json>>>
