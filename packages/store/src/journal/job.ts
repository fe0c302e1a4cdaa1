import type { StartJob } from '@millrace/engine'
import { isJsonObject } from '../json.ts'

/** Reads the text of a job that was written with an execution that caused it. */
export function readJob(text: string): StartJob {
  const value: unknown = JSON.parse(text)
  if (!isJob(value)) throw new TypeError('A stored job is damaged.')
  return value
}

function isJob(value: unknown): value is StartJob {
  return isJsonObject(value) && typeof value['execution'] === 'string' && typeof value['workflow'] === 'string'
}
