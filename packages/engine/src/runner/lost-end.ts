/**
 * The end of an execution that no runner has: one that was given up, canceled while it waited, or cannot go on. It is
 * written like any other end, with what it causes: whoever called it hears of it, and so does the error workflow.
 */
import type { Catalog, ItemError } from '@millrace/sdk'
import type { ExecutionEnded, ExecutionStarted } from '@millrace/workflow'
import { newExecution } from '../about.ts'
import { causesOfEnd } from '../end.ts'
import { EngineError } from '../error.ts'
import { jobOf } from '../job-of.ts'
import type { Loaded } from '../host.ts'
import { Plans, triggerOf } from '../load.ts'
import type { Cause, Journal, StartJob, Workflows } from '../ports.ts'
import { startedEvent, startedItems } from '../run/events.ts'

export interface LostEndOptions {
  readonly journal: Journal
  readonly workflows: Workflows
  readonly catalog: Catalog
  readonly publicUrl: string
  readonly id: () => string
  readonly now: () => number
}

export interface LostEnd {
  readonly execution: string
  readonly workflow: string
  readonly fence: number
  readonly status: ExecutionEnded['status']
  readonly message: string
}

/** What was written: the place of the end in the journal, and what it causes. */
export interface WrittenEnd {
  readonly seq: number
  readonly causes: readonly Cause[]
}

/**
 * Writes an execution down that ended every runner before anything of it was written: what it began with, and that it
 * was given up.
 * @throws EngineError `not_startable` when there is no workflow to begin
 */
export async function writeNeverBegun(options: LostEndOptions, job: StartJob, message: string): Promise<WrittenEnd> {
  const { journal, now, id: newId, publicUrl } = options
  const loaded = await new Plans(options).load(job)
  const at = now()
  const trigger = triggerOf(loaded.plan, job).id
  const started = startedEvent(job, { at, version: loaded.version, trigger }, job.outputs)
  const items = startedItems(job.outputs)
  const error: ItemError = { code: 'execution_crashed', name: 'ExecutionEnded', message }
  const ended: ExecutionEnded = { type: 'executionEnded', at, status: 'crashed', error }
  const causes = causesOfEnd({ job, loaded, newId, publicUrl }, { status: 'error', error, outputs: [] })
  await journal.append({
    execution: job.execution,
    fence: 0,
    create: newExecution(loaded, job, at),
    entries: [
      { seq: 0, event: started, ...(items && { items }) },
      { seq: 1, event: ended },
    ],
    status: 'crashed',
    causes,
  })
  return { seq: 1, causes }
}

/** Writes the end of an execution that began. */
export async function writeLostEnd(
  options: LostEndOptions,
  { execution, workflow, fence, status, message }: LostEnd,
): Promise<WrittenEnd> {
  const { journal, now } = options
  const outline = await journal.outline(execution)
  const error: ItemError = { code: `execution_${status}`, name: 'ExecutionEnded', message }
  const seq = (outline?.lastSeq ?? -1) + 1
  const lastNode = outline?.lastNode ?? undefined
  const started = outline?.first.type === 'executionStarted' ? outline.first : undefined
  const causes =
    started === undefined ? [] : await causesOf(options, { execution, workflow, started, status, error, lastNode })
  const event: ExecutionEnded = {
    type: 'executionEnded',
    at: now(),
    status,
    ...(lastNode === undefined ? undefined : { lastNode }),
    error,
  }
  const entries = [{ seq, event }]
  await journal.append({ execution, fence, entries, status, wakeAt: null, resume: null, causes })
  return { seq, causes }
}

interface Lost {
  readonly execution: string
  readonly workflow: string
  readonly started: ExecutionStarted
  readonly status: ExecutionEnded['status']
  readonly error: ItemError
  readonly lastNode: string | undefined
}

async function causesOf(options: LostEndOptions, lost: Lost): Promise<readonly Cause[]> {
  const { execution, workflow, started, error, lastNode } = lost
  const job = jobOf(execution, workflow, started)
  const status = lost.status === 'canceled' ? 'canceled' : 'error'
  const { id: newId, publicUrl } = options
  const ending = { job, loaded: await loadedOf(options, job), newId, publicUrl }
  return causesOfEnd(ending, { status, error, outputs: [], ...(lastNode === undefined ? undefined : { lastNode }) })
}

/** The workflow it ran; one that is gone has no error workflow either. */
async function loadedOf(options: LostEndOptions, job: ReturnType<typeof jobOf>): Promise<Loaded | undefined> {
  try {
    return await new Plans(options).load(job)
  } catch (failure) {
    if (failure instanceof EngineError && failure.code === 'not_startable') return undefined
    throw failure
  }
}
