import type { JournalWrite, NewExecution, WorkflowToRun } from '@millrace/engine'
import type { ExecutionEnded, StoredItems } from '@millrace/workflow'

/** The SDK's types by the way of the contracts that use them; this package stands on no other floor. */
export type Json = Exclude<WorkflowToRun['document'], undefined>
export type JsonObject = WorkflowToRun['staticData']
export type Item = NonNullable<StoredItems[number]>[number]
export type ItemError = NonNullable<ExecutionEnded['error']>
export type ExecutionMode = NewExecution['mode']
export type WebhookResponse = NonNullable<JournalWrite['answer']>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads a text that this package wrote; anything but an object means the row was damaged. */
export function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new TypeError('A stored text holds something other than a JSON object.')
  return value
}

/** Reads a stored list of texts. */
export function parseTexts(text: string): readonly string[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new TypeError('A stored text holds something other than a list.')
  return value.filter((entry): entry is string => typeof entry === 'string')
}
