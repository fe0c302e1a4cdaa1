/**
 * Gives a thread's memory back in quiet moments. What a burst of work leaves behind stays in the heap until as much is needed
 * again, and a thread that rests needs nothing; so when next to nothing has happened for half a second, and there is
 * something to be had, the garbage is collected and its pages are returned. Each thread has a heap of its own.
 */
import { getHeapStatistics } from 'node:v8'

export interface GiveBackParts {
  /** Grows with whatever the process is asked to do. */
  readonly activity: () => number
  /** Bytes that the heap takes, used or not. */
  readonly heapBytes: () => number
  readonly collect: () => void
  /** What happens between two looks in a quiet time, at most; nothing where left out. */
  readonly few?: number
}

/** So much must have come since the last time. */
const WORTH_BYTES = 16 * 1_048_576
const LOOK_MS = 250
const QUIET_LOOKS = 2

/** Looks once: call it again and again, at even intervals. */
export function giveBack({ activity, heapBytes, collect, few = 0 }: GiveBackParts): () => void {
  let seen = activity()
  let quiet = 0
  let least = 0
  return () => {
    const before = seen
    seen = activity()
    quiet = seen - before > few ? 0 : quiet + 1
    if (quiet < QUIET_LOOKS || heapBytes() < least + WORTH_BYTES) return
    collect()
    least = heapBytes()
  }
}

/**
 * Gives this thread's memory back in quiet moments, where it was started with `--expose-gc`; answers how to stop.
 * @param few what happens between two looks in a quiet time, at most: more than nothing where something is asked now and
 * then, for ever, and nobody minds to wait for some milliseconds
 */
export function giveBackWhenQuiet(activity: () => number, few = 0): () => void {
  const { gc } = globalThis
  if (gc === undefined) return () => undefined
  const collect = () => gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })
  const look = giveBack({ activity, heapBytes: () => getHeapStatistics().total_heap_size, collect, few })
  const timer = setInterval(look, LOOK_MS).unref()
  return () => clearInterval(timer)
}
