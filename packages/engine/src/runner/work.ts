import type { StartJob } from '../ports.ts'
import type { Caller } from './caller.ts'
import type { ToRunner } from './protocol.ts'

/** One execution that a runner has, or that is to have one. */
export interface Work {
  readonly execution: string
  readonly workflow: string
  readonly message: WorkMessage
  readonly caller: Caller
  /** Something of it is on disk: its first write, or the job it is to begin with. */
  written: boolean
  isJob: boolean
  /** What it was begun or gone on with is on disk, and its caller has been told. */
  accepted: boolean
  answered: boolean
  /** Deaths of its runner while nothing of it was on disk. */
  deaths: number
  /** How often in a row it could not be written down. */
  refusals: number
  /**
   * How many runners died with it since it last got on. Once: it runs where only others are that got on since. More
   * often: it runs alone.
   */
  suspicion: number
  canceled: boolean
  /** Resolves when the latest write is on disk; and, whatever came of it, when that has been dealt with. */
  appended: Promise<void>
  pending: Promise<void>
  /** Calls it waits for: while there are any it takes no place. */
  openCalls: number
}

export type WorkMessage = Extract<ToRunner, { do: 'start' | 'goOn' }>

export function workOf(message: WorkMessage, caller: Caller): Work {
  const { execution, workflow } = message.do === 'start' ? message.job : message
  const goesOn = message.do === 'goOn'
  return {
    execution,
    workflow,
    message,
    caller,
    written: goesOn,
    isJob: false,
    accepted: goesOn && message.answer === undefined,
    answered: false,
    deaths: 0,
    refusals: 0,
    suspicion: 0,
    canceled: false,
    appended: Promise.resolve(),
    pending: Promise.resolve(),
    openCalls: 0,
  }
}

/** Work that begins an execution. */
export function beginning(job: StartJob, caller: Caller = {}): Work {
  return workOf({ do: 'start', job, fence: 0 }, caller)
}

/** The answer that whoever waits for the execution waits for. */
export function respondOf({ message }: Work): StartJob['respond'] {
  return message.do === 'start' ? message.job.respond : message.respond
}
