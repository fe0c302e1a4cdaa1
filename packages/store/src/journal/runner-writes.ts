import type { Cause, ExecutionStatus } from '@millrace/engine'
import { type Json, isJsonObject, parseObject } from '../json.ts'
import type {
  EncodedCause,
  EncodedEvent,
  EncodedJournal,
  EncodedPiece,
  EncodedSegment,
  EncodedWrite,
} from './encode.ts'
import { getsOn } from './gets-on.ts'
import { readJob } from './job.ts'

/**
 * Writes that a runner encoded, as they come out of its pipe. They are looked at once, here; items stay the texts
 * they are, so the process that serves HTTP neither parses nor prints them.
 */
export interface RunnerWrites {
  append(write: unknown): Promise<void>
  /** What the server must know of a write without its events. */
  read(write: unknown): RunnerWriteFacts
}

export interface RunnerWriteFacts {
  readonly execution: string
  readonly status: ExecutionStatus
  readonly causes: readonly Cause[]
  readonly lastSeq: number
  readonly creates: boolean
  readonly getsOn: boolean
}

export function runnerWrites(journal: EncodedJournal): RunnerWrites {
  return {
    append: async (write) => journal.appendEncoded(checked(write)),
    read(write) {
      const encoded = checked(write)
      const { execution, status, causes, events, create } = encoded
      return {
        execution,
        status,
        causes: causes.map(readCause),
        lastSeq: events.at(-1)?.seq ?? -1,
        creates: create !== null,
        getsOn: getsOn(encoded),
      }
    },
  }
}

function checked(write: unknown): EncodedWrite {
  if (!isEncodedWrite(write)) throw new TypeError('A runner sent something other than an encoded write.')
  return write
}

function isEncodedWrite(value: unknown): value is EncodedWrite {
  return (
    isJsonObject(value) &&
    typeof value['execution'] === 'string' &&
    typeof value['fence'] === 'number' &&
    typeof value['status'] === 'string' &&
    typeof value['bytes'] === 'number' &&
    (value['create'] === null || isJsonObject(value['create'])) &&
    (value['ended'] === null || isJsonObject(value['ended'])) &&
    everyOf(value['events'], isEncodedEvent) &&
    (value['once'] === null || isOnce(value['once'])) &&
    (value['answer'] === null || typeof value['answer'] === 'string') &&
    everyOf(value['answered'], Array.isArray) &&
    everyOf(value['pieces'], isPiece) &&
    (value['lists'] === null || everyOf(value['lists'], isNumber)) &&
    everyOf(value['causes'], isEncodedCause)
  )
}

function isEncodedEvent(value: unknown): value is EncodedEvent {
  return (
    isJsonObject(value) &&
    typeof value['seq'] === 'number' &&
    typeof value['type'] === 'string' &&
    typeof value['event'] === 'string' &&
    (value['items'] === null || typeof value['items'] === 'string') &&
    (value['segments'] === null || everyOf(value['segments'], isSegment))
  )
}

function isOnce(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value['node'] !== 'string' || typeof value['key'] !== 'string') return false
  return value['answer'] === null || typeof value['answer'] === 'string'
}

function isSegment(value: unknown): value is EncodedSegment {
  return isJsonObject(value) && typeof value['text'] === 'string' && typeof value['start'] === 'number'
}

function isPiece(value: unknown): value is EncodedPiece {
  return (
    isJsonObject(value) &&
    typeof value['data'] === 'string' &&
    [value['list'], value['start'], value['count']].every(isNumber)
  )
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isEncodedCause(value: unknown): value is EncodedCause {
  if (!isJsonObject(value)) return false
  switch (value['do']) {
    case 'start':
      return typeof value['execution'] === 'string' && typeof value['job'] === 'string'
    case 'wake':
      return typeof value['execution'] === 'string' && typeof value['result'] === 'string'
    case 'drop':
      return typeof value['execution'] === 'string'
    case 'staticData':
      return typeof value['workflow'] === 'string' && typeof value['data'] === 'string'
    default:
      return false
  }
}

function everyOf(value: unknown, is: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((entry) => is(entry))
}

function readCause(cause: EncodedCause): Cause {
  switch (cause.do) {
    case 'start':
      return { do: 'start', job: readJob(cause.job) }
    case 'wake': {
      const result: Json = JSON.parse(cause.result)
      const { execution, node, run, call } = cause
      return { do: 'wake', execution, node, run, call, result }
    }
    case 'drop':
      return cause
    case 'staticData':
      return { do: 'staticData', workflow: cause.workflow, data: parseObject(cause.data) }
  }
}
