import { getCompileCacheDir } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type NodeError, refuse } from '@millrace/sdk'
import type { Answered, Asked } from './file-thread.ts'

/** The memory a thread may use, on its heap and beside it, in megabytes each. */
const megabytes = 1024
/** How often the memory beside the heap is looked at, in milliseconds: no limit of the engine's counts it. */
const lookEvery = 100

/** A thread that reads files, one at a time, and can be stopped in the middle of one. */
export class ReaderThread {
  private readonly worker: Worker
  private waiting: { resolve(answered: Answered): void; reject(reason: unknown): void } | undefined
  private over = false

  constructor() {
    // A thread that knows what was compiled before need not strip types and compile again.
    const cache = getCompileCacheDir()
    this.worker = new Worker(fileURLToPath(new URL('./file-thread.ts', import.meta.url)), {
      env: cache === undefined ? {} : { NODE_COMPILE_CACHE: cache },
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    })
    this.worker.on('message', (answered: Answered) => this.waiting?.resolve(answered))
    this.worker.on('error', (error) => this.end(isOutOfMemory(error) ? tooLarge(error) : brokeDown(error)))
    this.worker.on('exit', () => this.end(brokeDown(undefined)))
    this.worker.unref()
  }

  /** Whether it can be asked again. */
  get usable(): boolean {
    return !this.over
  }

  /** @throws NodeError where the thread broke down, or whatever it was stopped with */
  ask(asked: Asked): Promise<Answered> {
    const look = setInterval(() => this.look(), lookEvery)
    return new Promise<Answered>((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.worker.ref()
      this.worker.postMessage(asked, [])
    }).finally(() => {
      clearInterval(look)
      this.waiting = undefined
      this.worker.unref()
    })
  }

  /** Ends the thread, and what it was asked with `reason`. */
  stop(reason: unknown): void {
    this.end(reason)
    void this.worker.terminate()
  }

  private end(reason: unknown): void {
    this.over = true
    this.waiting?.reject(reason)
  }

  private look(): void {
    this.worker.getHeapStatistics().then(
      (memory) => {
        if (memory.external_memory > megabytes * 1024 * 1024) this.stop(tooLarge(undefined))
      },
      // A thread that begins or has ended has no memory to look at: its own events say so.
      () => undefined,
    )
  }
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooLarge(cause: Error | undefined): NodeError {
  return refuse(`The file needs more than ${megabytes} MB of memory to read. Split it before this node.`, {
    code: 'file_too_large',
    retry: 'no',
    cause,
  })
}

function brokeDown(cause: Error | undefined): NodeError {
  return refuse('The file could not be read: its reader broke down.', { code: 'file_unreadable', retry: 'no', cause })
}
