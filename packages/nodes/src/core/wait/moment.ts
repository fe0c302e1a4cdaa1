import { refuse } from '@millrace/sdk'
import { toDateTime } from '../values/to-date-time.ts'

const milliseconds = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const

export type Unit = keyof typeof milliseconds

/**
 * The moment so long after another one, in milliseconds.
 * @throws NodeError when that is no time to come
 */
export function after(now: Date, amount: number, unit: Unit): number {
  if (amount >= 0) return now.getTime() + amount * milliseconds[unit]
  throw wrong(`It cannot wait ${amount} ${unit}: the amount must be 0 or more.`)
}

/**
 * A moment as people and expressions write it, in milliseconds; what names no zone is meant in `zone`.
 * @throws NodeError when it is none
 */
export function momentOf(value: unknown, zone: string): number {
  const found = toDateTime(value, zone)
  if (found !== undefined) return found.toMillis()
  throw wrong(`${JSON.stringify(value) ?? 'Nothing'} is no moment to wait for.`)
}

function wrong(message: string): Error {
  return refuse(message, { code: 'wait_wrong', hint: 'Check the time in the node.', retry: 'no', reach: 'node' })
}
