/**
 * Reads files of strangers where they can do no harm: in a thread that is stopped when a file takes too long or
 * too much, whatever the library is doing. A thread that is done takes the next file, unless it came out of the last one
 * with other intrinsics than before.
 */
import { type NodeError, refuse } from '@millrace/sdk'
import type { Answered, Asked } from './file-thread.ts'
import { ReaderThread } from './reader-thread.ts'
import type { Contents } from './readers.ts'

export interface ReadLimits {
  readonly signal: AbortSignal
  /** How long one file may take, in seconds. */
  readonly seconds?: number
}

const usualSeconds = 60
/** Files that are read at a time. */
const atOnce = 2
/** How long a thread is kept for the next file, in milliseconds. */
const keptFor = 20_000

/**
 * What is in a file.
 * @throws NodeError where it cannot be read, or is beyond the limits
 */
export async function readApart<K extends keyof Contents>(
  kind: K,
  bytes: Uint8Array,
  options: Contents[K]['options'],
  { signal, seconds = usualSeconds }: ReadLimits,
): Promise<Contents[K]['content']> {
  await turn(signal)
  const thread = kept.take() ?? new ReaderThread()
  const cancel = () => thread.stop(signal.reason)
  const limit = setTimeout(() => thread.stop(tooLong(seconds)), seconds * 1000)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    // The parts belong together: a kind, and the options of that kind.
    const answered = await thread.ask({ kind, bytes, options } as Asked)
    if (answered.clean) kept.put(thread)
    if (!answered.ok) throw unreadable(answered.failure)
    // The thread answered with what the reader of this kind gave.
    return answered.content as Contents[K]['content']
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', cancel)
    if (!kept.has(thread)) thread.stop(undefined)
    done()
  }
}

/** Threads without a file, each for a while. */
const kept = {
  threads: new Map<ReaderThread, NodeJS.Timeout>(),
  put(thread: ReaderThread): void {
    const end = () => {
      this.threads.delete(thread)
      thread.stop(undefined)
    }
    this.threads.set(thread, setTimeout(end, keptFor).unref())
  },
  has(thread: ReaderThread): boolean {
    return this.threads.has(thread)
  },
  take(): ReaderThread | undefined {
    for (const [thread, timer] of this.threads) {
      clearTimeout(timer)
      this.threads.delete(thread)
      if (thread.usable) return thread
    }
    return undefined
  },
}

// Taking turns

let busy = 0
const line = new Set<() => void>()

async function turn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (busy < atOnce) {
    busy += 1
    return
  }
  await new Promise<void>((resolve, reject) => {
    const leave = () => {
      line.delete(enter)
      reject(signal.reason)
    }
    const enter = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    line.add(enter)
    signal.addEventListener('abort', leave, { once: true })
  })
}

function done(): void {
  for (const enter of line) {
    line.delete(enter)
    enter()
    return
  }
  busy -= 1
}

function unreadable({ message, code, hint }: Extract<Answered, { ok: false }>['failure']): NodeError {
  return refuse(message, { code, retry: 'no', ...(hint !== undefined && { hint }) })
}

function tooLong(seconds: number): NodeError {
  return refuse(`The file took longer than ${seconds} seconds to read. Split it before this node.`, {
    code: 'file_too_slow',
    retry: 'no',
  })
}
