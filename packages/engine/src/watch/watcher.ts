/**
 * The server's end of the process in which triggers look: starts it when there is first something to look for, again
 * when it died, and ends it when there is nothing more.
 */
import type { Item, Json } from '@millrace/sdk'
import { EngineError } from '../error.ts'
import { answerAsk, type AskedPorts } from '../runner/answer-ask.ts'
import { text } from '../runner/ask-form.ts'
import { type Channel, openChannel } from '../runner/channel.ts'
import { toWire, type WireError } from '../runner/protocol.ts'
import type { RunnerProcess } from '../runner/spawn.ts'
import type { FromWatcher, ToWatcher, Watched } from './watch-protocol.ts'

export interface WatcherOptions extends AskedPorts {
  readonly spawn: () => RunnerProcess
  readonly newExecution: () => string
  readonly onFault: (watched: Watched | undefined, what: string, error: WireError) => void
}

export interface Found {
  readonly with: Watched
  readonly execution: string
  readonly items: readonly Item[]
  readonly key?: string
}

/** One trigger that looks. */
export interface Look {
  /** When it has ended; a watch ends when it is stopped. What it failed with was told to `onFault`. */
  readonly ended: Promise<void>
  stop(): void
}

export interface LookOptions {
  /** Until it is stopped; it goes on when the process has to begin again. Otherwise it looks once. */
  readonly lasts: boolean
  /** Takes what was found, in most cases to begin an execution with it; resolves once that is on disk. */
  readonly found: (found: Found) => Promise<void>
  /** Hears of a failure instead of `onFault`. */
  readonly failed?: (error: WireError) => void
}

interface Open extends LookOptions {
  readonly with: Watched
  readonly end: () => void
}

/** How long the process rests before it begins again after it died, in milliseconds. */
const PAUSE = 2_000
/** How long it may take to end, in milliseconds. */
const GRACE = 2_000

export class Watcher {
  private readonly options: WatcherOptions
  private readonly looks = new Map<number, Open>()
  private last = 0
  private process: RunnerProcess | undefined
  private channel: Channel<ToWatcher> | undefined
  private pause: NodeJS.Timeout | undefined
  private closed = false

  constructor(options: WatcherOptions) {
    this.options = options
  }

  look(watched: Watched, options: LookOptions): Look {
    const watch = ++this.last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.looks.set(watch, { ...options, with: watched, end: resolve })
    if (this.pause === undefined) this.open().send({ do: 'look', watch, with: watched })
    return {
      ended: promise,
      stop: () => {
        this.channel?.send({ do: 'stop', watch })
        this.end(watch)
      },
    }
  }

  /** Stops everything. */
  close(): void {
    this.closed = true
    for (const watch of this.looks.keys()) this.end(watch)
    this.hangUp()
  }

  private end(watch: number): void {
    this.looks.get(watch)?.end()
    this.looks.delete(watch)
    if (this.looks.size === 0) this.hangUp()
  }

  /** With nothing to look for there is no process. */
  private hangUp(): void {
    clearTimeout(this.pause)
    this.pause = undefined
    const { process, channel } = this
    this.process = undefined
    this.channel = undefined
    if (process === undefined) return
    channel?.send({ do: 'end' })
    channel?.close()
    const timer = setTimeout(() => process.kill(), GRACE)
    process.onExit(() => clearTimeout(timer))
  }

  private open(): Channel<ToWatcher> {
    if (this.channel !== undefined) return this.channel
    const process = this.options.spawn()
    const channel = openChannel<FromWatcher, ToWatcher>(
      process.pipe,
      (message) => this.receive(message, channel),
      () => {},
    )
    this.process = process
    this.channel = channel
    process.onExit((reason) => {
      if (this.process === process) this.died(reason)
    })
    return channel
  }

  private died(reason: string): void {
    this.process = undefined
    this.channel = undefined
    if (this.closed) return
    this.options.onFault(undefined, 'The process of triggers ended', {
      name: 'Error',
      code: 'watcher_died',
      message: reason,
    })
    for (const [watch, { lasts }] of this.looks) if (!lasts) this.end(watch)
    if (this.looks.size === 0) return
    this.pause = setTimeout(() => {
      this.pause = undefined
      for (const [watch, { with: watched }] of this.looks) this.open().send({ do: 'look', watch, with: watched })
    }, PAUSE)
  }

  private receive(message: FromWatcher, channel: Channel<ToWatcher>): void {
    if (message.do === 'ask') {
      const { id, port, args } = message
      this.answer(port, args).then(
        // What ports answer was JSON before it came here.
        (value) => channel.send({ do: 'reply', id, value: value as Json }),
        (error: unknown) => channel.send({ do: 'refuse', id, error: toWire(error) }),
      )
      return
    }
    const { watch, error, again } = message
    const open = this.looks.get(watch)
    if (open === undefined) return
    if (error !== undefined) {
      if (open.failed === undefined) this.options.onFault(open.with, 'A trigger failed', error)
      else open.failed(error)
    }
    if (again !== true) this.end(watch)
  }

  private async answer(port: string, args: readonly unknown[]): Promise<unknown> {
    switch (port) {
      case 'watch.execution':
        return this.options.newExecution()
      case 'watch.start':
        return this.start(args)
      default:
        return answerAsk(this.options, port, args)
    }
  }

  private async start([watch, execution, items, key]: readonly unknown[]): Promise<null> {
    const open = typeof watch === 'number' ? this.looks.get(watch) : undefined
    if (open === undefined) throw new EngineError('canceled', 'Nothing is looked for any more.')
    // The other process is our own: it sends items.
    const found = { with: open.with, execution: text(execution), items: items as readonly Item[] }
    await open.found(typeof key === 'string' ? { ...found, key } : found)
    return null
  }
}
