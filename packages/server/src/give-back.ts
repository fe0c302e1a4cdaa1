/**
 * Gives memory back in quiet moments. What a burst of work leaves behind stays in the heap until as much is needed
 * again, and a process that rests needs nothing; so when nothing has happened for half a second, and there is
 * something to be had, the garbage is collected and its pages are returned.
 */
import { getHeapStatistics } from 'node:v8'

export interface GiveBackParts {
  /** Grows with whatever the process is asked to do. */
  readonly activity: () => number
  /** Bytes that the heap takes, used or not. */
  readonly heapBytes: () => number
  readonly collect: () => void
}

/** So much must have come since the last time. */
const WORTH_BYTES = 16 * 1_048_576
const LOOK_MS = 250
const QUIET_LOOKS = 2

/** Looks once: call it again and again, at even intervals. */
export function giveBack({ activity, heapBytes, collect }: GiveBackParts): () => void {
  let seen = activity()
  let quiet = 0
  let least = 0
  return () => {
    const now = activity()
    if (now !== seen) {
      seen = now
      quiet = 0
      return
    }
    quiet += 1
    if (quiet !== QUIET_LOOKS || heapBytes() < least + WORTH_BYTES) return
    collect()
    least = heapBytes()
  }
}

/** Gives this process's memory back in quiet moments, where it was started with `--expose-gc`; answers how to stop. */
export function giveBackWhenQuiet(activity: () => number): () => void {
  const { gc } = globalThis
  if (gc === undefined) return () => undefined
  const collect = () => gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })
  const look = giveBack({ activity, heapBytes: () => getHeapStatistics().total_heap_size, collect })
  const timer = setInterval(look, LOOK_MS).unref()
  return () => clearInterval(timer)
}
