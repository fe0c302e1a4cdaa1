import type { EncodedWrite } from './encode.ts'

const HOUR = 3_600_000

/** What a batch of writes adds to the counts of one workflow in one hour. */
export interface Counted {
  readonly workflow: string
  readonly hour: number
  total: number
  failed: number
  lastStartedAt: number
}

/** Which execution a write is of, as far as counting goes. */
export interface CountedExecution {
  readonly workflow: string
  readonly startedAt: number
}

/** The hour since 1970 that a moment lies in. */
export function hourOf(moment: number): number {
  return Math.floor(moment / HOUR)
}

/**
 * What a batch adds to the counts of executions by workflow and hour: kept in the transaction of the batch, and a row is
 * touched once however many executions are in it. An execution counts in the hour it began in, and what failed there too.
 */
export class Counts {
  private readonly rows = new Map<string, Counted>()

  add({ create, ended, status }: EncodedWrite, { workflow, startedAt }: CountedExecution): void {
    const failed = ended !== null && (status === 'error' || status === 'crashed')
    if (create === null && !failed) return
    const hour = hourOf(startedAt)
    const key = `${hour}:${workflow}`
    let row = this.rows.get(key)
    if (row === undefined) {
      row = { workflow, hour, total: 0, failed: 0, lastStartedAt: startedAt }
      this.rows.set(key, row)
    }
    if (create !== null) row.total += 1
    if (failed) row.failed += 1
    row.lastStartedAt = Math.max(row.lastStartedAt, startedAt)
  }

  /** In one order for all, so that two batches never wait for each other. */
  get all(): readonly Counted[] {
    return [...this.rows.values()].toSorted((a, b) => a.hour - b.hour || (a.workflow < b.workflow ? -1 : 1))
  }
}
